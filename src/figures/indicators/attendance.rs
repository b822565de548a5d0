//! Посещаемость: what could be attended and was.

use super::{Category, Compute, Indicator, Study, Tally, Unit, unlimited, without_attendance};
use crate::figures::attendance::{Missed, at_lesson};

/// Посещаемость.
pub(super) const ATTENDANCE: Indicator = Indicator {
    id: "attendance",
    title: "Посещаемость",
    in_isuod: true,
    category: Category::Operative,
    unit: Unit::Share,
    formula: "(возможно − пропущено) / возможно; возможно — проведённые занятия × числящиеся, без освобождений; в школе — уроки, в колледже — часы; опоздавший был",
    source: "занятия, посещаемость, состав",
    limit: unlimited,
    clauses: &["P4.6", "P1.12", "N4.4.1"],
    missing: without_attendance,
    compute: Compute::Journal(attendance),
};

fn attendance(study: &Study<'_>) -> Option<Tally> {
    let archive = study.facts.archive;
    let mut missed = Missed::default();
    for lesson in study.held() {
        let row = &archive.lessons[lesson];
        at_lesson(study.facts, lesson).iter().for_each(|presence| missed.meet(row, presence));
    }
    let counted = |amount: crate::figures::attendance::Amount| amount.counted(&archive.settings);
    Some(Tally { part: counted(missed.attended), whole: counted(missed.possible), unknown: 0 })
}
