//! What a store's log must never forget: the lines that decide what is kept and what is destroyed.
//!
//! A medium remembers the decisions that the store knew when it was last written to. A store that lacks one of
//! them was put back from an older copy, or is another one: nothing may be destroyed by what it says, and
//! nothing written over what the medium says.

use super::chain::Chain;
use super::event::{Deed, Event};
use crate::files::FileDigest;
use std::collections::BTreeSet;

impl Event {
    /// SHA-256 of a decision without its place in the log, which another copy of the log may give it elsewhere;
    /// `None` of what decides nothing: copies that were written and read, and what a later version did.
    pub fn decision(&self) -> Option<String> {
        match self.deed {
            Deed::Copying { .. }
            | Deed::NotCopied { .. }
            | Deed::Copied { .. }
            | Deed::Checked { .. }
            | Deed::Erased { .. }
            | Deed::Restored { .. }
            | Deed::Lost { .. }
            | Deed::Other => None,
            _ => Some(FileDigest::of(&serde_json::to_vec(self).expect("an event is JSON")).sha256),
        }
    }
}

/// The decisions of a log, in their order.
pub fn decisions(events: &Chain<Event>) -> Vec<String> {
    events.values.iter().filter_map(Event::decision).collect()
}

/// How many of the decisions that are known elsewhere a log lacks.
pub fn lacking(events: &Chain<Event>, known: &[String]) -> usize {
    let own: BTreeSet<String> = decisions(events).into_iter().collect();
    known.iter().filter(|decision| !own.contains(*decision)).count()
}
