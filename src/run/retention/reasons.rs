//! Why archives of an act must not be destroyed now: everything at once.

use super::sheets;
use crate::archive::copied::{Copy, State};
use crate::archive::event::day_of;
use crate::archive::medium;
use crate::archive::obstacle::Obstacle;
use crate::archive::register::Entry;
use crate::archive::standing::{Act, Standing};
use crate::archive::store::Store;
use crate::files::FileDigest;
use crate::run::clock;
use crate::run::copy::{away, folder_of, knowing_more};
use chrono::NaiveDate;
use std::path::PathBuf;

/// What speaks against it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reasons {
    /// What the rules forbid.
    pub(super) forbidden: Vec<String>,
    /// What could not be verified.
    pub(super) unverified: Vec<String>,
}

impl Reasons {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.forbidden.is_empty() && self.unverified.is_empty()
    }

    /// Takes others over.
    pub(super) fn add(&mut self, others: Reasons) {
        self.forbidden.extend(others.forbidden);
        self.unverified.extend(others.unverified);
    }
}

/// An archive of an act, its line, and how it stands.
pub(super) type Selected = (Entry, String, Standing);

/// What speaks against the destruction of archives, but for the waiting time and their copies.
pub(super) fn reasons(store: &Store, selected: &[Selected], today: NaiveDate) -> Reasons {
    let mut reasons = Reasons::default();
    clock_is_back(store, &mut reasons);
    let stock = store.stock();
    for (entry, _, standing) in selected {
        let obstacles = stock.obstacles(entry, standing, today).into_iter();
        reasons.forbidden.extend(obstacles.map(|obstacle| format!("{}: {obstacle}", entry.name)));
        if let Some(act) = &standing.act {
            of_act(store, act, &mut reasons);
        }
    }
    reasons.forbidden.dedup();
    reasons.unverified.dedup();
    reasons
}

/// Media of other archives that are not at hand: the store may have been put back from a copy that is older than what
/// they know.
pub(super) fn of_others(store: &Store, selected: &[Selected], media: &[PathBuf]) -> Vec<String> {
    let own: Vec<&str> = selected
        .iter()
        .flat_map(|(_, _, standing)| standing.kept_copies().map(|copy| copy.medium.as_str()))
        .collect();
    let others = away(store, media).into_iter().filter(|(medium, _)| !own.contains(&medium.as_str()));
    let told = |(_, place): (String, String)| {
        format!(
            "{place}: носителя нет на месте, а на нём могут быть запреты и сроки, которых хранилище не знает; подключите его или укажите --to ПАПКА"
        )
    };
    others.map(told).collect()
}

/// What speaks against erasing copies that turn up of what was destroyed already.
pub(super) fn of_destroyed(store: &Store, selected: &[Selected], media: &[PathBuf]) -> Reasons {
    let mut reasons = Reasons { forbidden: Vec::new(), unverified: knowing_more(store, media) };
    let stock = store.stock();
    for (entry, ..) in selected {
        let held = stock.holds(entry).into_iter().map(|held| Obstacle::Held(held.reason.clone()));
        reasons.forbidden.extend(held.map(|held| format!("{}: {held}", entry.name)));
        if store.has(&entry.zip()) {
            reasons
                .unverified
                .push(format!("{} записан уничтоженным, а лежит в хранилище: удалите его сами", entry.zip()));
        }
    }
    reasons
}

/// Every copy must be there and whole.
pub(super) fn of_copies(selected: &[Selected], media: &[PathBuf]) -> Reasons {
    let mut reasons = Reasons::default();
    for (entry, _, standing) in selected {
        for copy in standing.kept_copies() {
            let place = format!("копия {} на {}", entry.name, copy.path);
            if copy.state == State::Unfinished {
                reasons.unverified.push(format!(
                    "{place} начата и не закончена: повторите letopis copy или letopis copy --check или запишите: letopis copy --lost {} --reason \"причина\"",
                    copy.medium
                ));
                continue;
            }
            match folder_of(copy, media) {
                None => reasons.unverified.push(format!(
                    "{place}: носителя нет на месте; вставьте его (или укажите --to ПАПКА), а если он утрачен: letopis copy --lost {} --reason \"причина\"",
                    copy.medium
                )),
                Some(folder) => {
                    let damaged = medium::damaged(&folder, copy.form, &copy.files, &|_| {});
                    if !damaged.is_empty() {
                        reasons.unverified.push(format!(
                            "{place} повреждена: {}; перепишите её (letopis copy) или запишите утрату: letopis copy --lost {} --reason \"причина\"",
                            damaged.join(", "),
                            copy.medium
                        ));
                    }
                }
            }
        }
    }
    reasons
}

/// A clock that is a day behind the log's last line does not tell what day it is.
fn clock_is_back(store: &Store, reasons: &mut Reasons) {
    let (now, today) = (clock::now(), clock::today());
    // Of the last line alone: one call with a wrong clock must not count for ever.
    let last = store.events.values.last().map(|event| &event.at);
    if let Some(last) = last.filter(|at| day_of(at).is_some_and(|day| day > today)) {
        reasons.forbidden.push(format!(
            "часы компьютера показывают {now}, а в журнале событий есть запись от {last}: проверьте часы"
        ));
    }
}

/// The act must be the paper that was drawn up.
fn of_act(store: &Store, act: &Act, reasons: &mut Reasons) {
    let digest = FileDigest::of_file(&store.path(&act.paper.file));
    if digest.is_ok_and(|digest| digest.sha256 == act.paper.sha256) {
        return;
    }
    reasons.unverified.push(format!("{}: это не тот акт, что был составлен, или его нет", act.paper.file));
}

/// The sheets that stay must be in an archive of their own, copied as the journals were.
pub(super) fn of_sheets(
    store: &Store,
    selected: &[Selected],
    media: &[PathBuf],
    today: NaiveDate,
) -> Reasons {
    let mut reasons = Reasons::default();
    for (entry, _, standing) in
        selected.iter().filter(|(entry, _, standing)| sheets::must_stay(store, entry, standing, today))
    {
        let Some((sheets, line)) = sheets::of(store, entry) else {
            reasons.unverified.push(format!("{}: архива ведомостей нет", entry.name));
            continue;
        };
        let own = store.standing(line);
        if own.destroyed().is_some() {
            reasons.forbidden.push(format!("{}: архив ведомостей уничтожен", sheets.name));
        }
        let was_copied = standing.copies.iter().any(|copy| copy.state != State::Erased);
        let is_good = |copy: &Copy| {
            folder_of(copy, media).is_some_and(|folder| medium::is_whole(&folder, copy.form, &copy.files))
        };
        if was_copied && !own.kept_copies().any(is_good) {
            reasons.unverified.push(format!(
                "{}: целой копии под рукой нет, а копии журналов будут стёрты вместе с ведомостями; сделайте: letopis copy {} --to НОСИТЕЛЬ",
                sheets.name, sheets.name
            ));
        }
    }
    reasons
}
