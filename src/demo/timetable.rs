//! The timetable: a place for every lesson that was to be held, but for a few that came on top.

use super::dice::Dice;
use super::sheet::Sheet;
use super::{Size, sheet};

pub(super) fn plan(sheets: &[Sheet], size: Size) -> Sheet {
    let mut dice = Dice::new(size.seed ^ 0x7469_6d65);
    let mut timetable = Sheet::new("timetable", &["journal", "date", "slot"]);
    for cells in sheet(sheets, "lessons").cells(["journal", "date", "slot"]) {
        if !dice.per_mille(25) {
            timetable.add(cells.map(str::to_owned));
        }
    }
    timetable
}
