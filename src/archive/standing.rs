//! How an archive stands: what its events come to.

use super::chain::Chain;
use super::copied::{Copy, State};
use super::event::{Deed, Event, Paper, day_of};
use super::register::Entry;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How an archive stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// When it was sealed, by the clock: `2025-07-04T12:00:00Z`; empty where the log does not tell.
    pub sealed_at: String,
    /// Why it must not be destroyed, each hold by itself.
    pub holds: Vec<Held>,
    /// The number of the last hold that there ever was; 0 where there was none.
    pub last_hold: u32,
    /// Whether a later version did something with it that is not understood.
    pub is_unclear: bool,
    /// Where it was restored to beside the store.
    pub restored_to: Vec<String>,
    /// The act that selected it for destruction and was not withdrawn.
    pub act: Option<Act>,
    /// The acts that ever selected it.
    pub acts: Vec<Paper>,
    /// Its copies in the order in which their media were first written to; a lost one is among them.
    pub copies: Vec<Copy>,
    /// The files of its signatures.
    pub signatures: Vec<Paper>,
}

/// Why an archive must not be destroyed.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which one, from 1.
    pub number: u32,
    /// Since when: `2031-02-14T12:00:00Z`.
    pub since: String,
    /// Why.
    pub reason: String,
}

/// An act, as far as it went.
#[derive(Clone, Debug)]
pub struct Act {
    /// Its number.
    pub number: u32,
    /// Its file.
    pub paper: Paper,
    /// When it was drawn up.
    pub at: String,
    /// The day that it carries.
    pub day: Option<NaiveDate>,
    /// Whether it selects the sheets of a year with its journals.
    pub sheets: bool,
    /// The first day on which the archive may be removed: `2031-02-14`; `None` before it was marked.
    pub removed_from: Option<String>,
    /// Whether its copies began to be erased.
    pub is_erasing: bool,
    /// That it was removed; `None` before.
    pub destroyed: Option<Destroyed>,
}

/// A destruction.
#[derive(Clone, Debug)]
pub struct Destroyed {
    /// When.
    pub at: String,
    /// The day that the papers about it carry.
    pub day: Option<NaiveDate>,
    /// The papers about it.
    pub papers: Vec<Paper>,
}

impl Act {
    /// The day on which it was drawn up, by UTC; `None` where the log tells none.
    pub fn drawn_on(&self) -> Option<NaiveDate> {
        day_of(&self.at)
    }
}

impl Standing {
    /// How the archive of a register line stands after the events of its log.
    pub fn of(events: &Chain<Event>, register: &str) -> Standing {
        let own = events.values.iter().filter(|event| event.register == register);
        Standing::all(own).remove(register).unwrap_or_default()
    }

    /// How archives stand after some events, by their register lines.
    pub fn all<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeMap<&'a str, Standing> {
        let mut all: BTreeMap<&str, Standing> = BTreeMap::new();
        for event in events {
            all.entry(&event.register).or_default().take(event);
        }
        all
    }

    /// The files of the archive with their digests: zip, certificate, signatures.
    pub fn files(&self, entry: &Entry) -> Vec<(String, String)> {
        let own = [
            (entry.zip(), entry.zip_sha256.clone()),
            (entry.certificate(), entry.certificate_sha256.clone()),
        ];
        let signatures = self.signatures.iter().map(|paper| (paper.file.clone(), paper.sha256.clone()));
        own.into_iter().chain(signatures).collect()
    }

    /// The papers about it in the store: the acts that selected it, those about its destruction.
    pub fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.acts.iter().chain(self.destroyed().into_iter().flat_map(|destroyed| &destroyed.papers))
    }

    /// The copies that are neither lost nor erased.
    pub fn kept_copies(&self) -> impl Iterator<Item = &Copy> {
        self.copies
            .iter()
            .filter(|copy| matches!(copy.state, State::Good | State::Damaged(_) | State::Unfinished))
    }

    /// That it was removed; `None` where it is there.
    pub fn destroyed(&self) -> Option<&Destroyed> {
        self.act.as_ref()?.destroyed.as_ref()
    }

    fn act_of(&mut self, number: u32) -> Option<&mut Act> {
        self.act.as_mut().filter(|act| act.number == number)
    }

    fn take(&mut self, event: &Event) {
        let at = event.at.clone();
        match event.deed.clone() {
            Deed::Sealed => self.sealed_at = at,
            Deed::Signed { file, sha256, .. } => self.signatures.push(Paper { file, sha256 }),
            deed @ (Deed::Copying { .. }
            | Deed::NotCopied { .. }
            | Deed::Copied { .. }
            | Deed::Checked { .. }
            | Deed::Lost { .. }
            | Deed::Erased { .. }) => Copy::take(&mut self.copies, at, deed),
            Deed::Held { number, reason } => {
                self.last_hold = self.last_hold.max(number);
                self.holds.push(Held { number, since: at, reason });
            }
            Deed::Lifted { number, .. } => self.holds.retain(|hold| hold.number != number),
            Deed::Selected { act: number, file, sha256, sheets, .. } => {
                let paper = Paper { file, sha256 };
                self.acts.push(paper.clone());
                let (removed_from, is_erasing, destroyed) = (None, false, None);
                let day = event.day();
                self.act = Some(Act { number, paper, at, day, sheets, removed_from, is_erasing, destroyed });
            }
            Deed::Withdrawn { act: number, .. } => {
                self.act.take_if(|act| act.number == number && act.destroyed.is_none());
            }
            Deed::Marked { act: number, from } => {
                if let Some(act) = self.act_of(number) {
                    act.removed_from = Some(from);
                }
            }
            Deed::Erasing { act: number } => {
                if let Some(act) = self.act_of(number) {
                    act.is_erasing = true;
                }
            }
            Deed::Destroyed { act: number, .. } => {
                let day = event.day();
                if let Some(act) = self.act_of(number) {
                    act.destroyed = Some(Destroyed { at, day, papers: Vec::new() });
                }
            }
            Deed::Recorded { act: number, papers } => {
                if let Some(destroyed) = self.act_of(number).and_then(|act| act.destroyed.as_mut()) {
                    destroyed.papers.extend(papers);
                }
            }
            Deed::Restored { to, .. } => self.restored_to.extend(to),
            Deed::Other => self.is_unclear = true,
        }
    }
}
