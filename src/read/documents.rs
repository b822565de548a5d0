//! Local acts: CommonMark with a YAML head between two lines `---`.

use super::encoding;
use super::folder::Folder;
use crate::diagnostics::{Code, Diagnostic, Report};
use crate::files;
use crate::model::Document;
use crate::model::settings::Day;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Head {
    title: Option<String>,
    number: Option<String>,
    date: Option<Day>,
    kind: Option<String>,
}

/// Reads all of them; what is wrong is told and leaves the document out.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Vec<Document> {
    let mut documents = Vec::new();
    for path in &folder.documents {
        let name = files::slashed(path);
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = match encoding::text(&folder.root.join(path)) {
            Ok(Ok(text)) => text.replace("\r\n", "\n"),
            Ok(Err(wrong)) => {
                report.push(
                    Diagnostic::new(Code::BadEncoding, name, wrong.message())
                        .line(wrong.line)
                        .hint(wrong.hint()),
                );
                continue;
            }
            Err(error) => {
                report.push(Diagnostic::new(
                    Code::BadFile,
                    name,
                    format!("файл не читается: {}", files::reason(&error)),
                ));
                continue;
            }
        };
        match parse(&id, &text) {
            Ok(document) => documents.push(document),
            Err((line, message)) => {
                let hint = "в начале файла между двумя строками --- стоят title, number, date и kind";
                report.push(Diagnostic::new(Code::BadFile, name, message).line(line).hint(hint));
            }
        }
    }
    documents
}

fn parse(id: &str, text: &str) -> Result<Document, (u32, String)> {
    let (head, body) = match text.strip_prefix("---\n") {
        Some(rest) => {
            rest.split_once("\n---\n").ok_or((1, "шапка документа не закрыта строкой ---".to_owned()))?
        }
        None => ("", text),
    };
    let head: Head = if head.trim().is_empty() {
        Head::default()
    } else {
        serde_yaml::from_str(head).map_err(|error| {
            let line = error.location().map_or(0, |location| location.line() as u32 + 1);
            (line, "шапка документа не читается: проверьте отступы, двоеточия и кавычки".to_owned())
        })?
    };
    let heading = || body.lines().find_map(|line| line.strip_prefix("# ")).map(|line| line.trim().to_owned());
    Ok(Document {
        id: id.to_owned(),
        title: head.title.or_else(heading).unwrap_or_else(|| id.to_owned()),
        number: head.number,
        date: head.date.map(|day| day.0),
        kind: head.kind,
        body: body.to_owned(),
    })
}
