//! The tables of the annex.

use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::documents::tabular::Tabular;
use crate::figures::annex::{CorrectionLine, DebtLine, GiaLine, MovementLine, ResultLine, Who};
use crate::model::{Attempt, Wording};
use crate::words;

/// The size of what stands below in a cell, in points.
const SMALL: f64 = 7.0;

/// Makes the tables.
pub(super) struct Maker<'a> {
    pub(super) wording: &'a Wording,
}

/// A column: its heading, how wide it is, whether its texts stand in its middle, whether it is shown.
type Columns<const N: usize> = [(&'static str, f64, bool, bool); N];

impl Maker<'_> {
    /// Cleared debts.
    pub(super) fn debts(&self, lines: &[DebtLine]) -> Tabular {
        let columns = [
            ("№", 0.6, true, true),
            ("Фамилия, имя, отчество", 4.2, false, true),
            ("№ зачётной книжки", 1.6, true, !self.wording.is_school),
            (self.wording.subject, 4.4, false, true),
            ("За что", 1.6, false, lines.iter().any(|line| line.period.is_some())),
            ("Было", 2.4, true, true),
            ("Результат", 3.1, false, true),
            ("День", 1.6, true, true),
            ("Попытка", 1.4, true, lines.iter().any(|line| line.attempt.is_some())),
            ("Приказ", 1.7, false, lines.iter().any(|line| line.order.is_some())),
            ("№ ведомости", 1.4, true, lines.iter().any(|line| line.sheet_no.is_some())),
        ];
        table(
            "Ликвидация академической задолженности",
            columns,
            lines,
            |n, line| {
                [
                    n.to_string().into(),
                    line.who.name.as_str().into(),
                    record_no(&line.who),
                    line.discipline.as_str().into(),
                    maybe(&line.period),
                    was_on_sheet(line),
                    mark(&line.mark),
                    words::date(line.date).into(),
                    line.attempt.map(attempt).unwrap_or_default().into(),
                    maybe(&line.order),
                    maybe(&line.sheet_no),
                ]
            },
        )
    }

    /// Results given or mended later.
    pub(super) fn results(&self, lines: &[ResultLine]) -> Tabular {
        let columns = [
            ("№", 0.6, true, true),
            ("Фамилия, имя, отчество", 4.2, false, true),
            ("№ зачётной книжки", 1.6, true, !self.wording.is_school),
            (self.wording.subject, 4.4, false, true),
            ("За что", 1.8, false, true),
            ("Было", 1.4, true, true),
            ("Стало", 3.1, false, true),
            ("День", 1.6, true, lines.iter().any(|line| line.date.is_some())),
            ("Кто принял", 2.2, false, lines.iter().any(|line| line.examiner.is_some())),
            ("№ ведомости", 1.4, true, lines.iter().any(|line| line.sheet_no.is_some())),
            ("№ билета", 1.1, true, lines.iter().any(|line| line.ticket.is_some())),
        ];
        table(
            "Итоги, поставленные или исправленные позже",
            columns,
            lines,
            |n, line| {
                [
                    n.to_string().into(),
                    line.who.name.as_str().into(),
                    record_no(&line.who),
                    line.discipline.as_str().into(),
                    line.period.as_str().into(),
                    was(&line.was),
                    mark(&line.mark),
                    line.date.map(words::date).unwrap_or_default().into(),
                    maybe(&line.examiner),
                    maybe(&line.sheet_no),
                    maybe(&line.ticket),
                ]
            },
        )
    }

    /// Final state attestation.
    pub(super) fn gia(&self, lines: &[GiaLine]) -> Tabular {
        let columns = [
            ("№", 0.6, true, true),
            ("Фамилия, имя, отчество", 4.2, false, true),
            ("№ зачётной книжки", 1.6, true, !self.wording.is_school),
            ("Испытание", 2.8, false, true),
            ("Тема, руководитель", 5.2, false, lines.iter().any(|line| line.title.is_some())),
            ("Балл", 1.0, true, lines.iter().any(|line| line.score.is_some())),
            ("Было", 1.3, true, true),
            ("Отметка", 3.1, false, true),
            ("Протокол", 2.4, false, true),
        ];
        table(
            "Государственная итоговая аттестация",
            columns,
            lines,
            |n, line| {
                let supervisor = line.supervisor.as_ref().map(|name| Box::new(small(format!("рук. {name}"))));
                let title = line.title.clone().unwrap_or_default();
                [
                    n.to_string().into(),
                    line.who.name.as_str().into(),
                    record_no(&line.who),
                    words::upper_first(line.kind).into(),
                    StyledData { text: title, then: supervisor, ..StyledData::default() }.into(),
                    line.score.map(words::decimal).unwrap_or_default().into(),
                    was(&line.was),
                    mark(&line.mark),
                    line.protocol.as_str().into(),
                ]
            },
        )
    }

    /// Movements.
    pub(super) fn movements(&self, lines: &[MovementLine]) -> Tabular {
        let columns = [
            ("№", 0.6, true, true),
            ("Фамилия, имя, отчество", 4.2, false, true),
            ("№ зачётной книжки", 1.6, true, !self.wording.is_school),
            ("День", 1.6, true, true),
            ("Движение", 3.4, false, true),
            ("Откуда", 2.0, false, lines.iter().any(|line| line.from.is_some())),
            ("Куда", 3.6, false, lines.iter().any(|line| line.to.is_some())),
            ("Приказ", 2.6, false, true),
            ("Подтверждение", 2.6, false, lines.iter().any(|line| !line.confirmation.is_empty())),
        ];
        table("Движение", columns, lines, |n, line| {
            [
                n.to_string().into(),
                line.who.name.as_str().into(),
                record_no(&line.who),
                words::date(line.date).into(),
                words::upper_first(line.kind).into(),
                maybe(&line.from),
                maybe(&line.to),
                line.order.as_str().into(),
                line.confirmation.as_str().into(),
            ]
        })
    }

    /// Mended marks and absences.
    pub(super) fn corrections(&self, lines: &[CorrectionLine]) -> Tabular {
        let slot = if self.wording.is_school { "Урок" } else { "Пара" };
        let columns = [
            ("№", 0.6, true, true),
            ("Фамилия, имя, отчество", 4.2, false, true),
            ("Журнал", 4.4, false, true),
            ("День", 1.6, true, true),
            (slot, 0.9, true, lines.iter().any(|line| line.slot.is_some())),
            ("Что", 3.0, false, true),
            ("Было", 3.0, false, true),
            ("Стало", 3.0, false, true),
        ];
        table(
            "Исправления отметок и посещаемости",
            columns,
            lines,
            |n, line| {
                [
                    n.to_string().into(),
                    line.who.name.as_str().into(),
                    line.journal.as_str().into(),
                    words::date(line.date).into(),
                    line.slot.map(|slot| slot.to_string()).unwrap_or_default().into(),
                    words::upper_first(&line.what).into(),
                    was(&line.was),
                    line.now.as_str().into(),
                ]
            },
        )
    }
}

/// A table of the columns that are shown.
fn table<T, const N: usize>(
    title: &str,
    columns: Columns<N>,
    lines: &[T],
    cells: impl Fn(usize, &T) -> [CellData; N],
) -> Tabular {
    let mut table = Tabular { title: title.to_owned(), ..Tabular::default() };
    let shown = columns.iter().filter(|(.., is_shown)| *is_shown);
    shown.clone().for_each(|(_, width, centered, _)| table.column(*width, *centered));
    table.header = vec![shown.map(|(title, ..)| HeadingData::from(*title)).collect()];
    let row = |(n, line): (usize, &T)| {
        let cells = cells(n + 1, line).into_iter().zip(&columns);
        cells.filter(|(_, (.., is_shown))| *is_shown).map(|(cell, _)| cell).collect()
    };
    table.rows = lines.iter().enumerate().map(row).collect();
    table
}

fn small(text: String) -> StyledData {
    StyledData { text, size: Some(SMALL), ..StyledData::default() }
}

fn record_no(who: &Who) -> CellData {
    who.record_no.as_deref().unwrap_or("—").into()
}

fn maybe(text: &Option<String>) -> CellData {
    text.as_deref().unwrap_or_default().into()
}

/// What stood there before; a dash where nothing did.
fn was(text: &Option<String>) -> CellData {
    text.as_deref().unwrap_or("—").into()
}

/// The same of a debt, with what the sheet shows where that is another mark.
fn was_on_sheet(line: &DebtLine) -> CellData {
    let on_sheet = line.on_sheet.as_ref().map(|mark| Box::new(small(format!("в ведомости: {mark}"))));
    let text = line.was.clone().unwrap_or_else(|| "—".to_owned());
    StyledData { text, then: on_sheet, ..StyledData::default() }.into()
}

/// «4 (хорошо)».
fn mark(mark: &str) -> CellData {
    let in_words = words::mark_in_words(mark).map(|word| format!(" ({word})"));
    StyledData {
        text: format!("{mark}{}", in_words.unwrap_or_default()),
        bold: true,
        ..StyledData::default()
    }
    .into()
}

fn attempt(attempt: Attempt) -> &'static str {
    match attempt {
        Attempt::First => "1-я",
        Attempt::Second => "2-я",
        Attempt::Commission => "комиссия",
    }
}
