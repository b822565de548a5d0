//! What the templates of the guide get: everything as a person reads it.

use super::{Archived, Copied, CopyState, Guide, Paper, Signed};
use crate::archive::register::{Entry, Holds, KeptGroup};
use crate::diagnostics::printable;
use crate::model::cell;
use crate::words;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::collections::BTreeSet;

/// What stands in a link as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The whole of it.
#[derive(Serialize)]
pub(super) struct Shown {
    style: String,
    version: String,
    organizations: Vec<String>,
    archives: Vec<Archive>,
    /// The archive that the commands are shown with.
    example: String,
    /// Its year.
    example_year: String,
    papers: Vec<File>,
    /// The day of the last event.
    told_on: String,
    has_encrypted: bool,
    has_supplements: bool,
    has_sheets: bool,
}

/// An archive.
#[derive(Serialize)]
struct Archive {
    name: String,
    /// Its place on the page, from 1: `1`, and of what is chained to it `1-2`.
    place: String,
    holds: &'static str,
    /// Whether it belongs to the one before.
    is_part: bool,
    is_year: bool,
    /// What [`Archive::closed_on`] is the day of.
    closed_label: &'static str,
    year: String,
    organization: String,
    closed_on: String,
    kept_until: String,
    /// The first day on which it may be destroyed; empty: it cannot be told.
    due_from: String,
    root: String,
    root_streebog256: String,
    supersedes: String,
    reason: String,
    /// In a word or two.
    state: String,
    is_gone: bool,
    is_in_force: bool,
    hold: String,
    acts: String,
    files: Vec<File>,
    groups: Vec<Group>,
    copies: Vec<Copy>,
    chained: Vec<Archive>,
}

/// A file of the store.
#[derive(Serialize)]
struct File {
    name: String,
    /// The link to it; empty: it is no more there.
    href: String,
    what: String,
    size: String,
    sha256: String,
    on: String,
}

/// Until when the records of a group are kept.
#[derive(Serialize)]
struct Group {
    name: String,
    journals: String,
    sheets: String,
}

/// A copy.
#[derive(Serialize)]
struct Copy {
    medium: String,
    path: String,
    written_on: String,
    read_on: String,
    state: String,
    is_bad: bool,
    is_encrypted: bool,
}

impl Shown {
    pub(super) fn new(guide: &Guide<'_>, style: String) -> Shown {
        let all =
            || guide.archives.iter().flat_map(|archived| std::iter::once(archived).chain(&archived.chained));
        let organizations: BTreeSet<String> =
            all().map(|archived| plain(&archived.entry.organization)).collect();
        // Commands are shown with a file that is there.
        let is_there = |archived: &&Archived<'_>| archived.destroyed.is_none();
        let there = guide.archives.iter().rfind(is_there).or_else(|| all().rfind(is_there));
        let example = there.map_or_else(|| "journals-2024-2025".to_owned(), |own| plain(&own.entry.name));
        let holds = |holds| all().any(|archived| archived.entry.holds == holds);
        Shown {
            style,
            version: super::edition(),
            organizations: organizations.into_iter().collect(),
            archives: archives(&guide.archives, "", None),
            example,
            example_year: there.map(|own| plain(&own.entry.academic_year)).unwrap_or_default(),
            papers: guide.papers.iter().map(paper).collect(),
            told_on: guide.told_on.map(words::date).unwrap_or_default(),
            has_encrypted: all().any(|archived| archived.copies.iter().any(|copy| copy.is_encrypted)),
            has_supplements: holds(Holds::Supplement),
            has_sheets: holds(Holds::Sheets),
        }
    }
}

/// Archives with their places, which begin with the place of what they belong to.
fn archives(own: &[Archived<'_>], before: &str, whole: Option<&Entry>) -> Vec<Archive> {
    let place = |n: usize| format!("{before}{}", n + 1);
    own.iter().enumerate().map(|(n, archived)| archive(archived, place(n), whole)).collect()
}

fn archive(archived: &Archived<'_>, place: String, whole: Option<&Entry>) -> Archive {
    let entry = archived.entry;
    let is_gone = archived.destroyed.is_some();
    let due_from = archived.until.and_then(|last| last.succ_opt());
    let supersedes = entry.supersedes.as_ref();
    let acts = archived.acts.iter().map(|act| format!("№ {act}")).collect::<Vec<_>>();
    Archive {
        name: plain(&entry.name),
        chained: archives(&archived.chained, &format!("{place}-"), Some(entry)),
        place,
        holds: entry.holds.label(),
        is_part: whole.is_some(),
        is_year: entry.holds == Holds::Year,
        // A supplement carries the day of the latest of its rows, where they tell one after the year.
        closed_label: match entry.holds {
            Holds::Supplement if whole.is_some_and(|whole| whole.closed_on != entry.closed_on) => {
                "Последний результат"
            }
            _ => "Год закрыт",
        },
        year: plain(&entry.academic_year),
        organization: plain(&entry.organization),
        closed_on: day(&entry.closed_on),
        kept_until: archived.until.map(words::date).unwrap_or_default(),
        due_from: due_from.map(words::date).unwrap_or_default(),
        root: plain(&entry.root),
        root_streebog256: entry.root_streebog256.as_deref().map(plain).unwrap_or_default(),
        supersedes: supersedes.map(|other| plain(&other.name)).unwrap_or_default(),
        reason: supersedes.map(|other| plain(&other.reason)).unwrap_or_default(),
        state: state(archived),
        is_gone,
        is_in_force: archived.replaced_by.is_none(),
        hold: archived.hold.as_ref().map(|hold| plain(&hold.reason)).unwrap_or_default(),
        acts: acts.join(", "),
        files: files(archived, is_gone),
        groups: entry.groups.iter().map(group).collect(),
        copies: archived.copies.iter().map(copy).collect(),
    }
}

/// What became of it; what weighs most comes first.
fn state(archived: &Archived<'_>) -> String {
    if let Some(destroyed) = &archived.destroyed {
        return format!("уничтожен {} по акту № {}", words::date(destroyed.on), destroyed.act);
    }
    if let Some(hold) = &archived.hold {
        return format!("под запретом с {}: уничтожать нельзя", words::date(hold.since));
    }
    if let Some(marked) = &archived.marked {
        let until = words::date(marked.until);
        return format!("помечен к уничтожению по акту № {}, файлы остаются по {until}", marked.act);
    }
    if let Some(act) = archived.acts.last() {
        return format!("выделен к уничтожению по акту № {act}");
    }
    if let Some(other) = &archived.replaced_by {
        return format!("заменён архивом {}", plain(other));
    }
    "хранится".to_owned()
}

fn files(archived: &Archived<'_>, is_gone: bool) -> Vec<File> {
    let Entry { zip_size, zip_sha256, certificate_sha256, .. } = archived.entry;
    let (zip, certificate) = (archived.entry.zip(), archived.entry.certificate());
    let file = |name: &str, what: &str, size: String, sha256: &str| File {
        name: plain(name),
        // Of what was destroyed the certificate and the signatures are still there.
        href: if is_gone && name == archived.entry.zip() { String::new() } else { href(name) },
        what: what.to_owned(),
        size,
        sha256: plain(sha256),
        on: String::new(),
    };
    let signature = |signed: &Signed| {
        file(
            &signed.file,
            &format!("{} к файлу {}", plain(&signed.kind), plain(&signed.of)),
            String::new(),
            "",
        )
    };
    [
        file(&zip, "архив: всё, что опечатано", words::size(*zip_size), zip_sha256),
        file(&certificate, "свидетельство: отпечатки, подписи, печать", String::new(), certificate_sha256),
    ]
    .into_iter()
    .chain(archived.signatures.iter().map(signature))
    .collect()
}

fn group(group: &KeptGroup) -> Group {
    let until = |last: &Option<String>| {
        last.as_deref().map_or_else(|| "срок не вычислен".to_owned(), |last| format!("по {}", day(last)))
    };
    Group { name: plain(&group.name), journals: until(&group.journals), sheets: until(&group.sheets) }
}

fn copy(copy: &Copied) -> Copy {
    Copy {
        medium: plain(&copy.medium),
        path: plain(&copy.path),
        written_on: words::date(copy.written_on),
        read_on: copy.read_on.map_or_else(|| "ни разу".to_owned(), words::date),
        state: match copy.state {
            CopyState::Good => "цела".to_owned(),
            CopyState::Damaged => "повреждена".to_owned(),
            CopyState::Lost => "утрачена".to_owned(),
            CopyState::Erased(on) => format!("стёрта {}", words::date(on)),
        },
        is_bad: matches!(copy.state, CopyState::Damaged | CopyState::Lost),
        is_encrypted: copy.is_encrypted,
    }
}

fn paper(paper: &Paper) -> File {
    File {
        name: plain(&paper.file),
        href: href(&paper.file),
        what: plain(&paper.title),
        size: String::new(),
        sha256: String::new(),
        on: match paper.withdrawn_on {
            Some(day) => format!("{}, отозван {}", words::date(paper.on), words::date(day)),
            None => words::date(paper.on),
        },
    }
}

/// A file beside the page. No name is taken for a place of its own: `javascript:…`, `//host`.
fn href(name: &str) -> String {
    format!("./{}", utf8_percent_encode(name, PLAIN))
}

/// A day of the register as people read it; what is no day stays as it is.
fn day(text: &str) -> String {
    cell::date(text).map_or_else(|| plain(text), words::date)
}

/// Without what would break a line or turn the direction of what follows.
fn plain(text: &str) -> String {
    printable(text).collect()
}
