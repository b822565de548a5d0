//! What is wrong with a cell, in words: the diagnostic's code, message and advice.

use crate::diagnostics::{Code, excerpt};
use crate::model::cell::{Fault, date};
use crate::model::mark::fold;
use crate::model::table::Column;

/// Code, message and hint of a fault; `None` where it was told elsewhere.
pub(super) fn of_fault(fault: Fault, column: &Column, value: &str) -> Option<(Code, String, String)> {
    let told = excerpt(value);
    Some(match fault {
        Fault::Missing => (
            Code::MissingRequired,
            format!("нет обязательного значения {}", column.name),
            "впишите значение".to_owned(),
        ),
        Fault::Date => {
            let hint = match (column.kind, excel_day(value)) {
                (_, Some(day)) => {
                    format!("похоже на дату Excel, {day}: задайте столбцу формат даты и сохраните заново")
                }
                ("time", None) => "нужны дата и время вида 2024-09-02T18:05 или 02.09.2024 18:05".to_owned(),
                _ => "нужна существующая дата вида 2024-09-02 или 02.09.2024".to_owned(),
            };
            (Code::BadDate, format!("«{told}» — не дата"), hint)
        }
        Fault::Number(expected) => (
            Code::BadNumber,
            format!("«{told}» — не то число, какое здесь нужно"),
            format!("нужно {expected}"),
        ),
        Fault::Control => (
            Code::BadValue,
            "в значении невидимый знак, который нельзя напечатать".to_owned(),
            "наберите значение заново".to_owned(),
        ),
        Fault::Letter(c) => (
            Code::MissingLetter,
            format!("знака «{c}» (U+{:04X}) нет ни в одном шрифте: напечатать его нечем", u32::from(c)),
            "замените знак или положите шрифт с ним в папку templates/fonts данных".to_owned(),
        ),
        Fault::Long(limit) => (
            Code::BadValue,
            format!("значение длиннее {}", crate::words::count(limit, ["знака", "знаков", "знаков"])),
            "сократите значение; если оно кончается не там, проверьте кавычки и разделители".to_owned(),
        ),
        Fault::Value(allowed) => {
            let hint = if column.words.is_empty() {
                allowed_hint(value, &allowed)
            } else {
                word_hint(value, column)
            };
            (Code::BadValue, format!("недопустимое значение «{told}»"), hint)
        }
        Fault::Mark(allowed) => {
            let scale = format!("допустимы: {}; шкала задана в archive.yaml: scale", allowed.join(", "));
            let hint = if date(value).is_some() {
                format!("Excel принял отметку за дату: введите её текстом, с апострофом впереди; {scale}")
            } else {
                scale
            };
            (Code::MarkOutsideScale, format!("отметка «{told}» вне шкалы"), hint)
        }
        Fault::Dangling { table, nearest, .. } => (
            Code::DanglingReference,
            format!("в таблице {table} нет записи «{told}»"),
            match nearest {
                Some(nearest) if nearest.starts_with('0') && nearest.trim_start_matches('0') == value => {
                    format!(
                        "может быть, имелось в виду «{}»? Excel отбрасывает нули впереди: задайте столбцу текстовый формат",
                        excerpt(&nearest)
                    )
                }
                Some(nearest) => format!("может быть, имелось в виду «{}»?", excerpt(&nearest)),
                None => format!("исправьте значение или добавьте строку в таблицу {table}"),
            },
        ),
        Fault::Sheet(message, hint) => (Code::BadValue, message, hint.to_owned()),
        Fault::Broken => return None,
    })
}

/// The day of an Excel serial number of our century, where a text looks like one.
fn excel_day(value: &str) -> Option<String> {
    let days: i64 =
        value.split(['.', ',']).next()?.parse().ok().filter(|days| (36_526..73_051).contains(days))?;
    let day = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)? + chrono::Duration::days(days);
    Some(crate::words::date(day))
}

/// The words that a column takes with what a person reads for them, the nearest one first.
fn word_hint(value: &str, column: &Column) -> String {
    let pairs: Vec<String> = column.words.iter().map(|(word, label)| format!("{word} ({label})")).collect();
    let all = format!("возможны: {}", pairs.join(", "));
    let known = column.words.iter().flat_map(|(word, label)| [*word, *label]);
    match nearest(value, known) {
        Some(word) => format!("может быть, «{word}»? {all}"),
        None => all,
    }
}

/// The word most like a value, where one is like it.
pub(super) fn nearest<'a>(value: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let value = fold(value);
    // Of a text that is longer than any word nothing is near.
    let compared = value.chars().count() < 64;
    words
        .filter(|_| compared)
        .map(|word| (strsim::osa_distance(&value, &fold(word)), word))
        .filter(|(distance, word)| *distance <= 2 && *distance < word.chars().count())
        .min()
        .map(|(_, word)| word)
}

/// The values that a column takes, the nearest one first.
pub(super) fn allowed_hint(value: &str, allowed: &[String]) -> String {
    if allowed.is_empty() {
        return "оставьте поле пустым: в настройках (archive.yaml) для него ничего не задано".to_owned();
    }
    let all = format!("возможны: {}", allowed.join(", "));
    match nearest(value, allowed.iter().map(String::as_str)) {
        Some(word) => format!("может быть, «{word}»? {all}"),
        None => all,
    }
}
