//! Своевременность: in time of what has a known time, by the deadlines of `rules`.

use super::{
    Category, Compute, Indicator, Study, Tally, Unit, whole, without_attendance, without_marks,
    without_results,
};
use crate::figures::deadlines;
use crate::model::rules::MarkDeadline;
use crate::model::settings::Period;
use crate::model::{Archive, Settings};
use crate::words;

/// Своевременное выставление оценок.
pub(super) const MARKS: Indicator = Indicator {
    id: "timely-marks",
    title: "Своевременное выставление оценок",
    in_isuod: true,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "отметки, внесённые в срок / отметки с известным временем внесения",
    source: "отметки: время внесения",
    limit: marks_limit,
    clauses: &["P4.6", "P1.8", "N4.3.2"],
    missing: without_marks,
    compute: Compute::Journal(marks),
};

/// Своевременная выдача ДЗ.
pub(super) const HOMEWORK: Indicator = Indicator {
    id: "timely-homework",
    title: "Своевременная выдача ДЗ",
    in_isuod: true,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "задания, внесённые в срок / занятия с известным временем задания и звонком",
    source: "занятия: время внесения задания; звонки",
    limit: homework_limit,
    clauses: &["P4.6", "P1.10"],
    missing: without_bells,
    compute: Compute::Journal(homework),
};

/// Своевременный учёт посещаемости.
pub(super) const ATTENDANCE: Indicator = Indicator {
    id: "timely-attendance",
    title: "Своевременный учёт посещаемости",
    in_isuod: false,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "записи посещаемости в срок / записи с известным временем",
    source: "посещаемость: время внесения",
    limit: |settings| Some(after(settings.rules.attendance_deadline_days, "занятия")),
    clauses: &["P1.12", "P3.6"],
    missing: without_attendance,
    compute: Compute::Journal(attendance),
};

/// Своевременная запись занятий.
pub(super) const LESSONS: Indicator = Indicator {
    id: "timely-lessons",
    title: "Своевременная запись занятий",
    in_isuod: false,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "занятия, внесённые в срок / занятия с известным временем внесения",
    source: "занятия: время внесения",
    limit: |settings| Some(after(settings.rules.lesson_deadline_days, "занятия")),
    clauses: &["P3.6", "S3.6"],
    missing: whole,
    compute: Compute::Journal(lessons),
};

/// Своевременные отметки за период.
pub(super) const TERM_MARKS: Indicator = Indicator {
    id: "timely-term-marks",
    title: "Своевременные отметки за период",
    in_isuod: false,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "отметки за период в срок / отметки за период с известным временем",
    source: "итоги: время внесения",
    limit: |settings| Some(after(settings.rules.term_mark_deadline_days, "конца периода")),
    clauses: &["P1.13"],
    missing: without_results,
    compute: Compute::Journal(term_marks),
};

/// «2 дня после занятия»; of none the day itself.
fn after(days: u32, what: &str) -> String {
    match days {
        0 => format!("в день {what}"),
        days => format!("{} после {what}", words::count(days as usize, ["день", "дня", "дней"])),
    }
}

fn marks_limit(settings: &Settings) -> Option<String> {
    let rules = &settings.rules;
    let usual = match rules.mark_deadline {
        MarkDeadline::SameDay(time) => format!("в день занятия до {}", time.format("%H:%M")),
        MarkDeadline::Days(days) => after(days, "занятия"),
    };
    Some(format!("{usual}; за контрольную — {}", after(rules.control_deadline_days, "неё")))
}

fn homework_limit(settings: &Settings) -> Option<String> {
    Some(format!("{} ч после конца занятия", words::decimal(settings.rules.homework_deadline_hours)))
}

fn without_bells(archive: &Archive) -> Option<&'static str> {
    archive.settings.bells.is_empty().then_some("в archive.yaml нет звонков (bells)")
}

fn marks(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let mut tally = Tally::default();
    for lesson in &study.lessons {
        let row = &archive.lessons[*lesson];
        for mark in study.facts.ledger.marks(*lesson) {
            let entered = archive.marks[*mark].entered_at;
            tally.count(entered.map(|at| !deadlines::is_late_mark(&archive.settings, row, at)));
        }
    }
    Some(tally)
}

fn homework(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let mut tally = Tally::default();
    for row in study.held().map(|lesson| &archive.lessons[lesson]) {
        match row.homework_at.zip(deadlines::homework_deadline(&archive.settings, row)) {
            Some((at, until)) => tally.count(Some(at <= until)),
            None if row.homework.is_some() => tally.count(None),
            None => {}
        }
    }
    Some(tally)
}

fn attendance(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let mut tally = Tally::default();
    for lesson in &study.lessons {
        let row = &archive.lessons[*lesson];
        for entry in study.facts.ledger.attendance(*lesson) {
            let entered = archive.attendance[*entry].entered_at;
            tally.count(entered.map(|at| !deadlines::is_late_attendance(&archive.settings, row, at)));
        }
    }
    Some(tally)
}

fn lessons(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let in_time = |row: &crate::model::Lesson| {
        row.entered_at.map(|at| !deadlines::is_late_lesson(&archive.settings, row, at))
    };
    Some(Tally::counted(study.held().map(|lesson| in_time(&archive.lessons[lesson]))))
}

fn term_marks(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let asked = study.asked_terms()?;
    let mut tally = Tally::default();
    if archive.is_graded(study.journal) {
        for row in study.facts.ledger.results(study.journal).iter().map(|row| &archive.results[*row]) {
            if let Period::Term(term) = row.term
                && asked.contains(&term)
            {
                let end = archive.settings.term(term).end.0;
                let in_time = |at| !deadlines::is_late_term_mark(&archive.settings, end, at);
                tally.count(row.entered_at.map(in_time));
            }
        }
    }
    Some(tally)
}
