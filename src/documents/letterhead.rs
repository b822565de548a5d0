//! What every document shows of the organisation, and the words of its kind.

use super::press::Standard;
use crate::model::Wording;
use crate::model::settings::{Settings, Signatory};
use crate::words;
use serde::Serialize;

/// The organisation, the year, who signs.
#[derive(Debug, Serialize)]
pub struct Letterhead {
    /// Full name.
    pub organization: String,
    /// Short name.
    pub short_name: String,
    /// Founder.
    pub founder: Option<String>,
    /// City.
    pub city: Option<String>,
    /// «2024/2025».
    pub year: String,
    /// «4 июля 2025 г.».
    pub closed_on: String,
    /// The electronic journal and the day of its export.
    pub source: Option<String>,
    /// Index of the case.
    pub case_index: Option<String>,
    /// Font family; empty: the built-in ones.
    pub font: String,
    /// What is said on every page of a document that is printed again; `None`: nothing.
    pub reprint: Option<String>,
    /// Whether the documents carry their structure (level A of PDF/A).
    pub tagged: bool,
    /// Whether both sides are printed on.
    pub duplex: bool,
    /// The head of the organisation.
    pub director: Signature,
    /// Deputy for studies.
    pub deputy: Option<Signature>,
    /// Secretary of the study office.
    pub secretary: Option<Signature>,
    /// Clerk.
    pub clerk: Option<Signature>,
    /// Archivist.
    pub archivist: Option<Signature>,
    /// The words of a college or a school.
    pub words: Wording,
}

/// A place to sign.
#[derive(Debug, Serialize)]
pub struct Signature {
    /// Position.
    pub position: String,
    /// «И. О. Фамилия».
    pub name: String,
}

impl Letterhead {
    /// Takes it from the settings.
    pub fn new(settings: &Settings) -> Letterhead {
        let signature = |signatory: &Signatory, position: &str| Signature {
            position: signatory.position.clone().unwrap_or_else(|| position.to_owned()),
            name: signatory.name.clone(),
        };
        let maybe = |signatory: &Option<Signatory>, position: &str| {
            signatory.as_ref().map(|signatory| signature(signatory, position))
        };
        let signatories = &settings.signatories;
        let exported =
            settings.source.exported_at.map(|day| format!("выгрузка от {}", words::long_date(day.0)));
        let source: Vec<String> = settings.source.system.iter().cloned().chain(exported).collect();
        Letterhead {
            organization: settings.organization.name.clone(),
            short_name: settings.organization.short_name.clone(),
            founder: settings.organization.founder.clone(),
            city: settings.organization.city.clone(),
            year: settings.academic_year.title(),
            closed_on: words::long_date(settings.closed_on.0),
            source: (!source.is_empty()).then(|| source.join(", ")),
            case_index: settings.case_index.clone(),
            font: settings.print.font.clone(),
            reprint: None,
            tagged: Standard::is_tagged(&settings.print.pdf),
            duplex: settings.print.duplex,
            director: signature(&signatories.director, "Директор"),
            deputy: maybe(&signatories.deputy, "Заместитель директора"),
            secretary: maybe(&signatories.secretary, "Секретарь учебной части"),
            clerk: maybe(&signatories.clerk, "Делопроизводитель"),
            archivist: maybe(&signatories.archivist, "Архивариус"),
            words: Wording::of(settings),
        }
    }
}
