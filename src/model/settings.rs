//! What `archive.yaml` says (contract §1), with its defaults.

use super::Archive;
use super::cell::{Cell, Context, Fault, Text, date};
use super::mark::fold;
use super::rules::{Bell, Rules};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use std::collections::BTreeMap;

/// A day in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        date(text.trim()).map(Day).ok_or_else(|| {
            D::Error::custom(format!("«{text}» — не дата: нужна вида 2024-09-02 или 02.09.2024"))
        })
    }
}

/// An academic year, 1 September to 31 August.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcademicYear {
    /// The calendar year of its September.
    pub start: i32,
}

impl AcademicYear {
    /// The one that a day lies in.
    pub fn of(day: NaiveDate) -> AcademicYear {
        AcademicYear { start: if day.month() >= 9 { day.year() } else { day.year() - 1 } }
    }

    /// The first one of a study that begins on a day, or of who is enrolled on it: from July on the coming one.
    pub fn of_beginning(day: NaiveDate) -> AcademicYear {
        AcademicYear { start: if day.month() >= 7 { day.year() } else { day.year() - 1 } }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        AcademicYear::of(day) == self
    }

    /// 1 September.
    pub fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.start, 9, 1)
    }

    /// 31 August.
    pub fn last_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.start + 1, 8, 31)
    }

    /// «2024/2025».
    pub fn title(self) -> String {
        format!("{}/{}", self.start, self.start + 1)
    }

    /// «2024-2025», for file names.
    pub fn file_name(self) -> String {
        format!("{}-{}", self.start, self.start + 1)
    }
}

impl<'de> Deserialize<'de> for AcademicYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let years = text.trim().split_once(['/', '-', '–']);
        let parsed = years.and_then(|(first, second)| {
            Some((first.trim().parse::<i32>().ok()?, second.trim().parse::<i32>().ok()?))
        });
        match parsed {
            Some((first, second)) if (1900..2200).contains(&first) && second == first + 1 => {
                Ok(AcademicYear { start: first })
            }
            _ => Err(D::Error::custom(format!("«{text}» — не учебный год: нужен вида 2024/2025"))),
        }
    }
}

/// College or school: which words the documents use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    /// A college: группа, занятие, преподаватель.
    #[default]
    College,
    /// A school: класс, урок, учитель.
    School,
}

/// The order by which paper journals were given up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paperless {
    /// The order's number.
    pub order: Option<String>,
    /// From which day.
    pub since: Option<Day>,
}

/// The organisation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Founder (учредитель).
    pub founder: Option<String>,
    /// City.
    pub city: Option<String>,
    /// College or school.
    pub kind: OrganizationKind,
    /// Since when the journal is kept without paper.
    pub paperless: Option<Paperless>,
}

/// Where the data came from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The electronic journal's name.
    pub system: Option<String>,
    /// When it was exported.
    pub exported_at: Option<Day>,
}

/// Who signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// «И. О. Фамилия».
    pub name: String,
    /// Position.
    pub position: Option<String>,
}

/// Who signs what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatories {
    /// The head of the organisation.
    pub director: Signatory,
    /// Deputy for studies.
    pub deputy: Option<Signatory>,
    /// Secretary of the study office.
    pub secretary: Option<Signatory>,
    /// Clerk (делопроизводитель).
    pub clerk: Option<Signatory>,
    /// Administrator of the electronic journal.
    pub admin: Option<Signatory>,
    /// Archivist.
    pub archivist: Option<Signatory>,
}

/// A term (учебный период): semester, quarter, half-year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The id that the tables use.
    pub id: String,
    /// «1 семестр».
    pub title: String,
    /// First day.
    pub start: Day,
    /// Last day, included.
    pub end: Day,
    /// The list that it belongs to; `None`: the one list for all.
    pub set: Option<String>,
}

impl Term {
    /// Whether a day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.start.0..=self.end.0).contains(&day)
    }
}

/// The scale of marks.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scale {
    /// The numbers there are.
    pub marks: Vec<u8>,
    /// The lowest number that passes.
    pub pass: u8,
    /// The words there are.
    pub words: Vec<String>,
}

impl Default for Scale {
    fn default() -> Self {
        let words = ["зачтено", "незачтено", "н/а", "осв", "н/я", "не допущен"];
        Scale { marks: vec![2, 3, 4, 5], pass: 3, words: words.map(str::to_owned).to_vec() }
    }
}

impl Scale {
    /// Everything that a mark may be, for advice.
    pub fn listed(&self) -> Vec<String> {
        self.marks.iter().map(u8::to_string).chain(self.words.iter().cloned()).collect()
    }
}

/// From which event a term of retention runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetentionFrom {
    /// The end of the group's study.
    #[default]
    EndOfStudy,
    /// The day on which the year was closed.
    EndOfYear,
}

/// From which day after the event the years are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountFrom {
    /// 1 January after the event.
    #[default]
    NextJanuary,
    /// The event's day.
    Exact,
}

/// Retention of summary sheets.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SheetRetention {
    /// For how many years.
    pub years: u32,
    /// From which event.
    pub from: RetentionFrom,
}

impl Default for SheetRetention {
    fn default() -> Self {
        SheetRetention { years: 25, from: RetentionFrom::EndOfStudy }
    }
}

/// How long what is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// For how many years journals are kept.
    pub years: u32,
    /// From which event.
    pub from: RetentionFrom,
    /// From which day after it.
    pub count_from: CountFrom,
    /// The article of the list of terms, printed where it is given.
    pub article: String,
    /// The class of the summary sheets.
    pub sheets: SheetRetention,
}

impl Default for Retention {
    fn default() -> Self {
        Retention {
            years: 5,
            from: RetentionFrom::default(),
            count_from: CountFrom::default(),
            article: String::new(),
            sheets: SheetRetention::default(),
        }
    }
}

/// What is bound into one volume.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Volume {
    /// A group.
    #[default]
    Group,
    /// A family of journals of a group.
    Family,
    /// One journal.
    Journal,
}

/// How the documents are printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Print {
    /// What is bound into one volume.
    pub volume: Volume,
    /// The most sheets of a tome; at least 1.
    pub max_sheets: usize,
    /// Whether both sides are printed on.
    pub duplex: bool,
    /// Whether a register without rows is printed.
    pub empty_registers: bool,
    /// The PDF standard; `auto`: the highest that is honestly reached.
    pub pdf: String,
    /// A font family of the office's `templates/fonts/`; empty: the built-in ones.
    pub font: String,
}

impl Default for Print {
    fn default() -> Self {
        Print {
            volume: Volume::Group,
            max_sheets: 250,
            duplex: false,
            empty_registers: true,
            pdf: "auto".to_owned(),
            font: String::new(),
        }
    }
}

/// Which edition is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edition {
    /// Everything.
    #[default]
    Full,
    /// Less personal data.
    Inspector,
    /// No names.
    Anonymous,
}

/// Personal data.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// Which edition is built.
    pub edition: Edition,
}

/// How the archive is sealed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seal {
    /// Whether digests by ГОСТ Р 34.11-2012 stand beside those by SHA.
    pub gost: bool,
}

/// Everything that `archive.yaml` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The organisation.
    pub organization: Organization,
    /// The academic year.
    pub academic_year: AcademicYear,
    /// When the year was closed: the only "now" that documents, site, data and zip know.
    pub closed_on: Day,
    /// Where the data came from.
    #[serde(default)]
    pub source: Source,
    /// Index of the case in the nomenclature (номенклатура дел).
    #[serde(default)]
    pub case_index: Option<String>,
    /// Who signs.
    pub signatories: Signatories,
    /// Days without lessons, beside weekends.
    #[serde(default)]
    pub holidays: Vec<Day>,
    /// All terms of all lists.
    pub terms: Vec<Term>,
    /// Start and end of each lesson or pair, «08:30-10:00», by its number.
    #[serde(default)]
    pub bells: BTreeMap<u32, Bell>,
    /// The scale of marks.
    #[serde(default)]
    pub scale: Scale,
    /// Rules of keeping the journal, which the findings use.
    #[serde(default)]
    pub rules: Rules,
    /// How long what is kept.
    #[serde(default)]
    pub retention: Retention,
    /// How the archive is sealed.
    #[serde(default)]
    pub seal: Seal,
    /// How the documents are printed.
    #[serde(default)]
    pub print: Print,
    /// Personal data.
    #[serde(default)]
    pub privacy: Privacy,
    /// Mapping profiles in use.
    #[serde(default)]
    pub import: Vec<serde_json::Value>,
}

impl Settings {
    /// Every text that a document prints.
    pub fn texts(&self) -> Vec<&str> {
        let Settings { organization, source, signatories, terms, .. } = self;
        let own = [&organization.name, &organization.short_name, &self.retention.article];
        let optional = [&organization.founder, &organization.city, &source.system, &self.case_index];
        let Signatories { director, deputy, secretary, clerk, admin, archivist } = signatories;
        let signatories =
            [deputy, secretary, clerk, admin, archivist].into_iter().flatten().chain([director]);
        own.into_iter()
            .chain(optional.into_iter().flatten())
            .chain(terms.iter().flat_map(|term| [&term.id, &term.title]))
            .chain(
                signatories.flat_map(|signatory| std::iter::once(&signatory.name).chain(&signatory.position)),
            )
            .map(String::as_str)
            .collect()
    }

    /// Whether the words of a school are used.
    pub fn is_school(&self) -> bool {
        self.organization.kind == OrganizationKind::School
    }

    /// The terms of a list by the name of its set, in the order of their start.
    /// `None` is the list without a name; where every term has a set, it is all of them.
    pub fn terms_of(&self, set: Option<&str>) -> Vec<TermId> {
        let named = |term: &&(usize, &Term)| term.1.set.as_deref() == set;
        let all: Vec<(usize, &Term)> = self.terms.iter().enumerate().collect();
        let mut own: Vec<&(usize, &Term)> = all.iter().filter(named).collect();
        if own.is_empty() {
            own = all.iter().collect();
        }
        own.sort_by_key(|(_, term)| term.start);
        own.into_iter().map(|(index, _)| TermId(*index as u8)).collect()
    }

    /// All terms, in the order of the settings.
    pub fn all_terms(&self) -> Vec<TermId> {
        (0..self.terms.len()).map(|index| TermId(index as u8)).collect()
    }

    /// The term of that id.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.0 as usize]
    }

    /// The first day of the first term.
    pub fn year_start(&self) -> NaiveDate {
        self.terms.iter().map(|term| term.start.0).min().unwrap_or(self.closed_on.0)
    }

    /// The last day of the last term.
    pub fn year_end(&self) -> NaiveDate {
        self.terms.iter().map(|term| term.end.0).max().unwrap_or(self.closed_on.0)
    }

    /// The term of that id, or the only one of that title.
    fn find_term(&self, text: &str) -> Option<TermId> {
        let id = |index| TermId(index as u8);
        if let Some(index) = self.terms.iter().position(|term| term.id == text) {
            return Some(id(index));
        }
        let folded = fold(text);
        let mut titled = (0..self.terms.len()).filter(|index| fold(&self.terms[*index].title) == folded);
        titled.next().filter(|_| titled.next().is_none()).map(id)
    }

    fn term_ids(&self) -> Vec<String> {
        self.terms.iter().map(|term| term.id.clone()).collect()
    }
}

/// A term of the settings, by its place in their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u8);

impl Cell for TermId {
    const KIND: &'static str = "term";

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        let settings = &context.archive.settings;
        settings.find_term(text).ok_or_else(|| Fault::Value(settings.term_ids()))
    }

    fn write(&self, archive: &Archive) -> String {
        archive.settings.term(*self).id.clone()
    }
}

/// What a result (итоговая отметка) is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A term of the list.
    Term(TermId),
    /// The examination.
    Exam,
    /// The examination of a module.
    ModuleExam,
    /// The course work.
    Coursework,
    /// The year.
    Year,
    /// The final mark for the whole course of study.
    Final,
}

impl Period {
    const WORDS: [(Period, &'static str); 5] = [
        (Period::Year, "year"),
        (Period::Exam, "exam"),
        (Period::ModuleExam, "module-exam"),
        (Period::Coursework, "coursework"),
        (Period::Final, "final"),
    ];

    /// The one of a word of the contract: `exam`; `None` of a term's id or another word.
    pub fn of_word(word: &str) -> Option<Period> {
        Period::WORDS.iter().find(|(_, own)| *own == word).map(|(period, _)| *period)
    }

    /// Short heading of its column.
    pub fn label(self, settings: &Settings) -> String {
        match self {
            Period::Term(term) => settings.term(term).title.clone(),
            Period::Exam => "Экзамен".to_owned(),
            Period::ModuleExam => "Экзамен по модулю".to_owned(),
            Period::Coursework => "Курсовая работа".to_owned(),
            Period::Year => "Год".to_owned(),
            Period::Final => "Итог".to_owned(),
        }
    }
}

impl Cell for Period {
    const KIND: &'static str = "period";

    /// A term, a word of the list, or what a person reads for it.
    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        if let Some((period, _)) = Period::WORDS.iter().find(|(_, word)| *word == text) {
            return Ok(*period);
        }
        let settings = &context.archive.settings;
        if let Some(index) = settings.terms.iter().position(|term| term.id == text) {
            return Ok(Period::Term(TermId(index as u8)));
        }
        let folded = fold(text);
        let is_meant = |(period, _): &&(Period, &str)| fold(&period.label(settings)) == folded;
        if let Some((period, _)) = Period::WORDS.iter().find(is_meant) {
            return Ok(*period);
        }
        settings.find_term(text).map(Period::Term).ok_or_else(|| {
            let words = Period::WORDS.iter().map(|(_, word)| (*word).to_owned());
            Fault::Value(settings.term_ids().into_iter().chain(words).collect())
        })
    }

    fn write(&self, archive: &Archive) -> String {
        match self {
            Period::Term(term) => term.write(archive),
            other => Period::WORDS
                .iter()
                .find(|(period, _)| period == other)
                .map(|(_, word)| (*word).to_owned())
                .unwrap_or_default(),
        }
    }
}

/// The name of a set of terms, checked against the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermSet(pub Text);

impl Cell for TermSet {
    const KIND: &'static str = "text";

    fn parse(text: &str, context: &mut Context<'_>) -> Result<Self, Fault> {
        let terms = &context.archive.settings.terms;
        let mut sets: Vec<String> = terms.iter().filter_map(|term| term.set.clone()).collect();
        sets.dedup();
        if sets.iter().any(|set| set == text) {
            Ok(TermSet(context.texts.share(text)))
        } else {
            Err(Fault::Value(sets))
        }
    }

    fn write(&self, _: &Archive) -> String {
        self.0.to_string()
    }
}
