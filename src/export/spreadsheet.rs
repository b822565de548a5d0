//! A report's tables as CSV for a spreadsheet program: semicolons and a byte order mark, by which a Russian
//! Excel opens them with a double click.

use super::tables::{finish, record};
use crate::reports::Report;

/// All tables of a report, one below the other: title, headings, rows.
pub fn write(report: &Report) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for table in report.tables.iter().filter(|table| !table.rows.is_empty()) {
        if !table.title.is_empty() {
            record(&mut writer, &[plain(&table.title)]);
        }
        record(&mut writer, &table.columns.iter().map(|column| plain(&column.title)).collect::<Vec<_>>());
        for row in &table.rows {
            record(&mut writer, &row.iter().map(|cell| plain(&cell.to_string())).collect::<Vec<_>>());
        }
    }
    finish(writer)
}

/// A text that a spreadsheet would run as a formula, behind an apostrophe: what somebody wrote into a journal
/// stays a text.
fn plain(text: &str) -> String {
    let is_number = || text[1..].chars().all(|c| c.is_ascii_digit() || c == ',') && text.len() > 1;
    match text.chars().next() {
        Some('=' | '+' | '@' | '\t' | '＝' | '＋' | '＠') => format!("'{text}"),
        Some('-') if !is_number() => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_becomes_a_formula() {
        assert_eq!(super::plain("=1+1"), "'=1+1");
        assert_eq!(super::plain("-cmd"), "'-cmd");
        assert_eq!(super::plain("-2+3+cmd|' /C calc'!A0"), "'-2+3+cmd|' /C calc'!A0");
        assert_eq!(super::plain("-5,25"), "-5,25");
        assert_eq!(super::plain("—"), "—");
    }
}
