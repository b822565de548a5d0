//! The journal of a group as a bound volume (D1, D2).

use super::letterhead::Letterhead;
use super::press::{Pages, Press, Printed};
use super::ruled::{CellData, StyledData};
use crate::figures::journal::{GridColumn, GridRow, HoursLine, LessonLine, Teacher};
use crate::figures::retention;
use crate::figures::{Facts, JournalFigures, JournalPart};
use crate::model::Group;
use crate::model::table::Ref;
use crate::words;
use anyhow::{Result, anyhow};
use qrcode::{EcLevel, QrCode, render::svg};
use serde::Serialize;

/// How many lessons stand side by side on a page of the grid.
const PAGE_UNITS: f64 = 24.0;
/// The width of a result's column, in lessons' columns.
const RESULT_UNITS: f64 = 1.7;
/// The width of the totals after the last column, likewise.
const TOTALS_UNITS: f64 = 6.4;

/// Everything that a volume shows, but for what only its pages tell: sheet numbers and their count.
#[derive(Serialize)]
pub struct Volume<'a> {
    head: &'a Letterhead,
    common: Common<'a>,
    cover: Cover,
    students: Students,
    sections: Vec<Section<'a>>,
    certification: Certification,
}

/// What every part of the volume shows.
#[derive(Serialize)]
struct Common<'a> {
    title: String,
    group: String,
    binding: f64,
    digest: &'a str,
}

#[derive(Serialize)]
struct Cover {
    department: Option<String>,
    program: Option<String>,
    qualification: Option<String>,
    course: Option<u32>,
    form: Option<String>,
    dates: Option<(String, String)>,
    kept: String,
}

#[derive(Serialize)]
struct Contents {
    entries: Vec<ContentsEntry>,
}

#[derive(Serialize)]
struct ContentsEntry {
    number: Option<usize>,
    title: String,
    module: Option<String>,
    teachers: String,
    from: usize,
    until: usize,
}

#[derive(Serialize)]
struct Students {
    curator: Option<String>,
    master: Option<String>,
    students: Vec<StudentLine>,
}

#[derive(Serialize)]
struct Certification {
    digest_qr: String,
}

/// The data of one part, as its template sees it.
#[derive(Serialize)]
struct PartData<'a, T> {
    head: &'a Letterhead,
    volume: &'a Common<'a>,
    /// Number of the part's first page.
    first: usize,
    /// Counted sheets of the volume.
    sheets: usize,
    part: &'a T,
}

#[derive(Serialize)]
struct StudentLine {
    number: usize,
    name: String,
    register_no: Option<String>,
    birth_date: Option<String>,
    enrolment: Option<String>,
    movement: Vec<String>,
}

#[derive(Serialize)]
struct Section<'a> {
    id: &'a str,
    title: &'a str,
    module: Option<&'a str>,
    teachers: &'a [Teacher],
    final_form: Option<&'a str>,
    attested: bool,
    columns: &'a [GridColumn],
    lessons: &'a [LessonLine],
    hours: &'a [HoursLine],
    lessons_held: usize,
    marks: usize,
    /// How many students the grid has.
    students: usize,
    digest: &'a str,
    /// Columns of each page of the grid: the first one and the one after the last.
    pages: Vec<GridPage>,
}

impl<'a> Section<'a> {
    /// What the template needs of a journal: its rows stand in the cells of the pages, and nowhere twice.
    fn new(figures: &'a JournalFigures, digest: &'a str) -> Section<'a> {
        Section {
            id: &figures.id,
            title: &figures.title,
            module: figures.module.as_deref(),
            teachers: &figures.teachers,
            final_form: figures.final_form.as_deref(),
            attested: figures.attested,
            columns: &figures.columns,
            lessons: &figures.lessons,
            hours: &figures.hours,
            lessons_held: figures.lessons_held,
            marks: figures.marks,
            students: figures.rows.len(),
            digest,
            pages: filled(figures),
        }
    }
}

#[derive(Debug, Default, PartialEq, Serialize)]
struct GridPage {
    from: usize,
    until: usize,
    /// Width of the page's columns in lessons' columns.
    units: f64,
    /// Whether the totals stand after its last column.
    totals: bool,
    /// Its cells: number, name, marks, totals.
    rows: Vec<Vec<CellData>>,
}

impl<'a> Volume<'a> {
    /// Puts a group's volume together.
    pub fn new(
        facts: &Facts<'_>,
        group: Ref<Group>,
        head: &'a Letterhead,
        parts: &'a [JournalPart],
        digest: &'a str,
    ) -> Result<Volume<'a>> {
        let archive = facts.archive;
        let row = &archive.groups[group];
        let settings = &archive.settings;
        let text = |text: &Option<crate::model::cell::Text>| text.as_ref().map(ToString::to_string);
        let name =
            |staff: Option<Ref<crate::model::Staff>>| staff.map(|staff| archive.staff[staff].full_name());
        Ok(Volume {
            head,
            common: Common {
                title: format!("{} {} {}", head.words.journal, head.words.of_group, row.name),
                group: row.name.to_string(),
                binding: if settings.retention.years > 10 { 30.0 } else { 20.0 },
                digest,
            },
            cover: Cover {
                department: text(&row.department),
                program: archive.program_title(group),
                qualification: text(&row.qualification),
                course: row.course.or(row.grade),
                form: text(&row.form),
                dates: JournalPart::dates(facts, parts),
                kept: retention::journals_text(settings, row),
            },
            students: Students {
                curator: name(row.curator),
                master: name(row.master),
                students: students(facts, group),
            },
            sections: parts.iter().map(|part| Section::new(&part.figures, &part.digest)).collect(),
            certification: Certification { digest_qr: qr(digest)? },
        })
    }

    /// Typesets the volume part by part and binds the parts: cover, contents, students, sections,
    /// certification. Each part begins on a sheet of its own.
    pub fn print(&self, press: &Press, ident: &str) -> Result<Printed> {
        // How many pages the contents take does not depend on the numbers in them.
        let draft =
            self.part(press, "contents", 1, 0, &self.contents(&vec![(0, 0); self.sections.len() + 1]))?;
        let mut next = 1 + draft.len();
        let mut spans = Vec::new();
        let mut numbered = Vec::new();
        let mut add = |pages: Pages| {
            spans.push((next, next + pages.len() - 1));
            next += pages.len();
            numbered.push(pages);
            next
        };
        let mut first = add(self.part(press, "students", 1 + draft.len(), 0, &self.students)?);
        for section in &self.sections {
            first = add(self.part(press, "section", first, 0, section)?);
        }
        let sheets = self.sheet(first - 1);
        let contents = self.part(press, "contents", 1, sheets, &self.contents(&spans))?;
        let cover = self.part(press, "cover", 1, sheets, &self.cover)?;
        let certification =
            press.typeset(&template("certification"), self.data(1, sheets, &self.certification)?)?;
        let parts = [cover, contents].into_iter().chain(numbered).chain([certification]);
        press.bind(parts, &self.common.title, &self.head.short_name, ident, sheets)
    }

    /// One part; with both sides printed on, a last empty side is added where one is left over.
    fn part(
        &self,
        press: &Press,
        name: &str,
        first: usize,
        sheets: usize,
        part: &impl Serialize,
    ) -> Result<Pages> {
        let mut pages = press.typeset(&template(name), self.data(first, sheets, part)?)?;
        if self.head.duplex {
            pages.fill_sheet();
        }
        Ok(pages)
    }

    fn data(&self, first: usize, sheets: usize, part: &impl Serialize) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(&PartData { head: self.head, volume: &self.common, first, sheets, part })?)
    }

    /// The contents, from the first and the last page of the students' list and of each section.
    fn contents(&self, spans: &[(usize, usize)]) -> Contents {
        let entry = |number, title: &str, module: Option<String>, teachers: String, span: (usize, usize)| {
            ContentsEntry {
                number,
                title: title.to_owned(),
                module,
                teachers,
                from: self.sheet(span.0),
                until: self.sheet(span.1),
            }
        };
        let mut entries = vec![entry(None, "Сведения об обучающихся", None, String::new(), spans[0])];
        for (index, section) in self.sections.iter().enumerate() {
            let teachers: Vec<&str> = section.teachers.iter().map(|teacher| &*teacher.name).collect();
            entries.push(entry(
                Some(index + 1),
                section.title,
                section.module.map(str::to_owned),
                teachers.join(", "),
                spans[index + 1],
            ));
        }
        Contents { entries }
    }

    /// The number of a page's sheet: with both sides printed on a sheet has two pages.
    fn sheet(&self, page: usize) -> usize {
        if self.head.duplex { page.div_ceil(2) } else { page }
    }
}

fn template(part: &str) -> String {
    format!("journal/{part}.typ")
}

/// Everybody who was in the group in the year, by name.
fn students(facts: &Facts<'_>, group: Ref<Group>) -> Vec<StudentLine> {
    let archive = facts.archive;
    let mut students = facts.belonging.group_members(group).to_vec();
    archive.sort_by_name(&mut students);
    students
        .into_iter()
        .enumerate()
        .map(|(index, student)| {
            let row = &archive.students[student];
            let enrolment: Vec<String> = [
                row.enrolment_order.as_ref().map(ToString::to_string),
                row.enrolled.map(|day| format!("с {}", words::date(day))),
            ]
            .into_iter()
            .flatten()
            .collect();
            let movement = facts.ledger.movements(student).iter().map(|movement| {
                let movement = &archive.movements[*movement];
                let from = movement.from.map(|group| format!(" из {}", archive.groups[group].name));
                let to = movement.to.map(|group| format!(" в {}", archive.groups[group].name));
                let outside = movement.to_organization.as_ref().map(|to| format!(" в {to}"));
                let order = movement.order.as_ref().map(|order| format!(", {order}"));
                let parts = [from, to, outside, order].into_iter().flatten().collect::<String>();
                format!("{} {}{parts}", words::date(movement.date), movement.kind.label())
            });
            StudentLine {
                number: index + 1,
                name: row.full_name(),
                register_no: row.register_no.as_ref().map(ToString::to_string),
                birth_date: row.birth_date.map(words::date),
                enrolment: (!enrolment.is_empty()).then(|| enrolment.join(", ")),
                movement: movement.collect(),
            }
        })
        .collect()
}

/// The grey of a cell on a day on which the student did not belong to the journal.
const OUTSIDE: u8 = 222;
/// The size of the days beside a name, in points.
const DAYS_SIZE: f64 = 6.0;
/// The size of a name.
const NAME_SIZE: f64 = 8.5;

/// The pages of the grid with their cells.
fn filled(figures: &JournalFigures) -> Vec<GridPage> {
    let mut pages = grid_pages(&figures.columns);
    for page in &mut pages {
        page.rows = figures.rows.iter().map(|row| cells(figures, row, page)).collect();
    }
    pages
}

/// A student's row on a page.
fn cells(figures: &JournalFigures, row: &GridRow, page: &GridPage) -> Vec<CellData> {
    let plain = |text: String| CellData::Plain(text);
    let days = row
        .days
        .clone()
        .map(|text| Box::new(StyledData { text, size: Some(DAYS_SIZE), ..StyledData::default() }));
    let name =
        StyledData { text: row.name.clone(), size: Some(NAME_SIZE), then: days, ..StyledData::default() };
    let marks = (page.from..page.until).map(|n| {
        let (cell, column) = (&row.cells[n], &figures.columns[n]);
        let (bold, fill) = (column.is_control || column.is_result, cell.outside.then_some(OUTSIDE));
        match (bold && !cell.text.is_empty(), fill) {
            (false, None) => plain(cell.text.clone()),
            (bold, fill) => {
                CellData::Styled(StyledData { text: cell.text.clone(), bold, fill, ..StyledData::default() })
            }
        }
    });
    let mut cells = vec![plain(row.number.to_string()), CellData::Styled(name)];
    cells.extend(marks);
    if page.totals {
        let hours = |hours: f64| if hours > 0.0 { words::decimal(hours) } else { String::new() };
        let late = if row.late > 0 { row.late.to_string() } else { String::new() };
        let mean = row.mean.map(words::mean).unwrap_or_default();
        cells.extend([hours(row.missed_hours), hours(row.valid_hours), late, mean].map(plain));
    }
    cells
}

/// Splits the grid into pages of about equal width.
fn grid_pages(columns: &[GridColumn]) -> Vec<GridPage> {
    let width = |column: &GridColumn| if column.is_result { RESULT_UNITS } else { 1.0 };
    let total: f64 = columns.iter().map(width).sum::<f64>() + TOTALS_UNITS;
    let mut pages = (total / PAGE_UNITS).ceil();
    loop {
        let split = split(columns, width, total / pages);
        if split.iter().all(|page| page.units <= PAGE_UNITS) {
            return split;
        }
        pages += 1.0;
    }
}

/// Fills page after page up to the width that is aimed at; the totals stand on the last one.
fn split(columns: &[GridColumn], width: impl Fn(&GridColumn) -> f64, aim: f64) -> Vec<GridPage> {
    let mut pages = vec![GridPage::default()];
    for (index, column) in columns.iter().enumerate() {
        let page = pages.last_mut().expect("there is a first page");
        if page.until > page.from && page.units + width(column) / 2.0 > aim {
            pages.push(GridPage {
                from: index,
                until: index + 1,
                units: width(column),
                ..GridPage::default()
            });
        } else {
            page.until = index + 1;
            page.units += width(column);
        }
    }
    let page = pages.last_mut().expect("there is a first page");
    page.totals = true;
    page.units += TOTALS_UNITS;
    pages
}

/// A QR code as SVG.
pub(super) fn qr(text: &str) -> Result<String> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| anyhow!("QR-код: {error}"))?;
    Ok(code.render::<svg::Color<'_>>().quiet_zone(false).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(lessons: usize) -> Vec<GridColumn> {
        let column = |is_result| GridColumn {
            month: String::new(),
            label: String::new(),
            is_result,
            is_control: false,
            title: String::new(),
        };
        let mut columns: Vec<GridColumn> = (0..lessons).map(|_| column(false)).collect();
        columns.extend([column(true), column(true), column(true)]);
        columns
    }

    #[test]
    fn pages_of_the_grid_have_every_column_once_and_are_not_too_wide() {
        for lessons in [0, 1, 3, 17, 30, 72, 140, 200] {
            let columns = columns(lessons);
            let pages = grid_pages(&columns);
            let mut next = 0;
            for page in &pages {
                assert_eq!(page.from, next);
                assert!(page.units <= PAGE_UNITS, "{lessons} lessons: {page:?}");
                next = page.until;
            }
            assert_eq!(next, columns.len());
            assert_eq!(pages.iter().filter(|page| page.totals).count(), 1);
        }
    }
}
