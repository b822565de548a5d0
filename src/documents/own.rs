//! A student's own papers: the sheet for parents (D7) and the extract (D8).

use super::letterhead::Letterhead;
use super::native::{CellData, HeadingData, StyledData};
use super::tabular::Tabular;
use crate::figures::own::{Own, OwnJournal};
use crate::words;
use serde::Serialize;

/// The template of the sheet.
pub const SHEET: &str = "student-sheet.typ";
/// The template of the extract.
pub const EXTRACT: &str = "extract.typ";

/// A sheet: a page a stretch of days.
#[derive(Serialize)]
pub struct StudentSheet<'a> {
    head: &'a Letterhead,
    pages: Vec<SheetPage<'a>>,
}

#[derive(Serialize)]
struct SheetPage<'a> {
    name: &'a str,
    groups: String,
    period: &'a str,
    curator: &'a str,
    table: Tabular,
}

impl<'a> StudentSheet<'a> {
    /// Of each stretch of days of a student.
    pub fn new(head: &'a Letterhead, stretches: &'a [Own]) -> StudentSheet<'a> {
        let page = |own: &'a Own| SheetPage {
            name: &own.name,
            groups: own.groups.join(", "),
            period: &own.period,
            curator: own.curator.as_deref().unwrap_or_default(),
            table: sheet_table(own, head.words.subject),
        };
        StudentSheet { head, pages: stretches.iter().map(page).collect() }
    }
}

fn plain(text: impl Into<String>) -> CellData {
    CellData::from(text.into())
}

fn bold(text: String) -> CellData {
    StyledData { text, bold: true, ..StyledData::default() }.into()
}

/// A row a journal: lessons, marks with their days, means, what was missed.
fn sheet_table(own: &Own, subject: &str) -> Tabular {
    let mut table = Tabular {
        empty: "За эти дни занятий и отметок нет.".to_owned(), ..Tabular::default()
    };
    let columns = [
        (subject, 4.0),
        ("Занятий", 1.2),
        ("Отметки", 5.0),
        ("Средний балл", 1.2),
        ("Взвешенный балл", 1.5),
        ("Пропущено занятий", 1.5),
        ("Пропущено, ч", 1.4),
        ("из них уваж., ч", 1.2),
        ("Опозданий", 1.4),
        ("Итоги", 3.0),
    ];
    columns.iter().enumerate().for_each(|(n, (_, width))| table.column(*width, !matches!(n, 0 | 2 | 9)));
    table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
    let mean = |mean: Option<f64>| mean.map(words::mean).unwrap_or_default();
    table.rows = own
        .journals
        .iter()
        .map(|journal| {
            // A period and its mark stand on one line.
            let result =
                |(period, mark): &(String, String)| format!("{period}: {mark}").replace(' ', "\u{a0}");
            let results: Vec<String> = journal.results.iter().map(result).collect();
            vec![
                plain(&*journal.title),
                plain(words::few(journal.held)),
                plain(marks(journal)),
                plain(mean(journal.mean)),
                plain(mean(journal.weighted)),
                plain(words::few(journal.missed)),
                plain(words::few_hours(journal.missed_hours)),
                plain(words::few_hours(journal.valid_hours)),
                plain(words::few(journal.late)),
                plain(results.join("; ")),
            ]
        })
        .collect();
    if !own.journals.is_empty() {
        let count = |of: fn(&OwnJournal) -> usize| own.journals.iter().map(of).sum::<usize>();
        let sum = |of: fn(&OwnJournal) -> f64| own.journals.iter().fold(0.0, |sum, own| sum + of(own));
        table.rows.push(vec![
            bold("Всего".to_owned()),
            bold(words::few(count(|own| own.held))),
            plain(""),
            plain(""),
            plain(""),
            bold(words::few(count(|own| own.missed))),
            bold(words::few_hours(sum(|own| own.missed_hours))),
            bold(words::few_hours(sum(|own| own.valid_hours))),
            bold(words::few(count(|own| own.late))),
            plain(""),
        ]);
    }
    table
}

/// «02.09: 5, 4; 09.09: 3».
fn marks(journal: &OwnJournal) -> String {
    let given = journal.lessons.iter().filter(|lesson| !lesson.marks.is_empty());
    let given = given.map(|lesson| {
        // The day and the month; the year is that of the sheet.
        let day: String = lesson.date.chars().take(5).collect();
        let values: Vec<&str> =
            lesson.marks.iter().map(|mark| mark.split(" (").next().unwrap_or(mark)).collect();
        format!("{day}:\u{a0}{}", values.join(", "))
    });
    given.collect::<Vec<_>>().join("; ")
}

/// An extract.
#[derive(Serialize)]
pub struct Extract<'a> {
    head: &'a Letterhead,
    own: &'a Own,
    groups: String,
    summary: Tabular,
    journals: Vec<ExtractJournal<'a>>,
    timetable: Tabular,
}

#[derive(Serialize)]
struct ExtractJournal<'a> {
    title: &'a str,
    teachers: String,
    table: Tabular,
}

impl<'a> Extract<'a> {
    /// Of a student's own.
    pub fn new(head: &'a Letterhead, own: &'a Own) -> Extract<'a> {
        let journal = |own: &'a OwnJournal| ExtractJournal {
            title: &own.title,
            teachers: own.teachers.join(", "),
            table: lessons(own),
        };
        Extract {
            head,
            own,
            groups: own.groups.join(", "),
            summary: sheet_table(own, head.words.subject),
            journals: own.journals.iter().map(journal).collect(),
            timetable: timetable(own, head),
        }
    }
}

fn lessons(own: &OwnJournal) -> Tabular {
    let mut table = Tabular { empty: "Занятий не было.".to_owned(), ..Tabular::default() };
    let columns = [
        ("Дата", 1.9),
        ("№", 0.6),
        ("Вид", 1.6),
        ("Тема", 5.0),
        ("Домашнее задание", 4.0),
        ("Отметки", 2.6),
        ("Посещение", 2.0),
    ];
    columns.iter().enumerate().for_each(|(n, (_, width))| table.column(*width, n < 2));
    table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
    table.rows = own
        .lessons
        .iter()
        .map(|lesson| {
            vec![
                plain(&*lesson.date),
                plain(lesson.slot.map(|slot| slot.to_string()).unwrap_or_default()),
                plain(lesson.kind),
                plain(&*lesson.topic),
                plain(&*lesson.homework),
                plain(lesson.marks.join(", ")),
                plain(&*lesson.attendance),
            ]
        })
        .collect();
    table
}

fn timetable(own: &Own, head: &Letterhead) -> Tabular {
    let mut table =
        Tabular { empty: "Расписания в данных нет.".to_owned(), ..Tabular::default() };
    let slot = if head.words.is_school { "Урок" } else { "Пара" };
    // Where all places are of single days or of all the year, there is nothing to say of when.
    let has_when = own.timetable.iter().any(|place| !place.when.is_empty());
    let columns = [("День", 2.0), (slot, 1.0), (head.words.subject, 6.0), ("Когда", 4.0)];
    let shown = if has_when { &columns[..] } else { &columns[..3] };
    shown.iter().enumerate().for_each(|(n, (_, width))| table.column(*width, n == 1));
    table.header = vec![shown.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
    table.rows = own
        .timetable
        .iter()
        .map(|place| {
            let slot = place.slot.to_string();
            let cells = [place.day.as_str(), &slot, &place.title, &place.when];
            cells.into_iter().take(shown.len()).map(plain).collect()
        })
        .collect();
    table
}
