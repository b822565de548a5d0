//! How an archive stands: what its events come to.

use super::chain::Chain;
use super::event::{CopiedFile, Deed, Event, Form, Paper};
use super::register::Entry;
use chrono::NaiveDate;

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

/// A copy.
#[derive(Clone, Debug)]
pub struct Copy {
    /// The medium's id.
    pub medium: String,
    /// Where the medium was last.
    pub path: String,
    /// How the copy lies there.
    pub form: Form,
    /// Its files.
    pub files: Vec<CopiedFile>,
    /// When it was written.
    pub written_at: String,
    /// When it was last read to the end.
    pub read_at: String,
    /// What it was when it was last read.
    pub state: State,
    /// What was about to take the place of its files when it was last begun to be written; `None` where that was
    /// ended or given up.
    pub begun: Option<Begun>,
}

/// A copy that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// How it will lie there.
    pub form: Form,
    /// Its files; none where they were still written.
    pub files: Vec<CopiedFile>,
    /// What the copy was before; `None` where there was none.
    before: Option<State>,
}

impl Copy {
    /// All files that may be there: its own, and those that were about to take their places.
    pub fn all_files(&self) -> impl Iterator<Item = &CopiedFile> {
        self.files.iter().chain(self.begun.iter().flat_map(|begun| &begun.files))
    }
}

/// What a copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Every byte is what was written.
    Good,
    /// These files are not.
    Damaged(Vec<String>),
    /// It is gone for good, and why.
    Lost(String),
    /// It was begun and not ended: what is there now is not known.
    Unfinished,
    /// It was erased before its archive was destroyed.
    Erased,
}

impl Standing {
    /// How the archive of a register line stands after the events of its log, or of those up to a moment
    /// (`2031-02-14T23:59:59Z`).
    pub fn of(events: &Chain<Event>, register: &str, until: Option<&str>) -> Standing {
        let then = |event: &&Event| until.is_none_or(|until| &*event.at <= until);
        Standing::after(events.values.iter().filter(then), register)
    }

    /// How the archive of a register line stands after some events of its log.
    pub fn after<'a>(events: impl Iterator<Item = &'a Event>, register: &str) -> Standing {
        let mut standing = Standing::default();
        events.filter(|event| event.register == register).for_each(|event| standing.take(event));
        standing
    }

    /// Whether it was sealed, as far as the events go.
    pub fn is_sealed(&self) -> bool {
        !self.sealed_at.is_empty()
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
            Deed::Copying { medium, path, form, files } => {
                let own = self.copies.iter_mut().find(|own| own.medium == medium);
                let before = own.as_ref().map(|own| match &own.begun {
                    Some(begun) => begun.before.clone(),
                    None => Some(own.state.clone()),
                });
                let begun = Some(Begun { form, files, before: before.flatten() });
                match own {
                    Some(own) => (own.path, own.state, own.begun) = (path, State::Unfinished, begun),
                    None => {
                        let (written_at, read_at, state) = (at.clone(), at, State::Unfinished);
                        let files = Vec::new();
                        self.copies.push(Copy {
                            medium,
                            path,
                            form,
                            files,
                            written_at,
                            read_at,
                            state,
                            begun,
                        });
                    }
                }
            }
            Deed::NotCopied { medium } => {
                self.copies.retain_mut(|own| {
                    if own.medium != medium || own.state != State::Unfinished {
                        return true;
                    }
                    match own.begun.take().and_then(|begun| begun.before) {
                        Some(before) => own.state = before,
                        None => return false,
                    }
                    true
                });
            }
            Deed::Copied { medium, path, form, files } => {
                let (written_at, read_at, state) = (at.clone(), at, State::Good);
                let copy = Copy { medium, path, form, files, written_at, read_at, state, begun: None };
                match self.copies.iter_mut().find(|own| own.medium == copy.medium) {
                    Some(own) => *own = copy,
                    None => self.copies.push(copy),
                }
            }
            Deed::Checked { medium, path, damaged } => {
                if let Some(own) = self.copies.iter_mut().find(|own| own.medium == medium) {
                    own.state = if damaged.is_empty() { State::Good } else { State::Damaged(damaged) };
                    (own.path, own.read_at) = (path, at);
                }
            }
            Deed::Lost { medium, reason } => {
                if let Some(own) = self.copies.iter_mut().find(|own| own.medium == medium) {
                    own.state = State::Lost(reason);
                }
            }
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
            Deed::Erased { medium } => {
                if let Some(own) = self.copies.iter_mut().find(|own| own.medium == medium) {
                    own.state = State::Erased;
                }
            }
            Deed::Restored { to, .. } => self.restored_to.extend(to),
            Deed::Other => self.is_unclear = true,
        }
    }
}
