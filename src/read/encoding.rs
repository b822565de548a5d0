//! In which encoding a file is, found out by its content (contract §1), and its text as UTF-8.
//!
//! A file is read twice: [`survey`] looks at every byte, for the encoding and the digest, and keeps
//! none; [`open`] decodes on the way. So no file is ever held in memory as a whole.

use super::detect::{BadEncoding, Text};
use super::window::Window;
use crate::files;
use anyhow::{Context, Result};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read};
use std::path::Path;

/// What a look at every byte of a file tells.
pub(super) struct Survey {
    /// SHA-256 of its bytes in lower-case hex.
    pub(super) sha256: String,
    /// Its encoding.
    pub(super) encoding: Result<&'static Encoding, BadEncoding>,
}

/// How much is read at once.
const CHUNK: usize = 256 * 1024;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Looks at every byte of a file.
pub(super) fn survey(path: &Path) -> Result<Survey> {
    let mut file = files::open(path)?;
    let describe = || format!("не удаётся прочитать {}", path.display());
    let mut hash = Sha256::new();
    let size = file.metadata().map_or(CHUNK as u64, |data| data.len() + 1);
    let mut chunk = vec![0; usize::try_from(size).map_or(CHUNK, |size| size.min(CHUNK))];
    let mut length = read_full(&mut file, &mut chunk).with_context(describe)?;
    let mut text = Text::of(&chunk[..length]);
    while length > 0 {
        hash.update(&chunk[..length]);
        text.feed(&chunk[..length]);
        length = read_full(&mut file, &mut chunk).with_context(describe)?;
    }
    Ok(Survey { sha256: files::hex(&hash.finalize()), encoding: text.finish() })
}

/// The text of a file in an encoding that a survey found.
pub(super) fn open(path: &Path, encoding: &'static Encoding) -> Result<Window> {
    let mut file = files::open(path)?;
    if encoding != UTF_8 {
        let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(file);
        return Ok(Window::new(Box::new(decoder)));
    }
    let mut head = [0; UTF8_MARK.len()];
    let length = read_full(&mut file, &mut head)
        .with_context(|| format!("не удаётся прочитать {}", path.display()))?;
    let rest = if &head[..length] == UTF8_MARK { Vec::new() } else { head[..length].to_vec() };
    Ok(Window::new(Box::new(Cursor::new(rest).chain(file))))
}

/// The largest file that is held as a whole: the settings or a local act.
const WHOLE: u64 = 16 * 1024 * 1024;

/// The text of a small file.
pub(super) fn text(path: &Path) -> Result<Result<String, BadEncoding>> {
    let size = files::open(path)?.metadata().map(|data| data.len()).unwrap_or_default();
    if size > WHOLE {
        anyhow::bail!("файл больше {}: {}", crate::words::size(WHOLE), path.display());
    }
    let encoding = match survey(path)?.encoding {
        Ok(encoding) => encoding,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let mut window = open(path, encoding)?;
    while window.grow().map_err(|stop| anyhow::anyhow!("{}: {}", path.display(), stop.message()))? {}
    Ok(Ok(String::from_utf8_lossy(window.rest()).into_owned()))
}

/// Reads until the buffer is full or the file ends.
fn read_full(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match file.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
