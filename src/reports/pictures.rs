//! Pictures that reports and pages share.

use super::chart::{Chart, Kind, Series, Unit};
use crate::figures::attendance::Missed;
use crate::figures::performance::{Counts, Performance};
use crate::model::Settings;
use crate::words;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Attendance by month, of months by their first day.
pub fn attendance_by_month(settings: &Settings, months: &BTreeMap<NaiveDate, Missed>) -> Chart {
    let shares = months.values().map(|missed| missed.share(settings));
    Chart {
        title: "Посещаемость по месяцам".to_owned(),
        kind: Kind::Columns,
        unit: Unit::Share,
        categories: months.keys().map(|month| words::month(*month).to_owned()).collect(),
        series: vec![Series { name: "посещаемость".to_owned(), values: shares.collect() }],
    }
}

/// How many results of which mark figures have, a bar each under its name.
pub fn results(title: String, figures: &[&Performance], name: impl Fn(&Performance) -> String) -> Chart {
    let series = |name: &str, count: fn(&Counts) -> usize| Series {
        name: name.to_owned(),
        values: figures.iter().map(|figure| Some(count(&figure.counts) as f64)).collect(),
    };
    Chart {
        title,
        kind: Kind::Parts,
        unit: Unit::Count,
        categories: figures.iter().map(|figure| name(figure)).collect(),
        series: vec![
            series("5", |counts| counts.n5),
            series("4", |counts| counts.n4),
            series("3", |counts| counts.n3),
            series("2", |counts| counts.n2),
            series("н/а", |counts| counts.na),
        ],
    }
}
