//! The annex to a group's summary sheet: results that came after the year was closed (S2.4; D4). [`tables`]
//! has its tables.

mod tables;

use super::letterhead::Letterhead;
use super::tabular::Tabular;
use crate::figures::Annex;
use crate::figures::annex::{LeftDebt, OtherRows};
use crate::figures::retention;
use crate::model::table::Ref;
use crate::model::{Archive, Group};
use crate::words;
use serde::Serialize;
use tables::Maker;

/// The template.
pub const TEMPLATE: &str = "annex.typ";

/// The sealed archive that an annex belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct AnnexOf {
    /// `journals-2024-2025.zip`.
    pub file: String,
    /// The root digest.
    pub root: String,
}

/// Everything that the annex shows.
#[derive(Serialize)]
pub struct AnnexDocument<'a> {
    head: &'a Letterhead,
    group: String,
    program: Option<String>,
    course: Option<u32>,
    curator: Option<String>,
    kept: String,
    of: Option<&'a AnnexOf>,
    /// The files of the supplements that were sealed before.
    earlier: &'a [String],
    landscape: bool,
    tables: Vec<Tabular>,
    /// What came beside the tables.
    others: Option<String>,
    totals: Vec<String>,
    /// How many results of the sheet do not pass and are not told of here.
    left: usize,
    /// Whose they are, a student each.
    left_of: Vec<String>,
    doubts: &'a [String],
}

impl<'a> AnnexDocument<'a> {
    /// Of a group's annex.
    pub fn new(
        archive: &Archive,
        head: &'a Letterhead,
        annex: &'a Annex,
        of: Option<&'a AnnexOf>,
    ) -> AnnexDocument<'a> {
        let group: Ref<Group> = annex.group;
        let row = &archive.groups[group];
        let maker = Maker { wording: &head.words };
        let tables = [
            maker.debts(&annex.debts),
            maker.results(&annex.results),
            maker.gia(&annex.gia),
            maker.movements(&annex.movements),
            maker.corrections(&annex.corrections),
        ];
        let mut tables: Vec<Tabular> = tables.into_iter().filter(|table| !table.rows.is_empty()).collect();
        if tables.len() > 1 {
            for (n, table) in tables.iter_mut().enumerate() {
                table.title = format!("{}. {}", n + 1, table.title);
            }
        }
        AnnexDocument {
            head,
            group: row.name.to_string(),
            program: archive.program_title(group),
            course: archive.course(group).filter(|_| !archive.settings.is_school()),
            curator: row.curator.map(|staff| archive.staff[staff].short_name()),
            kept: retention::sheets_text(&archive.settings, row),
            of,
            earlier: &annex.earlier,
            landscape: !tables.is_empty(),
            tables,
            others: others(&annex.others),
            totals: totals(annex),
            left: annex.left.len(),
            left_of: left_of(&annex.left),
            doubts: &annex.doubts,
        }
    }
}

/// «согласия — 2 строки, освобождения — 1 строка»; `None` of none.
pub(crate) fn others(rows: &[OtherRows]) -> Option<String> {
    let told = |own: &OtherRows| {
        let rows = words::count(own.rows, ["строка", "строки", "строк"]);
        format!("{} — {rows}", words::lower_first(own.title))
    };
    (!rows.is_empty()).then(|| rows.iter().map(told).collect::<Vec<_>>().join(", "))
}

/// How much of each there is, in figures and in words.
fn totals(annex: &Annex) -> Vec<String> {
    let count = |what: &str, n: usize| format!("{what}: {n} ({})", words::spelled(n));
    let mut totals = Vec::new();
    if !annex.debts.is_empty() {
        let all = count("Результатов ликвидации задолженностей", annex.debts.len());
        let passing = annex.debts.iter().filter(|line| line.passes).count();
        totals.push(format!("{all}, {}", count("из них положительных", passing)));
    }
    let mut add = |what: &str, n: usize| totals.extend((n > 0).then(|| count(what, n)));
    let new = annex.results.iter().filter(|line| line.was.is_none()).count();
    add("Итогов, поставленных позже", new);
    add("Исправленных итогов", annex.results.len() - new);
    add("Результатов государственной итоговой аттестации", annex.gia.len());
    add("Случаев движения", annex.movements.len());
    add("Случаев исправления отметок и посещаемости", annex.corrections.len());
    totals
}

/// «Иванов Иван Иванович: ОП.03 Информатика («2»)», a student each.
fn left_of(left: &[LeftDebt]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut last: Option<&str> = None;
    for debt in left {
        let what = format!("{} («{}»)", debt.discipline, debt.mark);
        match told.last_mut().filter(|_| last == Some(debt.name.as_str())) {
            Some(own) => own.push_str(&format!(", {what}")),
            None => told.push(format!("{}: {what}", debt.name)),
        }
        last = Some(&debt.name);
    }
    told
}
