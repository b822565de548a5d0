//! What proves that personal data were destroyed: the act (акт об уничтожении персональных данных) and the
//! extract of the event log (выгрузка из журнала регистрации событий).
//!
//! What each of them says is listed by the requirements that order № 179 of Roskomnadzor of 28.10.2022
//! approved: point 3 for the act, point 5 for the extract; what the extract cannot say stands in the act
//! (point 6); both are kept for three years (point 8). The order is in force until 1 March 2029: of data that
//! were destroyed later the papers say so and leave a line for what is in force then.

use super::letterhead::{Letterhead, Signature};
use crate::words;
use chrono::{Months, NaiveDate};
use serde::Serialize;

/// The act's template.
pub const ACT: &str = "erasure-act.typ";
/// The extract's template.
pub const EXTRACT: &str = "event-extract.typ";

/// How the store is called as an information system of personal data.
pub const SYSTEM: &str = "Хранилище архивов электронных журналов (программа «Летопись»)";
/// How the program destroys.
pub const METHOD: &str =
    "Удаление файлов архивов из хранилища и с носителей, на которых зарегистрированы их копии";
/// The categories of personal data that an archive of a year may hold, each with the tables that it stands in;
/// without tables: wherever a student is named.
pub const CATEGORIES: [(&str, &[&str]); 10] = [
    ("фамилия, имя, отчество обучающегося", &[]),
    ("дата рождения обучающегося", &["students"]),
    ("группа (класс), № зачётной книжки", &[]),
    ("номер поимённой (алфавитной) книги, основа обучения", &["students"]),
    (
        "отметки, результаты промежуточной и итоговой аттестации, задолженности",
        &["marks", "results", "debts", "gia", "changes"],
    ),
    (
        "посещаемость, опоздания, освобождения, причины пропусков, в том числе болезнь",
        &["attendance", "releases"],
    ),
    ("приказы о зачислении, переводе, отчислении и других движениях контингента", &["movements"]),
    (
        "сведения о согласиях на обработку персональных данных и о выдаче доступа",
        &["consents", "undertakings", "credentials"],
    ),
    ("сведения о входах в электронный журнал обучающихся, родителей и работников", &["users", "activity"]),
    (
        "фамилия, имя, отчество, должность и нагрузка педагогических работников",
        &["staff", "teachers", "journals"],
    ),
];
/// Those of an archive of sheets.
pub const OF_SHEETS: [&str; 5] = [
    "фамилия, имя, отчество обучающегося",
    "группа (класс), № зачётной книжки",
    "итоговые отметки, результаты промежуточной и итоговой аттестации",
    "число пропусков, движение контингента",
    "фамилии и инициалы педагогических работников",
];
/// What a supplement holds beside its tables.
pub const FILES: &str = "документы, приложенные к дополнению";
/// What a supplement that is kept on holds.
pub const LATE: &str = "фамилия, имя, отчество, группа (класс), № зачётной книжки, результаты и другие сведения, полученные после закрытия года";

/// The categories of an archive that has some of the tables.
pub fn categories(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let is_there = |tables: &[&str]| tables.is_empty() || tables.iter().any(|table| has(table));
    CATEGORIES.iter().filter(|(_, tables)| is_there(tables)).map(|(category, _)| *category).collect()
}

/// For how many years both papers are kept (point 8).
const KEPT_YEARS: u32 = 3;
/// Through which day order № 179 is in force.
const IN_FORCE_UNTIL: Option<NaiveDate> = NaiveDate::from_ymd_opt(2029, 2, 28);

/// What was destroyed, of whom, how and why.
#[derive(Debug, Serialize)]
pub struct Erasure {
    /// The act's number.
    pub number: u32,
    /// The day on which it was drawn up.
    #[serde(skip)]
    pub drawn: NaiveDate,
    /// Who processed the data on the operator's behalf, with the address; empty: nobody did.
    pub processors: Vec<String>,
    /// Whose data they were. Who is in several of the archives is named once: the total counts people.
    pub groups: Vec<SubjectGroup>,
    /// Who destroyed them; empty: it is filled in by hand.
    pub executors: Vec<Signature>,
    /// The categories of the data: some of [`CATEGORIES`], [`OF_SHEETS`].
    pub categories: Vec<String>,
    /// Paper that was destroyed with them; empty: none was.
    pub carriers: Vec<Carrier>,
    /// The information system: [`SYSTEM`].
    pub system: String,
    /// Archives and copies that were destroyed in it: «journals-2024-2025.zip», «копия на диске „Архив 1“».
    pub files: Vec<String>,
    /// How: [`METHOD`].
    pub method: String,
    /// Why.
    pub reason: String,
    /// When; `None`: it is filled in by hand.
    #[serde(skip)]
    pub destroyed_on: Option<NaiveDate>,
    /// What is kept on of the same people, until when, and what is in it; empty: nothing is.
    pub remains: Vec<String>,
    /// What else there may be that the program did not erase: copies that were given up, folders; empty: nothing.
    pub not_erased: Vec<String>,
}

/// Some of the people whose data were destroyed.
#[derive(Clone, Debug, Serialize)]
pub struct SubjectGroup {
    /// «ИС-41, 2024/2025 учебный год», «Педагогические работники».
    pub title: String,
    /// Full names, in the order of the list.
    pub names: Vec<String>,
}

/// A paper carrier.
#[derive(Clone, Debug, Serialize)]
pub struct Carrier {
    /// What it is.
    pub name: String,
    /// How many sheets it has; `None`: it is filled in by hand.
    pub sheets: Option<usize>,
}

impl Erasure {
    /// How many people there are.
    fn subjects(&self) -> usize {
        self.groups.iter().map(|group| group.names.len()).sum()
    }

    /// What both papers say of their days and of the order.
    fn days(&self) -> Days {
        let last = self.destroyed_on.and_then(|day| day.checked_add_months(Months::new(KEPT_YEARS * 12)));
        let proved = self.destroyed_on.unwrap_or(self.drawn);
        Days {
            drawn: words::long_date(self.drawn),
            destroyed_on: self.destroyed_on.map(words::long_date),
            kept_until: last.map(words::date),
            is_order_in_force: IN_FORCE_UNTIL.is_some_and(|last| proved <= last),
        }
    }
}

/// Days as the templates show them.
#[derive(Debug, Serialize)]
struct Days {
    drawn: String,
    destroyed_on: Option<String>,
    kept_until: Option<String>,
    is_order_in_force: bool,
}

/// Everything that the act shows.
#[derive(Debug, Serialize)]
pub struct ErasureAct<'a> {
    head: &'a Letterhead,
    act: &'a Erasure,
    days: Days,
    subjects: usize,
    /// Sheets of the paper; `None` where some are filled in by hand.
    sheets: Option<usize>,
}

impl<'a> ErasureAct<'a> {
    /// Puts an act together.
    pub fn new(head: &'a Letterhead, act: &'a Erasure) -> ErasureAct<'a> {
        let sheets = act.carriers.iter().map(|carrier| carrier.sheets);
        let sheets = sheets.into_iter().try_fold(0_usize, |sum, own| Some(sum.saturating_add(own?)));
        ErasureAct { head, act, days: act.days(), subjects: act.subjects(), sheets }
    }
}

/// Lines of the store's log that tell of what was destroyed.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedEvent {
    /// The line of the file, from 1; of several that are told together «5–35».
    pub line: String,
    /// When, for people and with the zone: «12.01.2031 в 09:15 UTC».
    pub at: String,
    /// What was done: «Архив опечатан».
    pub event: String,
    /// With what; empty: nothing more is to be told.
    pub details: String,
    /// The digest of the line, of several that of the last.
    pub digest: String,
}

/// Everything that the extract shows.
#[derive(Debug, Serialize)]
pub struct EventExtract<'a> {
    head: &'a Letterhead,
    act: &'a Erasure,
    events: &'a [LoggedEvent],
    /// The log's file.
    file: &'a str,
    days: Days,
    subjects: usize,
}

impl<'a> EventExtract<'a> {
    /// Puts an extract of a log's file together.
    pub fn new(
        head: &'a Letterhead,
        act: &'a Erasure,
        file: &'a str,
        events: &'a [LoggedEvent],
    ) -> EventExtract<'a> {
        EventExtract { head, act, events, file, days: act.days(), subjects: act.subjects() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erasure(destroyed_on: Option<NaiveDate>) -> Erasure {
        Erasure {
            number: 1,
            drawn: NaiveDate::from_ymd_opt(2029, 2, 28).expect("a day"),
            processors: vec![],
            groups: vec![],
            executors: vec![],
            categories: vec![],
            carriers: vec![],
            system: String::new(),
            files: vec![],
            method: String::new(),
            reason: String::new(),
            destroyed_on,
            remains: vec![],
            not_erased: vec![],
        }
    }

    #[test]
    fn the_order_is_cited_while_it_is_in_force() {
        let own = |day| erasure(day).days();
        assert!(own(None).is_order_in_force && own(None).kept_until.is_none());
        assert!(own(NaiveDate::from_ymd_opt(2029, 2, 28)).is_order_in_force);
        let later = own(NaiveDate::from_ymd_opt(2029, 3, 1));
        assert!(!later.is_order_in_force);
        assert_eq!(later.kept_until.as_deref(), Some("01.03.2032"));
        assert_eq!(own(Some(NaiveDate::MAX)).kept_until, None);
    }
}
