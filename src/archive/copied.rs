//! The copies of an archive, as the log tells of them.

use super::event::{CopiedFile, Deed, Form};

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

    /// Takes over what was done at a moment with one of the copies; another deed is none.
    pub(super) fn take(copies: &mut Vec<Copy>, at: String, deed: Deed) {
        match deed {
            Deed::Copying { medium, path, form, files } => {
                let own = copies.iter_mut().find(|own| own.medium == medium);
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
                        copies.push(Copy { medium, path, form, files, written_at, read_at, state, begun });
                    }
                }
            }
            Deed::NotCopied { medium } => {
                copies.retain_mut(|own| {
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
                match copies.iter_mut().find(|own| own.medium == copy.medium) {
                    Some(own) => *own = copy,
                    None => copies.push(copy),
                }
            }
            Deed::Checked { medium, path, damaged } => {
                if let Some(own) = copies.iter_mut().find(|own| own.medium == medium) {
                    own.state = if damaged.is_empty() { State::Good } else { State::Damaged(damaged) };
                    (own.path, own.read_at) = (path, at);
                }
            }
            Deed::Lost { medium, reason } => {
                if let Some(own) = copies.iter_mut().find(|own| own.medium == medium) {
                    own.state = State::Lost(reason);
                }
            }
            Deed::Erased { medium } => {
                if let Some(own) = copies.iter_mut().find(|own| own.medium == medium) {
                    own.state = State::Erased;
                }
            }
            _ => {}
        }
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
