//! The calendar of the year: every day that had lessons leads to them.

use super::Pages;
use crate::figures::calendar::{Month, months};
use crate::model::Lesson;
use crate::model::table::Ref;
use crate::site::{Frame, Page};
use crate::words;
use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct MonthShown {
    title: String,
    weeks: Vec<Vec<Option<DayShown>>>,
}

#[derive(Serialize)]
struct DayShown {
    day: u32,
    /// Of a day with lessons its page.
    href: Option<String>,
    /// «15 занятий», «праздничный день»; empty of another day without lessons.
    note: String,
    /// How full it is, 1–4; 0 without lessons.
    level: usize,
}

impl Pages<'_> {
    /// The page of the whole year, by the lessons of its days.
    pub fn calendar(&self, days: &BTreeMap<NaiveDate, Vec<Ref<Lesson>>>) -> Result<Page> {
        #[derive(Serialize)]
        struct CalendarPage {
            months: Vec<MonthShown>,
        }
        let title = "Календарь".to_owned();
        let frame = Frame { crumbs: self.crumbs(&[("", title.clone())]), title, files: Vec::new() };
        let page = CalendarPage { months: self.months(days) };
        self.site.page("calendar.html", "calendar.html".to_owned(), &frame, &page)
    }

    fn months(&self, days: &BTreeMap<NaiveDate, Vec<Ref<Lesson>>>) -> Vec<MonthShown> {
        let most = days.values().map(Vec::len).max().unwrap_or(1);
        let none = Vec::new();
        let holidays = &self.facts.archive.settings.holidays;
        let show = |day: NaiveDate| {
            let lessons = days.get(&day).unwrap_or(&none);
            let note = match lessons.is_empty() {
                true if holidays.iter().any(|holiday| holiday.0 == day) => "праздничный день".to_owned(),
                true => String::new(),
                false => self.lessons_counted(lessons),
            };
            DayShown {
                day: day.day(),
                href: (!lessons.is_empty()).then(|| self.day_href(day)),
                note,
                level: (lessons.len() * 4).div_ceil(most),
            }
        };
        let month = |month: Month| MonthShown {
            title: month.title,
            weeks: month.weeks.into_iter().map(|week| week.map(|day| day.map(show)).into()).collect(),
        };
        months(days.keys().copied()).into_iter().map(month).collect()
    }

    /// «15 занятий», «15 уроков, не состоялось 2».
    pub fn lessons_counted(&self, lessons: &[Ref<Lesson>]) -> String {
        let held = lessons.iter().filter(|lesson| self.facts.archive.lessons[**lesson].is_held()).count();
        let forms = match self.site.words().is_school {
            true => ["урок", "урока", "уроков"],
            false => ["занятие", "занятия", "занятий"],
        };
        match lessons.len() - held {
            0 => words::count(held, forms),
            others => format!("{}, не состоялось {others}", words::count(held, forms)),
        }
    }
}
