//! A picture with its numbers as a table, for those who do not see it.

use crate::reports::chart::Chart;
use serde::Serialize;

/// A picture of a page.
#[derive(Debug, Serialize)]
pub struct Picture {
    /// What it shows.
    pub title: String,
    /// The drawing.
    pub svg: String,
    /// The names of its series.
    pub series: Vec<String>,
    /// By category: its name, and a value a series.
    pub rows: Vec<(String, Vec<String>)>,
}

impl Picture {
    /// The pictures of a chart; none where there is nothing to show.
    pub fn of(chart: Chart) -> Vec<Picture> {
        let picture = |chart: Chart| Picture {
            svg: chart.svg(),
            series: chart.series.iter().map(|series| series.name.clone()).collect(),
            rows: chart.rows(),
            title: chart.title,
        };
        chart.split().into_iter().map(picture).collect()
    }
}
