//! Tables of groups and their disciplines.

use super::Maker;
use crate::documents::native::{CellData, HeadingData, StyledData};
use crate::documents::tabular::Tabular;
use crate::figures::attestation::{Attestation, Discipline, by_discipline, together};
use crate::figures::performance::Counts;
use crate::words;

/// The grey behind totals.
const TOTAL: u8 = 240;

/// What is counted.
type Count = fn(&Counts) -> usize;

/// The columns of counts: what is counted, and its heading. First those that are judged.
const COUNTS: [(&str, Count); 9] = [
    ("5", |counts| counts.n5),
    ("4", |counts| counts.n4),
    ("3", |counts| counts.n3),
    ("2", |counts| counts.n2),
    ("зачтено", |counts| counts.passed),
    ("незачтено", |counts| counts.failed),
    ("н/а", |counts| counts.na),
    ("осв.", |counts| counts.exempt),
    ("нет отметки", |counts| counts.unmarked),
];
/// How many of them are judged.
const JUDGED: usize = 7;

/// Cells of a total: bold on grey.
pub(super) fn total(cells: Vec<String>) -> Vec<CellData> {
    let cell = |text| StyledData { text, bold: true, fill: Some(TOTAL), ..StyledData::default() }.into();
    cells.into_iter().map(cell).collect()
}

/// What counts say, in the order of the columns.
pub(super) fn numbers(counts: &Counts) -> Vec<String> {
    let mut cells = vec![words::few(counts.judged())];
    cells.extend(COUNTS.iter().map(|(_, count)| words::few(count(counts))));
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    cells.push(or_dash(counts.mean().map(words::mean)));
    cells.push(or_dash(counts.passing().map(words::percent)));
    cells.push(or_dash(counts.quality().map(words::percent)));
    cells
}

impl Maker<'_> {
    /// A table that begins with these columns and goes on with counts.
    pub(super) fn counted(&self, title: &str, first: &[(&str, f64)], empty: &str) -> Tabular {
        let mut table = Tabular { title: title.to_owned(), empty: empty.to_owned(), ..Tabular::default() };
        first.iter().for_each(|(_, width)| table.column(*width, false));
        let both = |title: &str| HeadingData { rows: Some(2), ..HeadingData::from(title) };
        let mut above: Vec<HeadingData> = first.iter().map(|(title, _)| both(title)).collect();
        table.column(1.3, true);
        above.push(both("Оценено"));
        above.push(HeadingData { columns: Some(JUDGED), ..HeadingData::from("из них") });
        let width = |n| if n < 4 { 0.8 } else { 1.4 };
        (0..COUNTS.len()).for_each(|n| table.column(width(n), true));
        above.extend(COUNTS[JUDGED..].iter().map(|(title, _)| both(title)));
        for title in ["Средний балл", "Успеваемость", "Качество знаний"]
        {
            table.column(1.5, true);
            above.push(both(title));
        }
        let judged = COUNTS[..JUDGED].iter().map(|(title, _)| HeadingData::from(*title));
        table.header = vec![above, judged.collect()];
        table
    }

    /// What stands in place of counts where there is nothing to count.
    fn apart(&self, first: Vec<String>, said: &str) -> Vec<CellData> {
        let columns = Some(COUNTS.len() + 4);
        let cell = StyledData { text: said.to_owned(), columns, ..StyledData::default() };
        first.into_iter().map(CellData::from).chain([cell.into()]).collect()
    }

    /// A table of disciplines, without rows yet. In a school all end alike.
    fn of_disciplines(&self) -> Tabular {
        match self.wording.is_school {
            true => {
                self.counted("Промежуточная аттестация по предметам", &[("Предмет", 6.0)], "Предметов нет.")
            }
            false => {
                let first = [("Форма", 4.2), ("Дисциплина", 6.4)];
                self.counted("Промежуточная аттестация по дисциплинам", &first, "Дисциплин нет.")
            }
        }
    }

    /// The first cells of a discipline's row.
    fn named(&self, form: &str, title: &str) -> Vec<String> {
        let form = (!self.wording.is_school).then(|| form.to_owned());
        form.into_iter().chain([title.to_owned()]).collect()
    }

    fn discipline(&self, own: &Discipline) -> Vec<CellData> {
        let first = self.named(own.form, &own.title);
        first.into_iter().chain(numbers(&own.counts)).map(CellData::from).collect()
    }

    /// The disciplines of each group, and those without attestation.
    pub(super) fn disciplines(&self) -> Tabular {
        let mut table = self.of_disciplines();
        for own in self.groups {
            if self.groups.len() > 1 {
                let columns = Some(table.columns.len());
                let name = StyledData {
                    text: self.group_name(own.group),
                    bold: true,
                    fill: Some(TOTAL),
                    columns,
                    ..StyledData::default()
                };
                table.rows.push(vec![name.into()]);
            }
            table.rows.extend(own.disciplines.iter().map(|own| self.discipline(own)));
            let said = if own.is_graded {
                "без аттестации"
            } else {
                "обучение без отметок"
            };
            table.rows.extend(own.not_attested.iter().map(|title| self.apart(self.named("", title), said)));
            if own.disciplines.len() > 1 {
                let first = self.named("", "Всего");
                table.rows.push(total(first.into_iter().chain(numbers(&own.counts())).collect()));
            }
        }
        table
    }

    /// The disciplines of all groups together.
    pub(super) fn sums(&self) -> Tabular {
        let mut table = self.of_disciplines();
        let sums = by_discipline(self.groups.iter().copied());
        table.rows.extend(sums.iter().map(|own| self.discipline(own)));
        // Those without marks or attestation in a line each, whatever the groups.
        for (said, is_graded) in [("Без аттестации", true), ("Обучение без отметок", false)]
        {
            let own = self.groups.iter().filter(|own| own.is_graded == is_graded);
            let mut titles: Vec<&str> = Vec::new();
            for title in own.flat_map(|own| &own.not_attested) {
                if !titles.contains(&title.as_str()) {
                    titles.push(title);
                }
            }
            if !titles.is_empty() {
                let text = format!("{said}: {}", titles.join("; "));
                let columns = Some(table.columns.len());
                table.rows.push(vec![StyledData { text, columns, ..StyledData::default() }.into()]);
            }
        }
        table
    }

    /// A line a group, with its students; parallels and all of them summed up.
    pub(super) fn groups(&self) -> Tabular {
        let mut table = Tabular {
            title: "Обучающиеся и итоги".to_owned(),
            empty: "Групп нет.".to_owned(),
            ..Tabular::default()
        };
        let is_school = self.wording.is_school;
        let columns = [
            (self.wording.group, 3.0),
            ("Обучающихся", 1.6),
            ("Аттестуются", 1.6),
            ("Успевают", 1.4),
            ("Успеваемость", 1.7),
            ("На 4 и 5", 1.4),
            ("Качество знаний", 1.7),
            ("Средний балл", 1.5),
            ("«2», «незачтено», «н/а»", 2.2),
        ];
        columns.iter().enumerate().for_each(|(n, (_, width))| table.column(*width, n > 0));
        table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
        let line = |name: String, own: &[&Attestation]| {
            let sum = |of: fn(&Attestation) -> usize| own.iter().map(|one| of(one)).sum::<usize>();
            let counts = together(own.iter().flat_map(|one| &one.disciplines).map(|one| &one.counts));
            let assessed = sum(|one| one.foot.assessed);
            let share = |n: usize| match assessed {
                0 => "—".to_owned(),
                _ => words::percent(n as f64 / assessed as f64),
            };
            let (passing, quality) = (sum(|one| one.foot.passing), sum(|one| one.foot.quality));
            vec![
                name,
                sum(|one| one.foot.students).to_string(),
                assessed.to_string(),
                passing.to_string(),
                share(passing),
                quality.to_string(),
                share(quality),
                counts.mean().map_or_else(|| "—".to_owned(), words::mean),
                words::few(counts.n2 + counts.na + counts.failed),
            ]
        };
        let mut parallels: Vec<Option<u32>> = self.groups.iter().map(|own| own.course).collect();
        parallels.sort_by_key(|parallel| (parallel.is_none(), *parallel));
        parallels.dedup();
        for parallel in &parallels {
            let own: Vec<&Attestation> =
                self.groups.iter().copied().filter(|own| own.course == *parallel).collect();
            for one in &own {
                let cells = line(self.group_name(one.group), &[one]);
                table.rows.push(cells.into_iter().map(CellData::from).collect());
            }
            if let (Some(number), true) = (parallel, own.len() > 1 && parallels.len() > 1) {
                let name = if is_school { "классы" } else { "курс" };
                let name = if is_school { format!("{number}-е {name}") } else { format!("{number} {name}") };
                table.rows.push(total(line(format!("{name}, всего"), &own)));
            }
        }
        if self.groups.len() > 1 {
            table.rows.push(total(line("Всего".to_owned(), self.groups)));
        }
        table
    }
}
