//! `no-study-end`: without the end of a group's study its retention date cannot be computed; nor by one that lies
//! before the year. One that lies in an earlier calendar year than the group's last lesson makes the date too early,
//! one that lies many years ahead too late, and it can never be brought nearer.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::retention::study_ended;
use crate::model::Group;
use crate::model::table::Ref;
use crate::words;
use chrono::{Datelike as _, NaiveDate};
use std::collections::BTreeMap;

/// How many years a study may still last; a school has eleven.
const LONGEST_STUDY: i32 = 12;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let mut last_lessons: BTreeMap<Ref<Group>, NaiveDate> = BTreeMap::new();
    for lesson in archive.lessons.iter().filter(|lesson| lesson.is_held()) {
        let last = last_lessons.entry(archive.journals[lesson.journal].group).or_insert(lesson.date);
        *last = lesson.date.max(*last);
    }
    for (place, group) in archive.groups.refs() {
        let last = last_lessons.get(&place).copied();
        let what = match (study_ended(&archive.settings, group), group.study_end) {
            (Some(end), _) if last.is_some_and(|last| end.year() < last.year()) => format!(
                "по данным обучение окончено {}, а последнее занятие — {}: срок хранения кончится раньше времени",
                words::date(end),
                last.map(words::date).unwrap_or_default()
            ),
            (Some(end), _) if end.year() - archive.settings.academic_year.start > LONGEST_STUDY => format!(
                "по данным обучение окончится {}, через {}: проверьте год",
                words::date(end),
                words::count(
                    usize::try_from(end.year() - archive.settings.academic_year.start).unwrap_or_default(),
                    ["год", "года", "лет"]
                )
            ),
            (Some(_), _) => continue,
            (None, Some(end)) => format!(
                "по данным обучение окончено {}, до начала этого учебного года: срок хранения не вычислить",
                words::date(end)
            ),
            (None, None) => "нет даты окончания обучения: срок хранения не вычислить".to_owned(),
        };
        let message = format!("у группы {} {what}", group.name);
        let hint = "впишите study_end: от этого дня считаются годы хранения (archive.yaml: retention)";
        report.push(about(facts.archive, group, Code::NoStudyEnd, "study_end", message).hint(hint));
    }
}
