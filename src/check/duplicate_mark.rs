//! `duplicate-mark`: the same lesson, student, work and value twice.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let key = |index: &u32| {
        let row = &archive.marks[crate::model::Ref::new(*index as usize)];
        (row.lesson, row.student, row.work.as_deref(), &row.value.text)
    };
    let mut order: Vec<u32> = (0..archive.marks.len() as u32).collect();
    order.sort_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
    for pair in order.windows(2).filter(|pair| key(&pair[0]) == key(&pair[1])) {
        let row = &archive.marks[crate::model::Ref::new(pair[1] as usize)];
        let name = archive.students[row.student].short_name();
        let message = format!("{name} уже имеет такую же отметку за ту же работу на этом занятии");
        let hint = "если отметка одна, уберите повтор; если их две, назовите работы (work)";
        report.push(about(archive, row, Code::DuplicateMark, "value", message).hint(hint));
    }
}
