//! `no-study-end`: without the end of a group's study its retention date cannot be computed; nor by one that lies
//! before the year.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::retention::study_ended;
use crate::words;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let settings = &facts.archive.settings;
    for group in facts.archive.groups.iter().filter(|group| study_ended(settings, group).is_none()) {
        let what = match group.study_end {
            Some(end) => {
                format!("по данным обучение окончено {}, до начала этого учебного года", words::date(end))
            }
            None => "нет даты окончания обучения".to_owned(),
        };
        let message = format!("у группы {} {what}: срок хранения не вычислить", group.name);
        let hint = "впишите study_end: от этого дня считаются годы хранения (archive.yaml: retention)";
        report.push(about(facts.archive, group, Code::NoStudyEnd, "study_end", message).hint(hint));
    }
}
