//! Tomes: a volume of more sheets than are bound together is parted between its sections, and each tome
//! has a cover, contents and a certification of its own and is counted from 1 (contract §4).

use super::section::Section;
use super::{Cover, Volume};
use crate::documents::press::{self, Attachment, Pages, Press, Printed};
use crate::model::Family;
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;

/// A bound tome.
pub struct Tome {
    /// Its PDF, pages and counted sheets.
    pub printed: Printed,
    /// Which it is, from 1.
    pub number: usize,
    /// How many the volume has.
    pub count: usize,
    /// The days of its first and last lesson; `None` without lessons.
    pub dates: Option<(NaiveDate, NaiveDate)>,
    /// The ids of the journals that it holds.
    pub journals: Vec<String>,
    /// The page of the PDF, from 1, on which each of them begins.
    pub first_pages: Vec<usize>,
}

/// Pages that stay together, with what the contents say of them.
struct Block<'a> {
    pages: Pages,
    title: &'a str,
    section: Option<&'a Section<'a>>,
}

#[derive(Serialize)]
struct Contents<'a> {
    entries: Vec<Entry<'a>>,
    tome: Option<(usize, usize)>,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// The family that begins here, where the volume has several.
    family: Option<&'static str>,
    number: Option<usize>,
    title: &'a str,
    module: Option<&'a str>,
    teachers: String,
    from: usize,
    until: usize,
}

/// What the cover shows, and the certification.
#[derive(Serialize)]
struct Outside<'a> {
    #[serde(flatten)]
    cover: &'a Cover,
    /// The days of the first and the last lesson, in words.
    dates: Option<(String, String)>,
    sheets: usize,
    tome: Option<(usize, usize)>,
    digest_qr: &'a str,
    /// Whether the data of the journals are attached.
    attached: bool,
}

/// Typesets the parts, divides them into tomes and binds each.
pub(super) fn bind(
    volume: &Volume<'_>,
    press: &Press,
    ident: impl Fn(usize, usize) -> String,
    files: impl Fn(usize) -> Vec<Attachment>,
) -> Result<Vec<Tome>> {
    let blocks = blocks(volume, press)?;
    let sheets: Vec<usize> = blocks.iter().map(|block| volume.sheets(block.pages.len())).collect();
    // The contents of all of them take as much room as those of a tome, but for the family that it goes on
    // with and its number.
    let all = volume.contents(&blocks, 1, None);
    let mut reserved = volume.part(press, "contents", 1, &all)?.len();
    let room = |reserved| volume.max_sheets.saturating_sub(volume.sheets(reserved)).max(1);
    let mut groups = divided(&sheets, room(reserved));
    if groups.len() > 1 {
        reserved = volume.part(press, "contents", 1, &volume.contents(&blocks, 1, Some((1, 2))))?.len();
        groups = divided(&sheets, room(reserved));
    }
    let mut rest = blocks;
    let count = groups.len();
    let mut tomes = Vec::new();
    for (n, length) in groups.into_iter().enumerate() {
        let later = rest.split_off(length);
        let own = std::mem::replace(&mut rest, later);
        tomes.push(volume.tome(press, own, (n + 1, count), reserved, &ident, &files)?);
    }
    Ok(tomes)
}

impl Volume<'_> {
    /// The data of the first part of a kind, by the name of its template, as the template gets them; `None`
    /// where the volume has none. Of sections that of the journal at a place of the group's list, where one
    /// is named.
    pub(crate) fn data_of(&self, press: &Press, part: &str, place: Option<usize>) -> Result<Option<Vec<u8>>> {
        match part {
            "students" => self.students.as_ref().map(|part| self.data(part)).transpose(),
            "section" => {
                let mut sections = self.sections.iter();
                let section = sections.find(|section| place.is_none_or(|place| section.place == place));
                section.map(|part| self.data(part)).transpose()
            }
            "register" => self.registers.first().map(|part| self.data(part)).transpose(),
            _ => {
                let blocks = blocks(self, press)?;
                let first = 1 + self.part(press, "contents", 1, &self.contents(&blocks, 1, None))?.len();
                let contents = self.contents(&blocks, first, None);
                if part == "contents" {
                    return self.data(&contents).map(Some);
                }
                let pages: usize = blocks.iter().map(|block| block.pages.len()).sum();
                let dates = dates(&blocks);
                let outside = Outside {
                    cover: &self.cover,
                    dates: long(dates),
                    sheets: self.sheets(first - 1 + pages),
                    tome: None,
                    digest_qr: &self.digest_qr,
                    attached: press.attaches(),
                };
                self.data(&outside).map(Some)
            }
        }
    }
}

/// How many blocks each tome has: as many as there is room for, at least one.
fn divided(sheets: &[usize], room: usize) -> Vec<usize> {
    let mut groups = Vec::new();
    let (mut length, mut sum) = (0, 0);
    for sheets in sheets {
        if length > 0 && sum + sheets > room {
            groups.push(length);
            (length, sum) = (0, 0);
        }
        length += 1;
        sum += sheets;
    }
    groups.push(length);
    groups
}

/// The number of the first part that is typeset before those outside: contents, cover and certification.
const FIRST_INSIDE: usize = 4;

fn blocks<'a>(volume: &'a Volume<'_>, press: &Press) -> Result<Vec<Block<'a>>> {
    let mut blocks = Vec::new();
    let next = |blocks: &Vec<Block<'_>>| FIRST_INSIDE + blocks.len();
    if let Some(students) = &volume.students {
        let pages = volume.part(press, "students", next(&blocks), students)?;
        blocks.push(Block { pages, title: "Сведения об обучающихся", section: None });
    }
    for section in &volume.sections {
        let pages = volume.part(press, "section", next(&blocks), section)?;
        blocks.push(Block { pages, title: section.title, section: Some(section) });
    }
    for register in &volume.registers {
        let pages = volume.part(press, "register", next(&blocks), register)?;
        blocks.push(Block { pages, title: &register.title, section: None });
    }
    Ok(blocks)
}

impl Volume<'_> {
    /// How many sheets pages take; the number of a page's sheet too.
    fn sheets(&self, pages: usize) -> usize {
        press::sheets(pages, self.head.duplex)
    }

    fn tome(
        &self,
        press: &Press,
        blocks: Vec<Block<'_>>,
        (number, count): (usize, usize),
        reserved: usize,
        ident: &impl Fn(usize, usize) -> String,
        files: &impl Fn(usize) -> Vec<Attachment>,
    ) -> Result<Tome> {
        let tome = (count > 1).then_some((number, count));
        let mut pages = self.part(press, "contents", 1, &self.contents(&blocks, 1 + reserved, tome))?;
        if pages.len() != reserved {
            // Those of a tome may be shorter than those of all.
            pages = self.part(press, "contents", 1, &self.contents(&blocks, 1 + pages.len(), tome))?;
        }
        let sections: Vec<&Section<'_>> = blocks.iter().filter_map(|block| block.section).collect();
        let journals: Vec<String> = sections.iter().map(|section| section.id.to_owned()).collect();
        let files = sections.iter().flat_map(|section| files(section.place)).collect();
        let dates = dates(&blocks);
        let mut first_pages = Vec::new();
        for block in blocks {
            first_pages.extend(block.section.map(|_| pages.len() + 1));
            pages.append(block.pages);
        }
        pages.number(self.head.duplex);
        let sheets = self.sheets(pages.len());
        let outside = Outside {
            cover: &self.cover,
            dates: long(dates),
            sheets,
            tome,
            digest_qr: &self.digest_qr,
            attached: press.attaches() && !journals.is_empty(),
        };
        let mut bound = self.part(press, "cover", 2, &outside)?;
        first_pages.iter_mut().for_each(|page| *page += bound.len());
        bound.append(pages);
        bound.append(press.typeset("journal/certification.typ", 3, self.data(&outside)?)?);
        let title = match tome {
            Some((number, _)) => format!("{}, том {number}", self.common.title),
            None => self.common.title.clone(),
        };
        let pages = bound.len();
        let pdf = press.bind(bound, &title, &self.head.short_name, &ident(number, count), files)?;
        let printed = Printed { pdf, pages, sheets };
        Ok(Tome { printed, number, count, dates, journals, first_pages })
    }

    /// The contents of blocks of which the first begins on a page.
    fn contents<'b>(
        &self,
        blocks: &'b [Block<'_>],
        first: usize,
        tome: Option<(usize, usize)>,
    ) -> Contents<'b> {
        let has_families = self.sections.iter().any(|section| section.family != self.sections[0].family);
        let mut before: Option<Family> = None;
        let mut next = first;
        let entries = blocks.iter().map(|block| {
            let from = next;
            next += block.pages.len();
            let family = block.section.map(|section| section.family);
            let begins = family.filter(|family| has_families && before != Some(*family));
            before = family.or(before);
            let teachers: Vec<&str> = block
                .section
                .map(|section| section.teachers.iter().map(|teacher| &*teacher.name).collect())
                .unwrap_or_default();
            Entry {
                family: begins.map(Family::title),
                number: block.section.map(|section| self.number_of(section)),
                title: block.title,
                module: block.section.and_then(|section| section.module),
                teachers: teachers.join(", "),
                from: self.sheets(from),
                until: self.sheets(next - 1),
            }
        });
        Contents { entries: entries.collect(), tome }
    }

    /// A section's number in the volume, through all its tomes.
    fn number_of(&self, section: &Section<'_>) -> usize {
        self.sections.iter().position(|own| own.place == section.place).map_or(0, |n| n + 1)
    }
}

fn dates(blocks: &[Block<'_>]) -> Option<(NaiveDate, NaiveDate)> {
    let days = || blocks.iter().filter_map(|block| block.section?.days);
    days().map(|(first, _)| first).min().zip(days().map(|(_, last)| last).max())
}

fn long(dates: Option<(NaiveDate, NaiveDate)>) -> Option<(String, String)> {
    dates.map(|(first, last)| (words::long_date(first), words::long_date(last)))
}

#[cfg(test)]
mod tests {
    use super::divided;

    #[test]
    fn tomes_hold_every_block_in_order_and_no_more_than_there_is_room_for() {
        for (sheets, room) in
            [(vec![1], 10), (vec![4, 3, 3, 9, 1, 1], 10), (vec![12, 1, 12], 10), (vec![5; 50], 7)]
        {
            let groups = divided(&sheets, room);
            assert_eq!(groups.iter().sum::<usize>(), sheets.len());
            let mut from = 0;
            for length in groups {
                assert!(length > 0);
                let sum: usize = sheets[from..from + length].iter().sum();
                assert!(sum <= room || length == 1, "{sheets:?} in {room}");
                from += length;
            }
        }
    }
}
