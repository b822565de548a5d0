//! What is wrong with the data, as one page that an office can send to a teacher: it stands alone,
//! loads nothing and explains every code that it names.

use super::markdown;
use crate::diagnostics::{Code, Diagnostic, Lines, Report, Severity, fold, printable, totals};
use crate::model::Settings;
use crate::templates::Templates;
use anyhow::{Context as _, Result};
use rust_embed::RustEmbed;
use serde::Serialize;
use std::collections::BTreeSet;
use tera::{Context, Tera};

/// What each code means, `<code>.md`: what, why, how to mend.
#[derive(RustEmbed)]
#[folder = "docs/codes/"]
struct Explanations;

#[derive(Serialize)]
struct Whole {
    organization: String,
    year: String,
    counts: String,
    totals: String,
    style: String,
    files: Vec<File>,
    explanations: Vec<Explanation>,
}

#[derive(Serialize)]
struct File {
    /// `None` of what concerns files as a whole.
    name: Option<String>,
    kinds: Vec<Kind>,
}

#[derive(Serialize)]
struct Kind {
    code: &'static str,
    severity: &'static str,
    is_error: bool,
    shown: Vec<Entry>,
    more: usize,
    places: String,
}

#[derive(Serialize)]
struct Entry {
    message: String,
    place: String,
    line: Option<Line>,
    hint: Option<String>,
}

/// The line that the entry points to, as it stands in the file.
#[derive(Serialize)]
struct Line {
    number: u32,
    text: String,
}

#[derive(Serialize)]
struct Explanation {
    code: &'static str,
    html: String,
}

/// The page, as HTML.
pub fn page(
    settings: &Settings,
    counts: &str,
    report: &Report,
    lines: &Lines,
    templates: &Templates,
) -> Result<String> {
    const NAME: &str = "problems.html";
    let template = |name| {
        let found = templates.below("site").find(|(own, _)| *own == name).map(|(_, bytes)| bytes);
        found
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .with_context(|| format!("нет шаблона site/{name}"))
    };
    let folded = fold(report);
    let codes: BTreeSet<Code> =
        folded.iter().flat_map(|file| &file.folds).flat_map(|fold| &fold.shown).map(|d| d.code).collect();
    let file = |file: &crate::diagnostics::FileFolds<'_>| File {
        name: file.file.map(|name| printable(name).collect()),
        kinds: file
            .folds
            .iter()
            .map(|fold| Kind {
                code: fold.shown[0].code.name(),
                severity: fold.shown[0].severity.label(),
                is_error: fold.shown[0].severity == Severity::Error,
                shown: fold.shown.iter().map(|diagnostic| entry(diagnostic, lines)).collect(),
                more: fold.more(),
                places: fold.places(usize::MAX),
            })
            .collect(),
    };
    let whole = Whole {
        organization: settings.organization.name.clone(),
        year: settings.academic_year.title(),
        counts: counts.to_owned(),
        totals: totals(report),
        style: template("style.css")?.to_owned(),
        files: folded.iter().map(file).collect(),
        explanations: codes.into_iter().filter_map(explanation).collect(),
    };
    let mut tera = Tera::default();
    tera.add_raw_templates(vec![(NAME, template(NAME)?)]).context("шаблон site/problems.html не читается")?;
    let context = Context::from_serialize(&whole).context("данные страницы")?;
    tera.render(NAME, &context).context("страница с замечаниями не строится")
}

fn entry(diagnostic: &Diagnostic, lines: &Lines) -> Entry {
    Entry {
        message: diagnostic.message.clone(),
        place: diagnostic.place(),
        line: diagnostic.spot().and_then(|spot| lines.get(&spot)).map(line),
        hint: diagnostic.hint.as_deref().map(sentence),
    }
}

fn line((number, text): &(u32, String)) -> Line {
    Line { number: *number, text: printable(text).collect() }
}

/// A hint as a sentence: with a capital and a full stop.
fn sentence(hint: &str) -> String {
    let mut letters = hint.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let text: String = first.chain(letters).collect();
    if text.ends_with(['.', '?', '…']) { text } else { text + "." }
}

fn explanation(code: Code) -> Option<Explanation> {
    let file = Explanations::get(&format!("{}.md", code.name()))?;
    let text = std::str::from_utf8(&file.data).ok()?;
    Some(Explanation { code: code.name(), html: markdown::render(text) })
}
