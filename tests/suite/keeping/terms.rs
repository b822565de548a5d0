//! Who can tell until when a group is kept, and who cannot. No way to a nearer day, by another college, another rule,
//! or another version of the register.

use crate::years::archive_of;
use letopis::archive::register::{Entry, Holds};
use letopis::archive::term::term;
use letopis::model::record_class::Class;
use serde_json::{Value, json};

/// A group: its id, when its study began, the last day of its journals, of its sheets.
type Told = (&'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>);

/// A line of the register, with groups.
fn line(year: i32, organization: &str, groups: &[Told]) -> Entry {
    let group = |(id, began, journals, sheets): &(&str, Option<&str>, Option<&str>, Option<&str>)| json!({ "id": id, "name": id, "began": began, "journals": journals, "sheets": sheets });
    let groups: Vec<Value> = groups.iter().map(group).collect();
    serde_json::from_value(json!({
        "name": archive_of(year), "academic_year": format!("{year}/{}", year + 1), "organization": organization,
        "closed_on": format!("{}-07-04", year + 1), "root": "", "payload": "", "zip_sha256": "", "zip_size": 0,
        "certificate_sha256": "", "build": "", "keep_until": null, "groups": groups,
    }))
    .expect("a line")
}

fn until(lines: &[Entry]) -> Option<String> {
    term(&lines[0], lines).until.map(|day| day.to_string())
}

const BEGAN: Option<&str> = Some("2021-09-01");
const EARLY: Option<&str> = Some("2028-12-31");
const LATE: Option<&str> = Some("2031-12-31");

fn group(day: Option<&'static str>) -> [Told; 1] {
    [("g", BEGAN, day, day)]
}

/// A college that has the same codes tells nothing of another's groups, and may be the same one renamed.
#[test]
fn another_organisation_only_puts_off() {
    assert_eq!(until(&[line(2021, "А", &group(None)), line(2022, "Б", &group(EARLY))]), None);
    let between =
        [line(2021, "А", &group(EARLY)), line(2022, "А", &group(None)), line(2023, "Б", &group(LATE))];
    assert_eq!(until(&between), None, "its own last year does not know");
    let longer = [line(2021, "А", &group(EARLY)), line(2022, "Б", &group(LATE))];
    assert_eq!(until(&longer).as_deref(), LATE);
    let nearer = [line(2021, "А", &group(LATE)), line(2022, "Б", &group(EARLY))];
    assert_eq!(until(&nearer).as_deref(), LATE);
    // It knew nothing for a time.
    let unknown = [line(2021, "А", &group(EARLY)), line(2022, "Б", &group(None))];
    assert_eq!(until(&unknown), None);
    let known =
        [line(2021, "А", &group(EARLY)), line(2022, "Б", &group(None)), line(2023, "Б", &group(LATE))];
    assert_eq!(until(&known).as_deref(), LATE);
    // One that surely was renamed: an archive of the new name stands in the place of one of the old.
    let mut renamed =
        vec![line(2021, "А", &group(None)), line(2022, "А", &group(None)), line(2022, "Б", &group(LATE))];
    renamed[2].name = "journals-2022-2023-2".to_owned();
    renamed[2].supersedes =
        serde_json::from_value(json!({ "name": archive_of(2022), "root": "", "reason": "название" }))
            .expect("a link");
    assert_eq!(until(&renamed).as_deref(), LATE);
}

/// A day that is counted from the end of a year is that year's alone; of the same year every archive counts.
#[test]
fn a_day_by_the_year_is_of_that_year() {
    let by_year = |mut line: Entry| {
        line.groups.iter_mut().for_each(|group| group.by_year = vec![Class::Journals, Class::Sheets]);
        line
    };
    let other_rule = [line(2021, "А", &group(None)), by_year(line(2022, "А", &group(EARLY)))];
    assert_eq!(until(&other_rule), None, "the end of study is not known yet");
    let kept = [line(2021, "А", &group(LATE)), by_year(line(2022, "А", &group(EARLY)))];
    assert_eq!(until(&kept).as_deref(), LATE);
    // A slip in the settings that was mended by sealing the year again.
    let mended = |own: Entry, again: Entry| {
        let mut lines = vec![own, again];
        lines[1].name = "journals-2021-2022-2".to_owned();
        lines[1].supersedes =
            serde_json::from_value(json!({ "name": archive_of(2021), "root": "", "reason": "сроки" }))
                .expect("a link");
        until(&lines)
    };
    let (early, late) = (by_year(line(2021, "А", &group(EARLY))), by_year(line(2021, "А", &group(LATE))));
    assert_eq!(mended(early.clone(), late).as_deref(), LATE);
    assert_eq!(mended(early.clone(), line(2021, "А", &group(LATE))).as_deref(), LATE);
    // Another year's does not.
    assert_eq!(until(&[early, by_year(line(2022, "А", &group(LATE)))]).as_deref(), EARLY);
}

/// What mends journals and sheets is kept as long as both.
#[test]
fn a_supplement_is_kept_as_long_as_what_it_mends() {
    for (journals, sheets) in [(EARLY, LATE), (LATE, EARLY)] {
        let mut lines = vec![line(2021, "А", &[("g", BEGAN, journals, sheets)])];
        lines[0].holds = Holds::Supplement;
        assert_eq!(until(&lines).as_deref(), LATE);
        lines[0].groups[0].journals = None;
        assert_eq!(until(&lines), None);
    }
}

/// Years that tell each its own end put the first one off step by step, though no beginning is known.
#[test]
fn a_chain_of_years_puts_off_step_by_step() {
    let days = ["2023-12-31", "2024-12-31", "2025-12-31", "2026-12-31"];
    let lines: Vec<Entry> =
        (2021..).zip(days).map(|(year, day)| line(year, "А", &[("g", None, Some(day), Some(day))])).collect();
    assert_eq!(until(&lines).as_deref(), Some("2026-12-31"));
}

/// A line of an earlier version names no groups: those of later years that may have been there count.
#[test]
fn a_line_without_groups_is_kept_for_all_that_may_have_been_there() {
    let bare = |day: &str| Entry { keep_until: Some(day.to_owned()), ..line(2021, "А", &[]) };
    assert_eq!(until(&[bare("2028-12-31")]).as_deref(), EARLY);
    assert_eq!(until(&[bare("2028-12-31"), line(2022, "А", &group(LATE))]).as_deref(), LATE);
    assert_eq!(until(&[bare("2028-12-31"), line(2022, "А", &group(None))]), None);
    let new_intake = [bare("2028-12-31"), line(2022, "А", &[("n", Some("2022-09-01"), LATE, LATE)])];
    assert_eq!(until(&new_intake).as_deref(), EARLY);
    // Who left in that year is in no later one: how long the sheets are kept nobody tells.
    let mut sheets = bare("2028-12-31");
    sheets.holds = Holds::Sheets;
    assert_eq!(until(&[sheets, line(2022, "А", &group(LATE))]), None);
}
