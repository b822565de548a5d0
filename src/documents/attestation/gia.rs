//! Tables of the final state attestation (ГИА).

use super::Maker;
use super::tables::{numbers, total};
use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::documents::tabular::Tabular;
use crate::figures::attestation::{GiaSum, gia_sums, protocol};
use crate::model::table::Ref;
use crate::model::{Gia, Student};
use crate::words;
use std::collections::BTreeMap;

impl Maker<'_> {
    /// The final state attestation, a line a group and part.
    pub(super) fn gia(&self) -> Tabular {
        let title = "Государственная итоговая аттестация";
        let first = [(self.wording.group, 1.6), ("Испытание", 3.0), ("Протоколы", 3.4)];
        let mut table = self.counted(title, &first, "Результатов итоговой аттестации нет.");
        let mut groups = 0;
        let named = |sum: &GiaSum| {
            let subject = sum.subject.as_ref().map(|subject| format!(": {subject}")).unwrap_or_default();
            let score = sum.score.map(|score| format!(", средний балл {}", words::mean(score)));
            format!("{}{subject}{}", words::upper_first(sum.kind.label()), score.unwrap_or_default())
        };
        for own in self.groups.iter().filter(|own| !own.gia.is_empty()) {
            groups += 1;
            for sum in gia_sums(self.facts, &[own]) {
                let first = [self.group_name(own.group), named(&sum), sum.protocols.join("; ")];
                table.rows.push(first.into_iter().chain(numbers(&sum.counts)).map(CellData::from).collect());
            }
        }
        if groups > 1 {
            for sum in gia_sums(self.facts, self.groups) {
                let first = ["Всего".to_owned(), named(&sum), String::new()];
                table.rows.push(total(first.into_iter().chain(numbers(&sum.counts)).collect()));
            }
        }
        table
    }

    /// Everybody who sat the final state attestation, with a row for each part beside the name.
    pub(super) fn gia_students(&self) -> Tabular {
        let archive = self.facts.archive;
        let mut table = Tabular {
            title: "Результаты итоговой аттестации обучающихся".to_owned(),
            ..Tabular::default()
        };
        let has_groups = self.groups.len() > 1;
        let columns = [
            ("№", 0.6, true),
            ("Фамилия, имя, отчество", 4.2, true),
            (self.wording.group, 1.4, has_groups),
            ("Испытание", 2.8, true),
            ("Тема, руководитель", 5.6, true),
            ("Балл", 0.9, true),
            ("Отметка", 2.4, true),
            ("Протокол", 2.4, true),
        ];
        let shown = columns.iter().filter(|(.., is_shown)| *is_shown);
        shown.clone().for_each(|(title, width, _)| table.column(*width, matches!(*title, "№" | "Балл")));
        table.header = vec![shown.map(|(title, ..)| HeadingData::from(*title)).collect()];
        let mut number = 0;
        for own in self.groups {
            let mut rows_of: BTreeMap<Ref<Student>, Vec<&Gia>> = BTreeMap::new();
            for row in own.gia.iter().map(|row| &archive.gia[*row]) {
                rows_of.entry(row.student).or_default().push(row);
            }
            let mut students: Vec<Ref<Student>> = rows_of.keys().copied().collect();
            archive.sort_by_name(&mut students);
            for student in students {
                let rows = &rows_of[&student];
                number += 1;
                let height = (rows.len() > 1).then_some(rows.len());
                let over = |text: String| StyledData { text, rows: height, ..StyledData::default() }.into();
                let mut first: Vec<CellData> =
                    vec![over(number.to_string()), over(archive.students[student].full_name())];
                first.extend(has_groups.then(|| over(self.group_name(own.group))));
                for row in rows {
                    let cells = gia_cells(row).map(CellData::from);
                    table.rows.push(std::mem::take(&mut first).into_iter().chain(cells).collect());
                }
            }
        }
        table
    }
}

/// Part, title and supervisor, score, mark, protocol.
fn gia_cells(row: &Gia) -> [String; 5] {
    let supervisor = row.supervisor.as_ref().map(|name| format!("рук. {}", name.replace(' ', "\u{a0}")));
    let title: Vec<String> = row.title.iter().map(ToString::to_string).chain(supervisor).collect();
    let word = words::mark_in_words(&row.value.text).map(|word| format!(" ({word})")).unwrap_or_default();
    [
        row.kind.label().to_owned(),
        title.join(", "),
        row.score.map(words::decimal).unwrap_or_default(),
        format!("{}{word}", row.value.text),
        protocol(row),
    ]
}
