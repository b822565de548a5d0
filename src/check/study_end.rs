//! `no-study-end`: without the end of a group's study its retention date cannot be computed.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    for group in facts.archive.groups.iter().filter(|group| group.study_end.is_none()) {
        let message =
            format!("у группы {} нет даты окончания обучения: срок хранения не вычислить", group.name);
        let hint = "впишите study_end: от этого дня считаются годы хранения (archive.yaml: retention)";
        report.push(about(facts.archive, group, Code::NoStudyEnd, "study_end", message).hint(hint));
    }
}
