//! What is a student's own: lessons, marks, absences, results and timetable, made of that student's rows
//! alone (D7, D8; P1.14, S2.11, S2.12). Nothing of anybody else's is looked at, so that nothing can slip in.

use super::Facts;
use super::term_marks::Marks;
use super::timetable::{Place, places};
use crate::model::table::Ref;
use crate::model::{Journal, Lesson, Span, Staff, Student};
use crate::words;
use chrono::NaiveDate;
use serde::Serialize;

/// A student's own, of some days.
#[derive(Debug, Serialize)]
pub struct Own {
    /// Id.
    pub id: String,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// The groups of those days.
    pub groups: Vec<String>,
    /// «Фамилия И. О.» of the curator of the last of them.
    pub curator: Option<String>,
    /// Number of the record book.
    pub record_no: Option<String>,
    /// «за 2024/2025 учебный год», «с 1 октября 2024 г. по 31 октября 2024 г.».
    pub period: String,
    /// A part of each journal that the student belonged to on one of them, in the journals' order.
    pub journals: Vec<OwnJournal>,
    /// Places in the timetable, by weekday and slot.
    pub timetable: Vec<Place>,
}

/// A student's part of a journal.
#[derive(Debug, Serialize)]
pub struct OwnJournal {
    /// «ОП.03 Информатика (подгруппа 1)».
    pub title: String,
    /// «Фамилия И. О.» of its teachers.
    pub teachers: Vec<String>,
    /// The lessons of the days on which the student belonged to it.
    pub lessons: Vec<OwnLesson>,
    /// Results by the name of their period; where the days are not the whole year those dated within them.
    pub results: Vec<(String, String)>,
    /// Lessons held.
    pub held: usize,
    /// Of them missed: absent, unexcused, excused, ill.
    pub missed: usize,
    /// Academic hours of those.
    pub missed_hours: f64,
    /// Of them for a valid reason.
    pub valid_hours: f64,
    /// How often late.
    pub late: usize,
    /// Mean of the marks in numbers; `None` without any.
    pub mean: Option<f64>,
    /// Weighted mean Σ(mark·weight) / Σ(weight).
    pub weighted: Option<f64>,
}

/// A lesson as the student was concerned by it.
#[derive(Debug, Serialize)]
pub struct OwnLesson {
    /// «02.09.2024».
    pub date: String,
    /// Number of the lesson or pair.
    pub slot: Option<u32>,
    /// «лекция».
    pub kind: &'static str,
    /// Topic; of a lesson that was not held also why.
    pub topic: String,
    /// Homework of all and of this student, with the days until which.
    pub homework: String,
    /// «5 (контрольная работа)», in their order.
    pub marks: Vec<String>,
    /// «болел», «опоздал на 10 мин»; empty where present.
    pub attendance: String,
}

impl Own {
    /// What is a student's own of some days, both included.
    pub fn new(facts: &Facts<'_>, student: Ref<Student>, (first, last): (NaiveDate, NaiveDate)) -> Own {
        let archive = facts.archive;
        let row = &archive.students[student];
        let mut groups: Vec<String> = Vec::new();
        let mut curator = None;
        for (span, group) in facts.belonging.groups(student) {
            let touches =
                span.from.is_none_or(|from| from <= last) && span.until.is_none_or(|until| first <= until);
            let name = archive.groups[*group].name.to_string();
            if touches {
                curator = archive.groups[*group].curator.map(|staff| archive.staff[staff].short_name());
            }
            if touches && !groups.contains(&name) {
                groups.push(name);
            }
        }
        let mine = facts.belonging.journals(student);
        let journals = mine.iter().filter_map(|journal| own_journal(facts, *journal, student, first, last));
        let of_journal = |journal: &Ref<Journal>| {
            let spans = facts.belonging.spans(*journal, student).unwrap_or_default();
            places(facts, *journal, (first, last), |from, until| {
                let touches = |span: &Span| {
                    span.from.is_none_or(|own| own <= until) && span.until.is_none_or(|own| from <= own)
                };
                spans.iter().any(touches)
            })
        };
        let mut timetable: Vec<Place> = mine.iter().flat_map(of_journal).collect();
        timetable.sort();
        Own {
            id: row.id.to_string(),
            name: row.full_name(),
            groups,
            curator,
            record_no: row.record_no.as_ref().map(ToString::to_string),
            period: period(facts, first, last),
            journals: journals.collect(),
            timetable,
        }
    }
}

fn period(facts: &Facts<'_>, first: NaiveDate, last: NaiveDate) -> String {
    let year = facts.archive.settings.academic_year;
    match (Some(first), Some(last)) == (year.first_day(), year.last_day()) {
        true => format!("за {} учебный год", year.title()),
        false => format!("с {} по {}", words::long_date(first), words::long_date(last)),
    }
}

/// `None` where there is no lesson and no result of the student's in those days.
fn own_journal(
    facts: &Facts<'_>,
    journal: Ref<Journal>,
    student: Ref<Student>,
    first: NaiveDate,
    last: NaiveDate,
) -> Option<OwnJournal> {
    let archive = facts.archive;
    let row = &archive.journals[journal];
    let name = |staff: Ref<Staff>| archive.staff[staff].short_name();
    let mut own = OwnJournal {
        title: row.title(),
        teachers: Vec::new(),
        lessons: Vec::new(),
        results: Vec::new(),
        held: 0,
        missed: 0,
        missed_hours: 0.0,
        valid_hours: 0.0,
        late: 0,
        mean: None,
        weighted: None,
    };
    for (staff, _) in facts.ledger.teaching(archive, journal) {
        if !own.teachers.contains(&name(staff)) {
            own.teachers.push(name(staff));
        }
    }
    let mut marks = Marks::default();
    for lesson in facts.ledger.lessons(journal) {
        let day = archive.lessons[*lesson].date;
        let has_entry = facts
            .ledger
            .marks(*lesson)
            .iter()
            .any(|mark| archive.marks[*mark].student == student)
            || facts.ledger.attendance(*lesson).iter().any(|row| archive.attendance[*row].student == student);
        if (first..=last).contains(&day) && (has_entry || facts.belonging.belongs(journal, student, day)) {
            own.add(facts, *lesson, student, &mut marks);
        }
    }
    own.mean = (marks.numbers > 0).then(|| marks.sum / marks.numbers as f64);
    own.weighted = marks.mean();
    let settings = &archive.settings;
    let is_whole = first <= settings.year_start() && settings.year_end() <= last;
    let results = facts.ledger.results(journal).iter().map(|result| &archive.results[*result]);
    let mut results: Vec<_> = results
        .filter(|result| result.student == student)
        .filter(|result| is_whole || result.date.is_some_and(|day| (first..=last).contains(&day)))
        .collect();
    results.sort_by_key(|result| result.term);
    for result in results {
        let period = result.term.label(settings);
        let value = result.value.text.to_string();
        // Of several for one period the last row holds.
        match own.results.iter_mut().find(|(own, _)| *own == period) {
            Some((_, own)) => *own = value,
            None => own.results.push((period, value)),
        }
    }
    (!own.lessons.is_empty() || !own.results.is_empty()).then_some(own)
}

impl OwnJournal {
    fn add(&mut self, facts: &Facts<'_>, lesson: Ref<Lesson>, student: Ref<Student>, marks: &mut Marks) {
        let archive = facts.archive;
        let row = &archive.lessons[lesson];
        let mut values: Vec<_> = facts
            .ledger
            .marks(lesson)
            .iter()
            .map(|mark| &archive.marks[*mark])
            .filter(|mark| mark.student == student)
            .collect();
        values.sort_by_key(|mark| mark.n);
        values.iter().for_each(|mark| marks.add(mark));
        let mut attendance: Vec<String> = Vec::new();
        let mut is_missed = false;
        let entries = facts.ledger.attendance(lesson).iter().map(|row| &archive.attendance[*row]);
        for entry in entries.filter(|entry| entry.student == student) {
            let minutes = entry.minutes.map(|minutes| format!(" на {minutes} мин")).unwrap_or_default();
            attendance.push(format!("{}{minutes}", entry.status.label()));
            self.late += usize::from(entry.status == crate::model::AttendanceStatus::Late);
            // A lesson is missed once, however many rows say so; the first one holds.
            if entry.status.is_missed() && row.is_held() && !std::mem::replace(&mut is_missed, true) {
                self.missed += 1;
                self.missed_hours += row.hours;
                self.valid_hours += if entry.status.is_valid() { row.hours } else { 0.0 };
            }
        }
        self.held += usize::from(row.is_held());
        let until = |due: Option<NaiveDate>| {
            due.map(|due| format!(" (к\u{a0}{})", words::date(due))).unwrap_or_default()
        };
        let common = row.homework.as_ref().map(|text| format!("{text}{}", until(row.homework_due)));
        let tasks = facts.ledger.homework(lesson).iter().map(|task| &archive.homework[*task]);
        let tasks = tasks.filter(|task| task.student.is_none_or(|own| own == student));
        let tasks = tasks.map(|task| format!("{}{}", task.text, until(task.due)));
        let why: Vec<&str> = [row.reason.as_deref(), row.order.as_deref()].into_iter().flatten().collect();
        let mut topic = row.topic.as_deref().unwrap_or("—").to_owned();
        if let Some(status) = row.status.filter(|_| !row.is_held()) {
            topic = format!("{topic} — {}", [&[status.label()], why.as_slice()].concat().join(", "));
        }
        self.lessons.push(OwnLesson {
            date: words::date(row.date),
            slot: row.slot,
            kind: row.kind().label(),
            topic,
            homework: common.into_iter().chain(tasks).collect::<Vec<_>>().join("; "),
            marks: values
                .iter()
                .map(|mark| {
                    let work = mark.work.as_ref().map(|work| format!(" ({work})")).unwrap_or_default();
                    format!("{}{work}", mark.value.text)
                })
                .collect(),
            attendance: attendance.join(", "),
        });
    }
}
