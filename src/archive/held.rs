//! What a hold holds: the archive that it was put on, and with a year everything of that year, its other
//! versions too.

use super::chain::Chain;
use super::event::Event;
use super::register::{Entry, Holds, KeptGroup};
use super::standing::{Held, Standing};

/// An archive of a register, and how it stands.
pub type Stood<'a> = (&'a Entry, Standing);

/// How all archives of a register stand after some of the events of its log.
pub fn stood<'a, 'e>(
    register: &'a Chain<Entry>,
    events: impl Iterator<Item = &'e Event> + Clone,
) -> Vec<Stood<'a>> {
    let lines = register.values.iter().zip(&register.digests);
    lines.map(|(entry, line)| (entry, Standing::after(events.clone(), line))).collect()
}

/// The holds because of which an archive must not be destroyed; none where it is not held.
pub fn held<'s>(entry: &Entry, all: &'s [Stood<'_>]) -> Vec<&'s Held> {
    let own = all.iter().filter(|(other, _)| holds_too(other, entry));
    own.flat_map(|(_, standing)| &standing.holds).collect()
}

/// Whether a hold of an archive holds another. An organisation that was renamed is known by its groups.
fn holds_too(other: &Entry, entry: &Entry) -> bool {
    let is_same = |group: &KeptGroup| entry.groups.iter().any(|own| own.is_same(group) == Some(true));
    let is_renamed = other.academic_year == entry.academic_year && other.groups.iter().any(is_same);
    other.name == entry.name || other.holds == Holds::Year && (other.is_of_year_of(entry) || is_renamed)
}
