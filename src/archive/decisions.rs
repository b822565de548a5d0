//! What a store's log must never forget: the lines by which something is kept.
//!
//! A medium remembers the decisions that the store knew when it was last written to, and the media, which may know more. A store that lacks one of
//! them was put back from an older copy, or is another one: nothing may be destroyed by what it says, and
//! nothing written over what the medium says.

use super::chain::Chain;
use super::event::{Deed, Event};
use crate::files::FileDigest;
use std::collections::BTreeSet;

impl Event {
    /// SHA-256 of a decision, without its place in the log and its number, which another copy of the log may give it
    /// elsewhere; `None` of what is none: an archive that was sealed may tell of a longer term, a hold and an act
    /// that was withdrawn forbid. What allows a destruction, or did it, is no decision: where it is forgotten,
    /// something is kept.
    pub fn decision(&self) -> Option<String> {
        let mut event = self.clone();
        match &mut event.deed {
            Deed::Held { number, .. } => *number = 0,
            Deed::Sealed | Deed::Signed { .. } | Deed::Withdrawn { .. } => {}
            _ => return None,
        }
        Some(FileDigest::of(&serde_json::to_vec(&event).expect("an event is JSON")).sha256)
    }
}

/// The decisions of a log, in their order.
pub fn decisions(events: &Chain<Event>) -> Vec<String> {
    events.values.iter().filter_map(Event::decision).collect()
}

/// The media that a log knows, by their ids.
pub fn media(events: &Chain<Event>) -> BTreeSet<&str> {
    events.values.iter().filter_map(|event| event.deed.medium()).collect()
}

/// How many of the decisions that are known elsewhere a log lacks.
pub fn lacking(events: &Chain<Event>, known: &[String]) -> usize {
    let own: BTreeSet<String> = decisions(events).into_iter().collect();
    known.iter().filter(|decision| !own.contains(*decision)).count()
}
