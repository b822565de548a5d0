//! The lines of the log that the extract shows: what was done with the archives of an act.

use super::reasons::Selected;
use crate::archive::event::{Deed, Event, day_of};
use crate::archive::store::Store;
use crate::documents::erasure::LoggedEvent;
use crate::model::cell;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// The lines of the log about the archives. Checks of a copy between which nothing else became of it are one.
pub(super) fn lines(store: &Store, selected: &[Selected]) -> Vec<LoggedEvent> {
    let own: BTreeSet<&String> = selected.iter().map(|(_, line, _)| line).collect();
    let mut places = Places::default();
    let mut told: Vec<Told<'_>> = Vec::new();
    // The checks that a copy is in the midst of, by archive and medium.
    let mut checks: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let all = store.events.values.iter().zip(&store.events.digests);
    for (line, (event, digest)) in (1..).zip(all) {
        places.take(&event.deed);
        if !own.contains(&event.register) {
            continue;
        }
        let copy = event.deed.medium().map(|medium| (event.register.as_str(), medium));
        let new = Told {
            first: line,
            last: line,
            count: 1,
            at: &event.at,
            event,
            digest,
            text: text(event, &places),
        };
        let is_check = matches!(&event.deed, Deed::Checked { damaged, .. } if damaged.is_empty());
        match copy.and_then(|copy| checks.get(&copy)).filter(|_| is_check) {
            Some(place) => {
                let Told { first, count, at, .. } = told[*place];
                told[*place] = Told { first, count: count + 1, at, ..new };
            }
            None => {
                if let Some(copy) = copy {
                    if is_check {
                        checks.insert(copy, told.len())
                    } else {
                        checks.remove(&copy)
                    };
                }
                told.push(new);
            }
        }
    }
    told.sort_by_key(|told| told.last);
    told.into_iter().map(Told::logged).collect()
}

/// A line, or several that are one.
struct Told<'a> {
    first: usize,
    last: usize,
    count: usize,
    /// When the first was.
    at: &'a str,
    /// The last.
    event: &'a Event,
    digest: &'a str,
    text: (&'static str, String),
}

impl Told<'_> {
    fn logged(self) -> LoggedEvent {
        let (what, details) = self.text;
        let mut details = match details.is_empty() {
            true => self.event.name.clone() + ".zip",
            false => format!("{}.zip: {details}", self.event.name),
        };
        let mut line = self.first.to_string();
        if self.count > 1 {
            let times = words::count(self.count, ["раз", "раза", "раз"]);
            details.push_str(&format!("; проверена {times}, последний — {}", moment(&self.event.at)));
            line.push_str(&format!("–{}", self.last));
        }
        LoggedEvent {
            line,
            at: moment(self.at),
            event: what.to_owned(),
            details,
            digest: self.digest.to_owned(),
        }
    }
}

/// «12.01.2031 в 09:15 UTC».
fn moment(at: &str) -> String {
    let time = at.get(11..16).unwrap_or_default();
    day_of(at).map_or_else(|| at.to_owned(), |day| format!("{} в {time} UTC", words::date(day)))
}

/// Where media were last.
#[derive(Default)]
struct Places(BTreeMap<String, String>);

impl Places {
    fn take(&mut self, deed: &Deed) {
        if let Deed::Copying { medium, path, .. }
        | Deed::Copied { medium, path, .. }
        | Deed::Checked { medium, path, .. } = deed
        {
            self.0.insert(medium.clone(), path.clone());
        }
    }

    fn of(&self, medium: &str) -> String {
        match self.0.get(medium) {
            Some(path) => place(path, medium),
            None => format!("носитель {medium}"),
        }
    }
}

/// «E:\\архив, носитель 3f2a…»: how every paper names a medium.
pub(super) fn place(path: &str, medium: &str) -> String {
    format!("{path}, носитель {medium}")
}

/// What was done, and with what.
fn text(event: &Event, places: &Places) -> (&'static str, String) {
    let day = |day: &str| cell::date(day).map(words::date).unwrap_or_default();
    let of = |medium: &str| places.of(medium);
    match &event.deed {
        Deed::Sealed => ("Архив опечатан", String::new()),
        Deed::Signed { file, .. } => ("Приложена подпись", file.clone()),
        Deed::Copying { medium, .. } => ("Копирование начато", of(medium)),
        Deed::NotCopied { medium } => ("Копия не сделана", of(medium)),
        Deed::Copied { medium, .. } => ("Сделана копия", of(medium)),
        Deed::Checked { medium, damaged, .. } if damaged.is_empty() => ("Копия проверена, цела", of(medium)),
        Deed::Checked { medium, damaged, .. } => {
            ("Копия повреждена", format!("{}: {}", of(medium), damaged.join(", ")))
        }
        Deed::Lost { medium, reason } => ("Копия утрачена", format!("{}: {reason}", of(medium))),
        Deed::Held { reason, .. } => ("Уничтожать запрещено", reason.clone()),
        Deed::Lifted { reason, .. } => ("Запрет снят", reason.clone()),
        Deed::Selected { act, .. } => {
            let drawn = event.day().map(words::date).unwrap_or_default();
            ("Выделен к уничтожению", format!("акт № {act} от {drawn}"))
        }
        Deed::Withdrawn { act, reason } => ("Акт отозван", format!("акт № {act}: {reason}")),
        Deed::Marked { act, from } => {
            ("Отмечен к уничтожению", format!("акт № {act}, не раньше {}", day(from)))
        }
        Deed::Erasing { act } => ("Копии начали стирать", format!("акт № {act}")),
        Deed::Destroyed { act, .. } => ("Удалён из хранилища", format!("акт № {act}")),
        Deed::Recorded { act, .. } => ("Составлены документы об уничтожении", format!("акт № {act}")),
        Deed::Erased { medium } => ("Копия стёрта", of(medium)),
        Deed::Restored { files, from, to } => {
            let to =
                to.as_ref().map_or("в хранилище".to_owned(), |folder| format!("в папку {folder}"));
            ("Возвращён из копии", format!("{} из {} — {to}", files.join(", "), from.join(", ")))
        }
        Deed::Other => ("Запись более новой версии программы", String::new()),
    }
}
