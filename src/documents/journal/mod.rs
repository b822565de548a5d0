//! The journal of a group as bound volumes (D1, D2).
//!
//! A [`Volume`] is what is bound under one cover: by `print.volume` all journals of a group, those of a
//! family, or one. Its parts are typeset each for itself: [`students`], a [`section`] a journal, the
//! [`registers`] of the group. [`tomes`] counts their sheets, parts what is too thick, and puts cover,
//! contents and certification round each tome.

mod grid;
mod lessons;
mod registers;
mod section;
mod students;
mod tomes;
mod works;

pub(crate) use registers::Material;
pub use tomes::Tome;

use super::letterhead::Letterhead;
use super::press::{Attachment, Pages, Press};
use crate::figures::retention;
use crate::model::settings::Volume as Binding;
use crate::model::{Family, Group};
use anyhow::{Result, anyhow};
use qrcode::{EcLevel, QrCode, render::svg};
use registers::Register;
use section::Section;
use serde::Serialize;
use students::Students;

/// Everything that a volume shows, but for what only its pages tell: sheet numbers and their count.
#[derive(Serialize)]
pub struct Volume<'a> {
    head: &'a Letterhead,
    common: Common<'a>,
    cover: Cover,
    students: Option<Students>,
    sections: Vec<Section<'a>>,
    registers: Vec<Register>,
    digest_qr: String,
    /// How many sheets a tome has at most.
    max_sheets: usize,
    /// What its files are called behind the group's or the journal's name; `None`: nothing.
    #[serde(skip)]
    pub suffix: Option<&'static str>,
    /// The one journal that it holds, by its place in the group's list.
    #[serde(skip)]
    pub only: Option<usize>,
}

/// What every part of the volume shows.
#[derive(Serialize)]
struct Common<'a> {
    /// «Журнал учебных занятий группы ИС-11».
    title: String,
    /// «Журнал учебных занятий».
    name: &'static str,
    /// The journal, where it is the only one.
    journal: Option<&'a str>,
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
    kept: String,
}

/// The data of one part, as its template sees it.
#[derive(Serialize)]
struct PartData<'a, T> {
    head: &'a Letterhead,
    volume: &'a Common<'a>,
    part: &'a T,
}

impl<'a> Volume<'a> {
    /// The volumes of a group, as `print.volume` has them.
    pub(crate) fn of_group(
        sources: &Material<'a>,
        head: &'a Letterhead,
        digest: &'a str,
    ) -> Result<Vec<Volume<'a>>> {
        let settings = &sources.facts.archive.settings;
        let sections = || {
            let parts = sources.parts.iter().enumerate();
            parts.map(|(place, part)| Section::new(part, place, sources.wording))
        };
        let students = || Some(Students::new(sources.facts, sources.group));
        let mut registers = registers::registers(sources);
        let volume = |name, parts| Volume::new(sources, head, digest, name, parts);
        let mut volumes = Vec::new();
        match settings.print.volume {
            Binding::Group => {
                let mut sections: Vec<Section<'a>> = sections().collect();
                sections.sort_by_key(|section| section.family);
                volumes.push(volume(head.words.journal, (students(), sections, registers))?);
            }
            // A group without journals has students, movement and attendance all the same.
            Binding::Family if sources.parts.is_empty() => {
                volumes.push(volume(head.words.journal, (students(), Vec::new(), registers))?);
            }
            Binding::Family => {
                let mut families: Vec<Family> = sources.parts.iter().map(|part| part.family).collect();
                families.sort();
                families.dedup();
                // The registers are of the whole group: they stand behind its first family.
                for family in families {
                    let own = sections().filter(|section| section.family == family).collect();
                    let registers = std::mem::take(&mut registers);
                    let mut one = volume(family.title(), (students(), own, registers))?;
                    one.suffix = Some(family.id());
                    volumes.push(one);
                }
            }
            Binding::Journal => {
                for section in sections() {
                    let (title, place) = (section.title, section.place);
                    let mut one = volume(head.words.journal, (None, vec![section], Vec::new()))?;
                    one.common.title = format!("{}: {title}", one.common.title);
                    one.common.journal = Some(title);
                    one.only = Some(place);
                    volumes.push(one);
                }
                let mut one = volume("Общие сведения", (students(), Vec::new(), registers))?;
                one.common.title = format!("Общие сведения {} {}", head.words.about_group, one.common.group);
                one.suffix = Some("general");
                volumes.push(one);
            }
        }
        Ok(volumes)
    }

    fn new(
        sources: &Material<'a>,
        head: &'a Letterhead,
        digest: &'a str,
        name: &'static str,
        (students, sections, registers): (Option<Students>, Vec<Section<'a>>, Vec<Register>),
    ) -> Result<Volume<'a>> {
        let archive = sources.facts.archive;
        let settings = &archive.settings;
        let row: &Group = &archive.groups[sources.group];
        let text = |text: &Option<crate::model::cell::Text>| text.as_ref().map(ToString::to_string);
        Ok(Volume {
            head,
            common: Common {
                title: match settings.is_school() {
                    true => format!("{name} {} {}", row.name, head.words.of_group),
                    false => format!("{name} {} {}", head.words.of_group, row.name),
                },
                name,
                journal: None,
                group: row.name.to_string(),
                binding: if settings.retention.years > 10 { 30.0 } else { 20.0 },
                digest,
            },
            cover: Cover {
                department: text(&row.department),
                program: archive.program_title(sources.group),
                qualification: text(&row.qualification),
                course: archive.course(sources.group),
                form: text(&row.form),
                kept: retention::journals_text(settings, row),
            },
            students,
            sections,
            registers,
            digest_qr: qr(digest)?,
            max_sheets: settings.print.max_sheets,
            suffix: None,
            only: None,
        })
    }

    /// «Журнал учебных занятий группы ИС-11».
    pub fn title(&self) -> &str {
        &self.common.title
    }

    /// Whether it holds the journal at a place of the group's list.
    pub(crate) fn has(&self, place: usize) -> bool {
        self.sections.iter().any(|section| section.place == place)
    }

    /// Typesets the volume and binds it in as many tomes as it needs. `ident` names a tome stably, from its
    /// number and their count; `files` are what the journal at a place of the group's list carries.
    pub fn print(
        &self,
        press: &Press,
        ident: impl Fn(usize, usize) -> String,
        files: impl Fn(usize) -> Vec<Attachment>,
    ) -> Result<Vec<Tome>> {
        tomes::bind(self, press, ident, files)
    }

    /// The data of a part, as its template gets them.
    fn data(&self, part: &impl Serialize) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(&PartData { head: self.head, volume: &self.common, part })?)
    }

    /// One part; with both sides printed on, a last empty side is added where one is left over.
    fn part(&self, press: &Press, name: &str, number: usize, part: &impl Serialize) -> Result<Pages> {
        let mut pages = press.typeset(&format!("journal/{name}.typ"), number, self.data(part)?)?;
        if self.head.duplex {
            pages.fill_sheet();
        }
        Ok(pages)
    }
}

/// A QR code as SVG.
pub(super) fn qr(text: &str) -> Result<String> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| anyhow!("QR-код: {error}"))?;
    Ok(code.render::<svg::Color<'_>>().quiet_zone(false).build())
}
