//! Системная неуспеваемость and непосещаемость, by students. ИСУОД's thresholds are not published: they are
//! the organisation's (`rules.systemic_failing`, `rules.systemic_absence`).

use super::{Category, Class, Compute, Indicator, Tally, Unit, without_attendance, without_marks};
use crate::figures::attendance::{Missed, at_lesson};
use crate::figures::term_marks::Marks;
use crate::model::table::Ref;
use crate::model::{Settings, Student};
use crate::words;
use std::collections::BTreeMap;

/// Системная неуспеваемость.
pub(super) const FAILING: Indicator = Indicator {
    id: "systemic-failing",
    title: "Системная неуспеваемость",
    in_isuod: true,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "по обучающимся: средневзвешенный ниже порога в нескольких журналах / имеющие достаточно отметок",
    source: "отметки",
    limit: failing_limit,
    clauses: &["P4.6"],
    missing: without_marks,
    compute: Compute::Group(failing),
};

/// Системная непосещаемость.
pub(super) const ABSENCE: Indicator = Indicator {
    id: "systemic-absence",
    title: "Системная непосещаемость",
    in_isuod: true,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "по обучающимся: пропустившие не меньше порога от возможного / все, у кого оно есть",
    source: "занятия, посещаемость",
    limit: absence_limit,
    clauses: &["P4.6"],
    missing: without_attendance,
    compute: Compute::Group(absence),
};

fn failing_limit(settings: &Settings) -> Option<String> {
    let rule = &settings.rules.systemic_failing;
    Some(format!(
        "средневзвешенный ниже {} не меньше чем в {}, где отметок не меньше {}",
        words::decimal(rule.mean_below),
        words::count(rule.journals as usize, ["журнале", "журналах", "журналах"]),
        rule.min_marks
    ))
}

fn absence_limit(settings: &Settings) -> Option<String> {
    Some(format!("не меньше {}", words::percent(settings.rules.systemic_absence.share)))
}

/// What is lost in dividing is far below this.
const ROUNDING: f64 = 1e-9;

fn failing(class: &Class<'_>) -> Option<Tally> {
    let archive = class.facts.archive;
    let rule = &archive.settings.rules.systemic_failing;
    // By student: journals with enough marks, and of them those whose mean is low.
    let mut journals: BTreeMap<Ref<Student>, (u32, u32)> =
        class.students.iter().map(|student| (*student, (0, 0))).collect();
    for (_, lessons) in class.journals() {
        let mut marks: BTreeMap<Ref<Student>, Marks> = BTreeMap::new();
        for mark in lessons.iter().flat_map(|lesson| class.facts.ledger.marks(*lesson)) {
            let row = &archive.marks[*mark];
            marks.entry(row.student).or_default().add(row);
        }
        for (student, marks) in marks {
            let Some(own) = journals.get_mut(&student) else { continue };
            if marks.numbers >= rule.min_marks as usize
                && let Some(mean) = marks.mean()
            {
                own.0 += 1;
                own.1 += u32::from(mean < rule.mean_below - ROUNDING);
            }
        }
    }
    Some(Tally::counted(
        journals.into_values().map(|(known, low)| (known > 0).then_some(low >= rule.journals)),
    ))
}

fn absence(class: &Class<'_>) -> Option<Tally> {
    let archive = class.facts.archive;
    let limit = archive.settings.rules.systemic_absence.share - ROUNDING;
    let mut missed: BTreeMap<Ref<Student>, Missed> =
        class.students.iter().map(|student| (*student, Missed::default())).collect();
    for (_, lessons) in class.journals() {
        for lesson in lessons {
            let row = &archive.lessons[lesson];
            if !row.is_held() {
                continue;
            }
            for presence in at_lesson(class.facts, lesson) {
                if let Some(own) = missed.get_mut(&presence.student) {
                    own.meet(row, &presence);
                }
            }
        }
    }
    let shares = missed.values().map(|missed| missed.share(&archive.settings));
    Some(Tally::counted(shares.map(|share| share.map(|share| 1.0 - share >= limit))))
}
