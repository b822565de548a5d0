//! Results of interim and final attestation of a group, a parallel or the organisation (D6; P1.4, P1.11,
//! P1.13, K2.2).

use super::letterhead::Letterhead;
use super::native::{CellData, HeadingData, StyledData};
use super::tabular::Tabular;
use crate::figures::Facts;
use crate::figures::attestation::{Attestation, Discipline, by_discipline, gia_sums, protocol, together};
use crate::figures::performance::Counts;
use crate::model::table::Ref;
use crate::model::{Gia, Group, Settings};
use crate::words;
use serde::Serialize;
use std::collections::BTreeSet;

/// The template.
pub const TEMPLATE: &str = "attestation.typ";
/// The grey behind totals.
const TOTAL: u8 = 240;

/// Whose results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A group's, by discipline.
    Group,
    /// Those of the groups of a course; in a school of the classes of a grade.
    Parallel(u32),
    /// Those of all groups.
    Organization,
}

impl Of {
    /// Whether a group's results are among them; of one group it is asked of that group alone.
    pub fn has(self, group: &Attestation) -> bool {
        match self {
            Of::Group | Of::Organization => true,
            Of::Parallel(number) => group.course == Some(number),
        }
    }

    /// What its file is called, without the ending. A group named «attestation» has another one.
    pub fn stem(self, settings: &Settings) -> String {
        match (self, settings.is_school()) {
            (Of::Parallel(number), true) => format!("attestation~grade-{number}"),
            (Of::Parallel(number), false) => format!("attestation~course-{number}"),
            _ => "attestation~all".to_owned(),
        }
    }
}

/// Every parallel, in its order.
pub fn parallels(groups: &[&Attestation]) -> Vec<Of> {
    let numbers: BTreeSet<u32> = groups.iter().filter_map(|own| own.course).collect();
    numbers.into_iter().map(Of::Parallel).collect()
}

/// Everything that the document shows.
#[derive(Serialize)]
pub struct AttestationDocument<'a> {
    head: &'a Letterhead,
    /// «группа ИС-11», «2 курс», «все группы».
    whose: String,
    tables: Vec<Tabular>,
    curator: Option<String>,
    /// Of a group alone its digest.
    digest: Option<&'a str>,
}

impl<'a> AttestationDocument<'a> {
    /// Of the groups that it is about: of one, of those of a parallel, of all.
    pub fn new(
        facts: &Facts<'_>,
        head: &'a Letterhead,
        of: Of,
        groups: &[&Attestation],
        digest: Option<&'a str>,
    ) -> AttestationDocument<'a> {
        let maker = Maker { facts, groups };
        let mut tables = match of {
            Of::Group => vec![maker.disciplines(), maker.gia()],
            Of::Parallel(_) => vec![maker.groups(), maker.disciplines(), maker.gia()],
            Of::Organization => vec![maker.groups(), maker.sums(), maker.gia()],
        };
        if of != Of::Organization && groups.iter().any(|own| !own.gia.is_empty()) {
            tables.push(maker.gia_students());
        }
        let only = groups.first().filter(|_| of == Of::Group).map(|own| &facts.archive.groups[own.group]);
        AttestationDocument {
            head,
            whose: whose(facts, of, groups),
            tables,
            curator: only.and_then(|row| row.curator).map(|staff| facts.archive.staff[staff].short_name()),
            digest,
        }
    }
}

/// «группа ИС-11», «2 курс», «все группы».
pub fn whose(facts: &Facts<'_>, of: Of, groups: &[&Attestation]) -> String {
    let archive = facts.archive;
    match (of, archive.settings.is_school()) {
        (Of::Group, is_school) => {
            let word = if is_school { "класс" } else { "группа" };
            let names = groups.iter().map(|own| archive.groups[own.group].name.to_string());
            format!("{word} {}", names.collect::<Vec<_>>().join(", "))
        }
        (Of::Parallel(number), true) => format!("{number}-е классы"),
        (Of::Parallel(number), false) => format!("{number} курс"),
        (Of::Organization, true) => "все классы".to_owned(),
        (Of::Organization, false) => "все группы".to_owned(),
    }
}

/// The columns of counts: what is counted, and its heading. First those that are judged.
const COUNTS: [(&str, fn(&Counts) -> usize); 9] = [
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

/// Makes the tables of some groups.
struct Maker<'a> {
    facts: &'a Facts<'a>,
    groups: &'a [&'a Attestation],
}

/// Cells of a total: bold on grey.
fn total(cells: Vec<String>) -> Vec<CellData> {
    let cell =
        |text| StyledData { text, bold: true, fill: Some(TOTAL), ..StyledData::default() }.into();
    cells.into_iter().map(cell).collect()
}

/// What counts say, in the order of the columns.
fn numbers(counts: &Counts) -> Vec<String> {
    let mut cells = vec![words::few(counts.judged())];
    cells.extend(COUNTS.iter().map(|(_, count)| words::few(count(counts))));
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    cells.push(or_dash(counts.mean().map(words::mean)));
    cells.push(or_dash(counts.passing().map(words::percent)));
    cells.push(or_dash(counts.quality().map(words::percent)));
    cells
}

impl Maker<'_> {
    fn group_name(&self, group: Ref<Group>) -> String {
        self.facts.archive.groups[group].name.to_string()
    }

    /// A table that begins with these columns and goes on with counts.
    fn counted(&self, title: &str, first: &[(&str, f64)], empty: &str) -> Tabular {
        let mut table =
            Tabular { title: title.to_owned(), empty: empty.to_owned(), ..Tabular::default() };
        first.iter().for_each(|(_, width)| table.column(*width, false));
        let both = |title: &str| HeadingData { rows: Some(2), ..HeadingData::from(title) };
        let mut above: Vec<HeadingData> = first.iter().map(|(title, _)| both(title)).collect();
        table.column(1.3, true);
        above.push(both("Оценено"));
        above.push(HeadingData { columns: Some(JUDGED), ..HeadingData::from("из них") });
        let width = |n| if n < 4 { 0.8 } else { 1.4 };
        (0..COUNTS.len()).for_each(|n| table.column(width(n), true));
        above.extend(COUNTS[JUDGED..].iter().map(|(title, _)| both(title)));
        for title in ["Средний балл", "Успеваемость", "Качество знаний"] {
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

    fn is_school(&self) -> bool {
        self.facts.archive.settings.is_school()
    }

    /// A table of disciplines, without rows yet. In a school all end alike.
    fn of_disciplines(&self) -> Tabular {
        match self.is_school() {
            true => self.counted("Промежуточная аттестация по предметам", &[("Предмет", 6.0)], "Предметов нет."),
            false => {
                let first = [("Форма", 3.2), ("Дисциплина", 6.4)];
                self.counted("Промежуточная аттестация по дисциплинам", &first, "Дисциплин нет.")
            }
        }
    }

    /// The first cells of a discipline's row.
    fn named(&self, form: &str, title: &str) -> Vec<String> {
        let form = (!self.is_school()).then(|| form.to_owned());
        form.into_iter().chain([title.to_owned()]).collect()
    }

    fn discipline(&self, own: &Discipline) -> Vec<CellData> {
        let first = self.named(own.form, &own.title);
        first.into_iter().chain(numbers(&own.counts)).map(CellData::from).collect()
    }

    /// The disciplines of each group, and those without attestation.
    fn disciplines(&self) -> Tabular {
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
            let said = if own.is_graded { "без аттестации" } else { "обучение без отметок" };
            table.rows.extend(
                own.not_attested.iter().map(|title| self.apart(self.named("", title), said)),
            );
            if own.disciplines.len() > 1 {
                let first = self.named("", "Всего");
                table.rows.push(total(first.into_iter().chain(numbers(&own.counts())).collect()));
            }
        }
        table
    }

    /// The disciplines of all groups together.
    fn sums(&self) -> Tabular {
        let mut table = self.of_disciplines();
        let sums = by_discipline(self.groups.iter().copied());
        table.rows.extend(sums.iter().map(|own| self.discipline(own)));
        // Those without marks or attestation in a line each, whatever the groups.
        for (said, is_graded) in [("Без аттестации", true), ("Обучение без отметок", false)] {
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
    fn groups(&self) -> Tabular {
        let mut table = Tabular {
            title: "Обучающиеся и итоги".to_owned(),
            empty: "Групп нет.".to_owned(),
            ..Tabular::default()
        };
        let is_school = self.is_school();
        let columns = [
            (if is_school { "Класс" } else { "Группа" }, 3.0),
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
        parallels.sort();
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

    /// The final state attestation, a line a group and part.
    fn gia(&self) -> Tabular {
        let title = "Государственная итоговая аттестация";
        let is_school = self.is_school();
        let first = [
            (if is_school { "Класс" } else { "Группа" }, 1.6),
            ("Испытание", 3.0),
            ("Протоколы", 3.4),
        ];
        let mut table = self.counted(title, &first, "Результатов итоговой аттестации в выгрузке нет.");
        let mut all: Vec<Ref<Gia>> = Vec::new();
        let mut groups = 0;
        let label = |kind: crate::model::GiaKind| words::upper_first(kind.label());
        for own in self.groups.iter().filter(|own| !own.gia.is_empty()) {
            groups += 1;
            all.extend(&own.gia);
            for sum in gia_sums(self.facts, &own.gia) {
                let score = sum.score.map(|score| format!(", средний балл {}", words::decimal(score)));
                let kind = format!("{}{}", label(sum.kind), score.unwrap_or_default());
                let first = [self.group_name(own.group), kind, sum.protocols.join("; ")];
                table.rows.push(first.into_iter().chain(numbers(&sum.counts)).map(CellData::from).collect());
            }
        }
        if groups > 1 {
            for sum in gia_sums(self.facts, &all) {
                let first = ["Всего".to_owned(), label(sum.kind), String::new()];
                table.rows.push(total(first.into_iter().chain(numbers(&sum.counts)).collect()));
            }
        }
        table
    }

    /// Everybody who sat the final state attestation.
    fn gia_students(&self) -> Tabular {
        let archive = self.facts.archive;
        let mut table = Tabular {
            title: "Результаты итоговой аттестации обучающихся".to_owned(),
            empty: "Результатов итоговой аттестации в выгрузке нет.".to_owned(),
            ..Tabular::default()
        };
        let group = if self.is_school() { "Класс" } else { "Группа" };
        let columns = [
            ("№", 0.6),
            ("Фамилия, имя, отчество", 4.0),
            (group, 1.4),
            ("Испытание", 2.6),
            ("Тема, руководитель", 5.0),
            ("Балл", 1.0),
            ("Отметка", 1.8),
            ("Протокол", 2.6),
        ];
        columns
            .iter()
            .enumerate()
            .for_each(|(n, (_, width))| table.column(*width, matches!(n, 0 | 5 | 6)));
        table.header = vec![columns.iter().map(|(title, _)| HeadingData::from(*title)).collect()];
        for own in self.groups {
            for row in own.gia.iter().map(|row| &archive.gia[*row]) {
                let supervisor = row.supervisor.as_ref().map(|name| format!("рук. {name}"));
                let title: Vec<String> =
                    row.title.iter().map(ToString::to_string).chain(supervisor).collect();
                let word = words::mark_in_words(&row.value.text)
                    .map(|word| format!(" ({word})"))
                    .unwrap_or_default();
                let cells = [
                    (table.rows.len() + 1).to_string(),
                    archive.students[row.student].full_name(),
                    self.group_name(own.group),
                    row.kind.label().to_owned(),
                    title.join(", "),
                    row.score.map(words::decimal).unwrap_or_default(),
                    format!("{}{word}", row.value.text),
                    protocol(row),
                ];
                table.rows.push(cells.map(CellData::from).into());
            }
        }
        table
    }
}
