//! The act that selects cases for destruction (акт о выделении к уничтожению документов, не подлежащих
//! хранению), with the protocol of the expert commission about it.

use super::letterhead::Letterhead;
use super::tabular::Tabular;
use crate::words;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

/// The template.
pub const TEMPLATE: &str = "disposal-act.typ";

/// What is selected.
#[derive(Clone, Debug, Serialize)]
pub struct Disposal {
    /// The act's number.
    pub number: u32,
    /// The day on which it was drawn up.
    #[serde(skip)]
    pub drawn: NaiveDate,
    /// The article of the list of terms (`retention.article`); empty: it is filled in by hand.
    pub article: String,
    /// «№ 3 от 12.01.2031», the commission's protocol; `None`: it is filled in by hand.
    pub protocol: Option<String>,
    /// The cases, in the order of the act.
    pub cases: Vec<DisposedCase>,
    /// The archives that hold them.
    pub archives: Vec<DisposedArchive>,
}

impl Disposal {
    /// How many cases there are.
    pub fn count(&self) -> usize {
        self.cases.iter().map(|case| case.count).sum()
    }
}

/// A case (дело) that is selected, or several that go together: a line of the act.
#[derive(Clone, Debug, Serialize)]
pub struct DisposedCase {
    /// Its title.
    pub title: String,
    /// «02.09.2024 – 30.06.2025».
    pub dates: String,
    /// The number of the inventory that it is in; `None`: a dash.
    pub inventory: Option<String>,
    /// Its index in the nomenclature; `None`: a dash.
    pub index: Option<String>,
    /// How many volumes.
    pub count: usize,
    /// «5 лет после окончания обучения (по 31.12.2030), ст. 123».
    pub kept: String,
    /// A note; empty: none.
    pub note: String,
}

/// An archive that is destroyed by the act.
#[derive(Clone, Debug, Serialize)]
pub struct DisposedArchive {
    /// Its name: its file is `<name>.zip`.
    pub name: String,
    /// Its root digest.
    pub root: String,
    /// «2024/2025».
    pub year: String,
    /// The last day on which it had to be kept: «31.12.2030».
    pub kept_until: String,
    /// Its copies that are registered: medium and the day on which it was last read.
    pub copies: Vec<String>,
}

/// Everything that the act shows.
#[derive(Debug, Serialize)]
pub struct DisposalAct<'a> {
    head: &'a Letterhead,
    act: &'a Disposal,
    drawn: String,
    /// Of all cases.
    count: usize,
    /// «за 2022/2023, 2023/2024 учебные годы».
    years: String,
    copies: usize,
    table: Tabular,
}

impl<'a> DisposalAct<'a> {
    /// Puts an act together.
    pub fn new(head: &'a Letterhead, act: &'a Disposal) -> DisposalAct<'a> {
        DisposalAct {
            head,
            act,
            drawn: words::long_date(act.drawn),
            count: act.count(),
            years: years(&act.archives),
            copies: act.archives.iter().map(|archive| archive.copies.len()).sum(),
            table: table(&act.cases),
        }
    }
}

/// The years of the archives; empty where there is none.
fn years(archives: &[DisposedArchive]) -> String {
    let years: BTreeSet<&str> = archives.iter().map(|archive| archive.year.as_str()).collect();
    let list = years.iter().copied().collect::<Vec<_>>().join(", ");
    match years.len() {
        0 => String::new(),
        1 => format!("за {list} учебный год"),
        _ => format!("за {list} учебные годы"),
    }
}

/// A term with the article of the list; where none is known there is a place for it.
fn with_article(kept: &str) -> String {
    let place = if kept.contains("ст.") { "" } else { ", ст.\u{a0}____" };
    format!("{kept}{place}")
}

/// The eight columns of the form, numbered as the form has it.
fn table(cases: &[DisposedCase]) -> Tabular {
    const COLUMNS: [(&str, f64); 8] = [
        ("№ п/п", 2.0),
        ("Заголовок дела", 8.8),
        ("Дата дела (крайние даты)", 4.6),
        ("Номер описи", 3.0),
        ("Индекс дела по номенклатуре", 4.9),
        ("Количество дел", 4.0),
        ("Срок хранения и номер статьи по перечню", 7.4),
        ("Примечание", 4.0),
    ];
    let mut table = Tabular { empty: "Дел нет.".to_owned(), ..Tabular::default() };
    for (n, (_, width)) in COLUMNS.iter().enumerate() {
        table.column(*width, !matches!(n, 1 | 6 | 7));
    }
    table.header = vec![
        COLUMNS.iter().map(|(title, _)| (*title).into()).collect(),
        (1..=COLUMNS.len()).map(|n| n.to_string().as_str().into()).collect(),
    ];
    let or_dash = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let row = |(n, case): (usize, &DisposedCase)| {
        vec![
            (n + 1).to_string().into(),
            case.title.clone().into(),
            case.dates.clone().into(),
            or_dash(&case.inventory).into(),
            or_dash(&case.index).into(),
            words::grouped(case.count).into(),
            with_article(&case.kept).into(),
            case.note.clone().into(),
        ]
    };
    table.rows = cases.iter().enumerate().map(row).collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(year: &str) -> DisposedArchive {
        let text = String::new;
        DisposedArchive {
            name: text(),
            root: text(),
            year: year.to_owned(),
            kept_until: text(),
            copies: vec![],
        }
    }

    #[test]
    fn an_article_that_is_not_known_has_a_place() {
        assert_eq!(with_article("5 лет (по 31.12.2030), ст. 123"), "5 лет (по 31.12.2030), ст. 123");
        assert_eq!(with_article("по 31.12.2030"), "по 31.12.2030, ст.\u{a0}____");
    }

    #[test]
    fn the_years_are_named_once_and_in_their_order() {
        assert_eq!(years(&[]), "");
        assert_eq!(years(&[archive("2024/2025"), archive("2024/2025")]), "за 2024/2025 учебный год");
        assert_eq!(
            years(&[archive("2024/2025"), archive("2022/2023")]),
            "за 2022/2023, 2024/2025 учебные годы"
        );
    }
}
