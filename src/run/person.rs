//! `letopis sheet` and `letopis extract`: a student's own papers (D7, D8).

use super::opened::{Opened, find_student};
use super::progress::Progress;
use super::{Status, UsageError, guard_file, guard_settings, workers};
use crate::documents::letterhead::Letterhead;
use crate::documents::own::{EXTRACT, Extract, SHEET, StudentSheet};
use crate::documents::press::Press;
use crate::export::names::Names;
use crate::figures::own::Own;
use crate::model::table::Ref;
use crate::model::{Archive, Student};
use crate::site::{Frame, Site};
use crate::templates::Templates;
use crate::{files, read, words};
use anyhow::Result;
use chrono::{Days, NaiveDate, Weekday};
use serde::Serialize;
use std::path::PathBuf;

/// Whose papers.
#[derive(Clone, Debug)]
pub enum Whose {
    /// A student's, by the id.
    Student(String),
    /// Of all who refused the electronic service (`paper_reports`).
    OnPaper,
    /// Everybody's.
    All,
}

/// What is made, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The input folder.
    pub input: PathBuf,
    /// Whose.
    pub whose: Whose,
    /// The first and the last day; `None`: the year's.
    pub days: [Option<NaiveDate>; 2],
    /// Whether a sheet has a page a week.
    pub weekly: bool,
    /// The folder of the papers; `None`: the current one.
    pub folder: Option<PathBuf>,
}

/// Writes sheets: one PDF a student.
pub fn sheet(options: &Options, progress: &Progress) -> Result<Status> {
    papers(options, progress, "Сведения", |maker, student, days| {
        let stretches = if options.weekly { weeks(days) } else { vec![days] };
        let mut own: Vec<Own> =
            stretches.into_iter().map(|days| Own::new(&maker.opened.facts(), student, days)).collect();
        // Weeks of holidays have no page of their own.
        if own.iter().any(|own| !own.journals.is_empty()) {
            own.retain(|own| !own.journals.is_empty());
        }
        let name = format!("sheet-{}.pdf", maker.names.student(student));
        let data = serde_json::to_vec(&StudentSheet::new(&maker.head, &own))?;
        let printed = maker.press.print(SHEET, &format!("print/{name}"), data, maker.head.duplex)?;
        maker.write(&name, &printed.pdf)
    })
}

/// Writes extracts: a PDF and a page that stands alone, of each student.
pub fn extract(options: &Options, progress: &Progress) -> Result<Status> {
    #[derive(Serialize)]
    struct ExtractPage<'a> {
        own: &'a Own,
        groups: String,
    }
    papers(options, progress, "Выписки", |maker, student, days| {
        let own = Own::new(&maker.opened.facts(), student, days);
        let stem = format!("extract-{}", maker.names.student(student));
        let data = serde_json::to_vec(&Extract::new(&maker.head, &own))?;
        let printed = maker.press.print(EXTRACT, &format!("print/{stem}"), data, maker.head.duplex)?;
        maker.write(&format!("{stem}.pdf"), &printed.pdf)?;
        let frame = Frame {
            title: "Выписка из журналов".to_owned(), crumbs: Vec::new(), files: Vec::new()
        };
        let page = ExtractPage { groups: own.groups.join(", "), own: &own };
        let page = maker.site.page("extract.html", format!("{stem}.html"), &frame, &page)?;
        maker.write(&page.path, page.html.as_bytes())
    })
}

/// What papers are made with.
struct Maker {
    opened: Opened,
    names: Names,
    head: Letterhead,
    press: Press,
    site: Site,
    folder: PathBuf,
}

impl Maker {
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        files::write_atomically(&self.folder.join(name), bytes)
    }
}

fn papers(
    options: &Options,
    progress: &Progress,
    what: &str,
    make: impl Fn(&Maker, Ref<Student>, (NaiveDate, NaiveDate)) -> Result<()> + Sync,
) -> Result<Status> {
    let opened = Opened::read(&options.input)?;
    if opened.stops() {
        return Ok(Status::BadData);
    }
    let archive = &opened.archive;
    guard_settings(&archive.settings)?;
    let days = days(archive, options.days)?;
    let mut students: Vec<Ref<Student>> = match &options.whose {
        Whose::Student(id) => vec![find_student(archive, id)?],
        Whose::OnPaper => {
            let refs = archive.students.refs().filter(|(_, row)| row.paper_reports == Some(true));
            refs.map(|(student, _)| student).collect()
        }
        Whose::All => archive.students.refs().map(|(student, _)| student).collect(),
    };
    archive.sort_by_name(&mut students);
    if students.is_empty() {
        progress.say("Никто не просил сведений на бумаге (столбец paper_reports): делать нечего.");
        return Ok(Status::Done);
    }
    let folder = options.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    guard_file("--folder", "документ", &folder.join("x.pdf"), &options.input)?;
    files::make_folder(&folder)?;
    let templates = Templates::with_overlay(&options.input.join(read::TEMPLATES))?;
    let maker = Maker {
        names: Names::new(archive),
        head: Letterhead::new(&archive.settings),
        press: Press::new(&templates, &archive.settings)?,
        site: Site::new(&templates, &archive.settings)?,
        folder,
        opened,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let bar = progress.stage("Документы обучающихся", students.len());
    let made = workers::map(&students, cores, |student| {
        let made = make(&maker, *student, days);
        bar.inc(1);
        made
    });
    bar.finish_and_clear();
    made?;
    let count = words::count(students.len(), ["обучающегося", "обучающихся", "обучающихся"]);
    progress.say(&format!("{what} для {count}: папка {}", maker.folder.display()));
    Ok(Status::Done)
}

fn days(archive: &Archive, [from, until]: [Option<NaiveDate>; 2]) -> Result<(NaiveDate, NaiveDate)> {
    let settings = &archive.settings;
    let first = from.unwrap_or(settings.academic_year.first_day().unwrap_or(settings.year_start()));
    let last = until.unwrap_or(settings.academic_year.last_day().unwrap_or(settings.year_end()));
    if first > last {
        return Err(UsageError("--from позже, чем --to".to_owned()).into());
    }
    let year = settings.academic_year;
    if let Some(day) = [from, until].into_iter().flatten().find(|day| !year.contains(*day)) {
        let (day, year) = (words::date(day), year.title());
        return Err(UsageError(format!("{day} не входит в {year} учебный год")).into());
    }
    Ok((first, last))
}

/// The weeks of some days, from Monday to Sunday; the first and the last may be shorter.
fn weeks((first, last): (NaiveDate, NaiveDate)) -> Vec<(NaiveDate, NaiveDate)> {
    let mut weeks = Vec::new();
    let mut from = first;
    while from <= last {
        let until = from.week(Weekday::Mon).last_day().min(last);
        weeks.push((from, until));
        from = until + Days::new(1);
    }
    weeks
}
