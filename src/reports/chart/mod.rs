//! Pictures of numbers: the same SVG on paper and on the page. The numbers stand in the table beside it,
//! and on the picture wherever they fit.
//!
//! Drawn by hand: plotting crates bring fonts and rasters with them, fix their colours, and know neither
//! a dark page nor black-and-white paper.

mod canvas;
mod draw;

use crate::words;
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// In what the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Shares of 0–1, shown as percent.
    Share,
    /// Counts.
    Count,
}

impl Unit {
    fn write(self, value: f64) -> String {
        match self {
            Unit::Share => words::percent(value),
            Unit::Count => words::decimal(value),
        }
    }
}

/// How the values are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bars from left to right, a group of them a category.
    Bars,
    /// One bar a category, divided among the series.
    Parts,
    /// Bars from below, a group of them a category.
    Columns,
    /// A line a series, the categories in the order of time.
    Lines,
}

/// What one colour shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// A value a category; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// How.
    pub kind: Kind,
    /// In what.
    pub unit: Unit,
    /// Its categories.
    pub categories: Vec<String>,
    /// Its series, at most five.
    pub series: Vec<Series>,
}

impl Kind {
    /// How many categories one picture shows, so that it stands under a heading on an upright or a lying
    /// sheet; `None` where time goes from left to right.
    fn most(self) -> Option<usize> {
        match self {
            Kind::Bars => Some(15),
            Kind::Parts => Some(20),
            Kind::Columns | Kind::Lines => None,
        }
    }
}

impl Chart {
    /// Without the categories of which there is nothing to show, in pictures of as many as can be read.
    pub fn split(self) -> Vec<Chart> {
        let has_value =
            |n: &usize| self.series.iter().any(|series| series.values[*n].is_some_and(|value| value > 0.0));
        let shown: Vec<usize> = (0..self.categories.len()).filter(has_value).collect();
        let size = self.kind.most().unwrap_or(shown.len()).max(1);
        let pages = shown.len().div_ceil(size);
        // Of 16 categories eight and eight, not fifteen and one.
        let size = shown.len().div_ceil(pages.max(1)).max(1);
        let part = |(page, own): (usize, &[usize])| Chart {
            title: match page {
                0 => self.title.clone(),
                _ => format!("{} (продолжение)", self.title),
            },
            categories: own.iter().map(|n| self.categories[*n].clone()).collect(),
            series: self
                .series
                .iter()
                .map(|series| Series {
                    name: series.name.clone(),
                    values: own.iter().map(|n| series.values[*n]).collect(),
                })
                .collect(),
            ..self
        };
        shown.chunks(size).enumerate().map(part).collect()
    }

    /// Its numbers as people write them: by category its name and a value a series, «—» where there is none.
    pub fn rows(&self) -> Vec<(String, Vec<String>)> {
        let value = |value: &Option<f64>| value.map_or("—".to_owned(), |value| self.unit.write(value));
        let row = |(n, name): (usize, &String)| {
            (name.clone(), self.series.iter().map(|series| value(&series.values[n])).collect())
        };
        self.categories.iter().enumerate().map(row).collect()
    }

    /// The picture. Colours and the typeface are attributes, which the site's style overrides.
    pub fn svg(&self) -> String {
        draw::svg(self)
    }
}

impl Serialize for Chart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut chart = serializer.serialize_struct("Chart", 2)?;
        chart.serialize_field("title", &self.title)?;
        chart.serialize_field("svg", &self.svg())?;
        chart.end()
    }
}
