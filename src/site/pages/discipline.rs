//! A discipline's page: its journals over all groups, and how students performed in it.

use super::Pages;
use crate::figures::hours;
use crate::figures::performance::Performance;
use crate::model::Journal;
use crate::model::table::Ref;
use crate::site::files::PageFile;
use crate::site::link::path;
use crate::site::listing::{Entry, Listing};
use crate::site::picture::Picture;
use crate::site::{Frame, Page};
use crate::words;
use anyhow::Result;
use serde::Serialize;

impl Pages<'_> {
    /// A discipline's page: its journals, `of` each the results that are told of it, the figures of all by
    /// term, and where the journals are printed.
    pub fn discipline<'f>(
        &self,
        name: &str,
        journals: &[Ref<Journal>],
        of: impl Fn(Ref<Journal>) -> Option<&'f Performance>,
        figures: &[&Performance],
        files: Vec<PageFile>,
    ) -> Result<Page> {
        #[derive(Serialize)]
        struct DisciplinePage {
            listing: Listing,
            pictures: Vec<Picture>,
            terms: Vec<TermLine>,
        }
        #[derive(Serialize)]
        struct TermLine {
            title: String,
            results: usize,
            passing: Option<f64>,
            quality: Option<f64>,
            mean: Option<f64>,
        }
        let settings = &self.facts.archive.settings;
        let all = self.site.words().subjects.to_owned();
        let crumbs = self.crumbs(&[("disciplines.html", all), ("", name.to_owned())]);
        let frame = Frame { title: name.to_owned(), crumbs, files };
        let terms = figures.iter().map(|figure| TermLine {
            title: figure.term.title(settings),
            results: figure.counts.judged(),
            passing: figure.counts.passing(),
            quality: figure.counts.quality(),
            mean: figure.counts.mean(),
        });
        let page = DisciplinePage {
            listing: self.journals_of_discipline(journals, of),
            pictures: Picture::of(self.results_by_term(figures)),
            terms: terms.collect(),
        };
        self.site.page("discipline.html", path("disciplines", self.names.discipline(name)), &frame, &page)
    }

    fn journals_of_discipline<'f>(
        &self,
        journals: &[Ref<Journal>],
        of: impl Fn(Ref<Journal>) -> Option<&'f Performance>,
    ) -> Listing {
        let archive = self.facts.archive;
        let words = self.site.words();
        let entry = |journal: &Ref<Journal>| {
            let row = &archive.journals[*journal];
            let figure = of(*journal);
            let shown = |value: Option<f64>, write: fn(f64) -> String| value.map(write).unwrap_or_default();
            let counts = figure.map(|figure| &figure.counts);
            let notes = vec![
                archive.groups[row.group].name.to_string(),
                self.teachers_of(*journal),
                shown(hours::told(self.facts, *journal, None), words::decimal),
                words::decimal(hours::held(self.facts, *journal, None)),
                figure.map(|figure| figure.term.title(&archive.settings)).unwrap_or_default(),
                shown(counts.and_then(|counts| counts.passing()), words::percent),
                shown(counts.and_then(|counts| counts.quality()), words::percent),
                shown(counts.and_then(|counts| counts.mean()), words::mean),
            ];
            Entry { title: row.title(), href: Some(self.journal_href(*journal)), notes }
        };
        Listing {
            title: "Журналы".to_owned(),
            columns: vec![
                "Журнал",
                words.group,
                words.teacher,
                "Часов по плану",
                "Часов дано",
                "Итоги за",
                "Успеваемость",
                "Качество знаний",
                "Средний балл",
            ],
            entries: journals.iter().map(entry).collect(),
            empty: "",
        }
    }
}
