//! Until when records are kept (contract §4, «keep_until»).

use crate::model::Archive;
pub use crate::model::record_class::Class;
use crate::model::settings::{AcademicYear, CountFrom, Retention, RetentionFrom, Settings};
use crate::model::table::Ref;
use crate::model::tables::Group;
use crate::words;
use chrono::{Datelike, Months, NaiveDate};

/// The day on which a group's study began: as told, else 1 September of the year that its course tells;
/// `None` where neither is known.
pub fn study_began(archive: &Archive, group: Ref<Group>) -> Option<NaiveDate> {
    let of_course = |course: u32| {
        let year =
            archive.settings.academic_year.start.checked_add(1)?.checked_sub(i32::try_from(course).ok()?)?;
        NaiveDate::from_ymd_opt(year, 9, 1)
    };
    archive.groups[group].study_start.or_else(|| of_course(archive.course(group)?))
}

/// The last day of a group's study; `None` where it is not told, and where the group would have ended before the year
/// in which it still is.
pub fn study_ended(settings: &Settings, group: &Group) -> Option<NaiveDate> {
    group.study_end.filter(|end| AcademicYear::of(*end).start >= settings.academic_year.start)
}

/// The last day on which a group's journals are kept; `None` where its study's end is unknown.
pub fn journals_kept_until(settings: &Settings, group: &Group) -> Option<NaiveDate> {
    let Retention { years, from, count_from, .. } = settings.retention;
    kept_until(settings, group, from, years, count_from)
}

/// The last day on which a group's summary sheets are kept; `None` where its study's end is unknown.
pub fn sheets_kept_until(settings: &Settings, group: &Group) -> Option<NaiveDate> {
    let sheets = &settings.retention.sheets;
    kept_until(settings, group, sheets.from, sheets.years, settings.retention.count_from)
}

/// The classes whose terms run from the end of the year, and not from that of the study.
pub fn by_year(settings: &Settings) -> Vec<Class> {
    let Retention { from, ref sheets, .. } = settings.retention;
    let all = [(Class::Journals, from), (Class::Sheets, sheets.from)];
    all.into_iter().filter(|(_, from)| *from == RetentionFrom::EndOfYear).map(|(class, _)| class).collect()
}

/// «5 лет после окончания обучения (по 31.12.2030), ст. 123»: how long a group's journals are kept.
pub fn journals_text(settings: &Settings, group: &Group) -> String {
    let Retention { years, from, ref article, .. } = settings.retention;
    text(years, from, journals_kept_until(settings, group), article)
}

/// How long a group's summary sheets are kept.
pub fn sheets_text(settings: &Settings, group: &Group) -> String {
    let sheets = &settings.retention.sheets;
    text(sheets.years, sheets.from, sheets_kept_until(settings, group), "")
}

/// How long summary sheets of several groups are kept: as long as those of any of them.
pub fn common_sheets_text<'a>(settings: &Settings, groups: impl Iterator<Item = &'a Group>) -> String {
    let sheets = &settings.retention.sheets;
    let until: Option<Vec<NaiveDate>> = groups.map(|group| sheets_kept_until(settings, group)).collect();
    text(sheets.years, sheets.from, until.and_then(|days| days.into_iter().max()), "")
}

fn text(years: u32, from: RetentionFrom, until: Option<NaiveDate>, article: &str) -> String {
    let mut text = words::count(years as usize, ["год", "года", "лет"]);
    if from == RetentionFrom::EndOfStudy {
        text.push_str(" после окончания обучения");
    }
    if let Some(day) = until {
        text.push_str(&format!(" (по {})", words::date(day)));
    }
    if !article.is_empty() {
        text.push_str(&format!(", ст. {article}"));
    }
    text
}

/// The last day: 31 December of the year so many years after the event's, or the event's day so many
/// years later.
fn kept_until(
    settings: &Settings,
    group: &Group,
    from: RetentionFrom,
    years: u32,
    count_from: CountFrom,
) -> Option<NaiveDate> {
    let event = match from {
        RetentionFrom::EndOfStudy => study_ended(settings, group)?,
        RetentionFrom::EndOfYear => settings.closed_on.0,
    };
    match count_from {
        CountFrom::NextJanuary => {
            NaiveDate::from_ymd_opt(event.year().checked_add(i32::try_from(years).ok()?)?, 12, 31)
        }
        CountFrom::Exact => event.checked_add_months(Months::new(years.checked_mul(12)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(retention: &str) -> Settings {
        let text = format!(
            "organization: {{ name: К, short_name: К, kind: college }}\nacademic_year: 2024/2025\nclosed_on: 2025-07-04\n\
             signatories: {{ director: {{ name: Д }} }}\nterms: [{{ id: s1, title: 1, start: 2024-09-01, end: 2025-07-04 }}]\nretention: {retention}\n"
        );
        serde_yaml::from_str(&text).expect("settings")
    }

    #[test]
    fn five_years_from_january_after_the_end_of_study() {
        let mut group = Group {
            place: Default::default(),
            id: "g".into(),
            name: "Г".into(),
            program: None,
            program_code: None,
            qualification: None,
            base: None,
            department: None,
            course: None,
            grade: None,
            form: None,
            curator: None,
            master: None,
            terms: None,
            grading: None,
            study_start: None,
            study_end: NaiveDate::from_ymd_opt(2025, 6, 30),
        };
        let until = |text: &str, group: &Group| {
            journals_kept_until(&settings(text), group).map(|day| day.to_string())
        };
        assert_eq!(until("{}", &group).as_deref(), Some("2030-12-31"));
        assert_eq!(until("{ count_from: exact }", &group).as_deref(), Some("2030-06-30"));
        assert_eq!(until("{ from: end-of-year, count_from: exact }", &group).as_deref(), Some("2030-07-04"));
        group.study_end = None;
        assert_eq!(until("{}", &group), None);
        assert_eq!(until("{ from: end-of-year }", &group).as_deref(), Some("2030-12-31"));
    }
}
