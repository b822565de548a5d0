//! Copies that are on a medium already, and whole.

use super::Wanted;
use crate::archive::copied::State;
use crate::archive::event::{CopiedFile, Deed, Form};
use crate::archive::medium::{self, Medium};
use crate::archive::store::Store;
use crate::files;
use std::path::Path;

/// What is to be noted of a copy that is there and good; `None` where it must be written.
pub(super) fn already(
    store: &Store,
    medium: &Medium,
    folder: &Path,
    own: &Wanted,
    form: Form,
) -> Option<Deed> {
    let listed = medium.find(&own.entry.name)?.clone();
    let known =
        store.standing(&own.line).copies.into_iter().find(|copy| copy.medium == medium.catalogue.medium);
    // Of an encrypted file only the store knows that it is one of the archive.
    let is_known = known.as_ref().is_some_and(|known| {
        known.files == listed.files || known.begun.as_ref().is_some_and(|begun| begun.files == listed.files)
    });
    let is_same = |file: &CopiedFile| match listed.form {
        Form::Unpacked if file.of == own.entry.zip() => file.sha256 == own.entry.root,
        _ => own.files.iter().any(|(name, sha256)| *name == file.of && *sha256 == file.sha256),
    };
    let is_proved = is_known || listed.form != Form::Encrypted && listed.files.iter().all(is_same);
    if listed.form != form || !is_proved || listed.files.len() != own.files.len() {
        return None;
    }
    let is_read = known.is_some_and(|known| {
        known.files == listed.files && matches!(known.state, State::Good | State::Damaged(_))
    });
    let (id, path) = (medium.catalogue.medium.clone(), files::real(folder).display().to_string());
    medium::is_whole(folder, form, &listed.files).then(|| match is_read {
        true => Deed::Checked { medium: id, path, damaged: Vec::new() },
        false => Deed::Copied { medium: id, path, form, files: listed.files },
    })
}
