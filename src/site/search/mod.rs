//! The index of the search, which the script of the pages looks through without a server: classic scripts
//! that hand their data to `letopis.load`, since a page opened from a disk may fetch nothing else.
//!
//! - `names.js` ([`names`]): everything that has a name and a page, loaded when the search is first used;
//! - `words.js`, `found-N.js` ([`lessons`]): every stem of the topics and the homework, and where it stands;
//! - `texts-N.js` ([`lessons`]): those texts, to show what was found in context.
//!
//! What is searched is parted and stemmed here and in `templates/site/stem.js` in the same way ([`words`]).

pub mod lessons;
pub mod names;
pub mod words;

use anyhow::Result;
use serde::Serialize;

/// Where a file of the index lies below `site/`, and its bytes.
fn script(name: &str, data: &impl Serialize) -> Result<(String, Vec<u8>)> {
    let mut bytes = format!("letopis.load(\"{name}\", ").into_bytes();
    serde_json::to_writer(&mut bytes, data)?;
    bytes.extend_from_slice(b")\n");
    Ok((format!("search/{name}.js"), bytes))
}
