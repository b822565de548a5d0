//! `archive.yaml`: read as a whole; the first thing wrong in it stops the run (status 2).

use crate::diagnostics::excerpt;
use crate::model::{Settings, Term};
use anyhow::Result;
use std::fmt;
use std::path::Path;

/// The settings' file in the input folder.
pub const SETTINGS_FILE: &str = "archive.yaml";

/// What is wrong with the settings.
#[derive(Debug)]
pub struct SettingsError {
    place: String,
    message: String,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "настройки: {}\n  --> {}", self.message, self.place)
    }
}

impl std::error::Error for SettingsError {}

/// Reads and checks the settings.
pub(super) fn read(input: &Path) -> Result<Settings> {
    let path = input.join(SETTINGS_FILE);
    let fail = |line: Option<u64>, message: String| {
        let place = path.display().to_string();
        let place = line.map_or(place.clone(), |line| format!("{place}:{line}"));
        anyhow::Error::from(SettingsError { place, message })
    };
    if !input.is_dir() {
        let hint = "создайте её: letopis init ПАПКА --sample, или укажите свою: --input ПАПКА";
        return Err(SettingsError {
            place: input.display().to_string(),
            message: format!("нет папки с данными; {hint}"),
        }
        .into());
    }
    if !path.is_file() {
        return Err(fail(
            None,
            format!("в папке с данными нет файла {SETTINGS_FILE}; его заготовку пишет letopis init ПАПКА"),
        ));
    }
    let text =
        super::encoding::text(&path)?.map_err(|wrong| fail(Some(u64::from(wrong.line)), wrong.message()))?;
    let settings: Settings = serde_yaml::from_str(&text).map_err(|error| {
        let line = error.location().map(|location| location.line()).filter(|line| *line > 0);
        fail(line, describe(error.without_snippet()))
    })?;
    consistency(&settings).map_err(|message| fail(None, message))?;
    Ok(settings)
}

/// The error in Russian. What only the library can say is quoted.
fn describe(error: &serde_yaml::Error) -> String {
    use serde_yaml::Error as E;
    match error {
        E::SerdeMissingField { field, .. } => format!("нет обязательного ключа {field}"),
        E::SerdeUnknownField { field, expected, .. } => {
            format!("неизвестный ключ {field}; здесь возможны: {}", expected.join(", "))
        }
        E::SerdeUnknownVariant { expected, .. } => {
            format!("недопустимое значение; возможны: {}", expected.join(", "))
        }
        E::DuplicateMappingKey { .. } => "ключ повторяется".to_owned(),
        E::Message { msg, .. } if msg.contains('«') => msg.clone(),
        E::SerdeInvalidType { unexpected, .. } | E::SerdeInvalidValue { unexpected, .. } => {
            format!("значение не того вида, какой нужен этому ключу: {unexpected}")
        }
        // What the library says of it stands in the words of the format, and in English.
        _ => "это не YAML или значение не того вида: проверьте отступы, двоеточия и кавычки".to_owned(),
    }
}

/// What each key alone cannot show.
fn consistency(settings: &Settings) -> Result<(), String> {
    if settings.terms.is_empty() {
        return Err("в terms нет ни одного учебного периода".to_owned());
    }
    if settings.terms.len() > usize::from(u8::MAX) {
        return Err("в terms слишком много учебных периодов".to_owned());
    }
    for (index, term) in settings.terms.iter().enumerate() {
        if term.start > term.end {
            return Err(format!("период {} кончается раньше, чем начинается", term.id));
        }
        if ["year", "exam", "module-exam", "coursework", "final"].contains(&term.id.as_str())
            || term.id.trim().is_empty()
        {
            return Err(format!("период не может называться «{}»: это слово занято", term.id));
        }
        if settings.terms[..index].iter().any(|other| other.id == term.id) {
            return Err(format!("период {} назван дважды", term.id));
        }
    }
    for (index, term) in settings.terms.iter().enumerate() {
        let overlaps =
            |other: &&Term| other.set == term.set && other.start <= term.end && term.start <= other.end;
        if let Some(other) = settings.terms[..index].iter().find(overlaps) {
            return Err(format!(
                "периоды {} и {} пересекаются; если это разные списки, назовите их: set",
                other.id, term.id
            ));
        }
    }
    if let Some(text) = settings.texts().into_iter().find(|text| text.contains(char::is_control)) {
        return Err(format!("в значении «{}» управляющий символ, который нельзя напечатать", excerpt(text)));
    }
    if settings.closed_on.0 < settings.year_start() {
        return Err("closed_on: год закрыт раньше, чем начался первый учебный период".to_owned());
    }
    if settings.retention.years == 0 || settings.retention.sheets.years == 0 {
        return Err("retention: срок хранения — не меньше года".to_owned());
    }
    if settings.print.max_sheets == 0 {
        return Err("print: max_sheets — сколько листов в томе самое большее, не 0".to_owned());
    }
    settings.rules.check()?;
    if settings.organization.name.trim().is_empty() || settings.organization.short_name.trim().is_empty() {
        return Err("organization: название пусто".to_owned());
    }
    if !settings.scale.marks.contains(&settings.scale.pass) {
        return Err(format!("scale: в шкале нет отметки {}, названной проходной", settings.scale.pass));
    }
    Ok(())
}
