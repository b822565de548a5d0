//! Empty tables for an office to fill: a CSV file each, and a workbook with a sheet each.

use crate::model::archive::{Stored, TableVisitor, visit_tables};
use crate::model::table::Column;
use anyhow::{Context, Result};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook,
};

/// The workbook's file name.
pub const WORKBOOK: &str = "tables.xlsx";
/// How many rows of a sheet are offered the words that a column takes.
const OFFERED_ROWS: u32 = 100_000;
/// The longest list of words that Excel takes, in letters.
const LONGEST_LIST: usize = 255;

/// A table: its name, its title, its columns.
pub struct Blank {
    /// The name in the contract.
    pub name: &'static str,
    /// The Russian names; the first one is its title.
    pub titles: &'static [&'static str],
    /// The columns in the contract's order.
    pub columns: &'static [Column],
}

impl Blank {
    /// Every table, one that others refer to before them.
    pub fn all() -> Vec<Blank> {
        struct All(Vec<Blank>);
        impl TableVisitor for All {
            fn visit<T: Stored>(&mut self) {
                self.0.push(Blank { name: T::NAME, titles: T::TITLES, columns: T::COLUMNS });
            }
        }
        let mut all = All(Vec::new());
        visit_tables(&mut all);
        all.0
    }

    /// The table's file, `<name>.csv`: the header alone.
    pub fn csv(&self) -> String {
        let header: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        format!("{}\n", header.join(","))
    }
}

/// What a column's cells hold, for people.
pub fn kind_label(column: &Column) -> String {
    match column.kind {
        "date" => "дата".to_owned(),
        "time" => "дата и время".to_owned(),
        "number" => "число".to_owned(),
        "integer" => "целое число".to_owned(),
        "boolean" => "да или нет".to_owned(),
        "mark" => "отметка".to_owned(),
        "term" => "период".to_owned(),
        "period" => {
            "период, `year` год, `exam` экзамен, `module-exam` экзамен по модулю, `coursework` курсовая работа или `final` итог"
                .to_owned()
        }
        "list" => "несколько значений".to_owned(),
        "reference" => match column.reference {
            Some(table) => format!("код из {}", table.replace('|', " или ")),
            None => "код".to_owned(),
        },
        "word" => "слово из списка".to_owned(),
        _ => "текст".to_owned(),
    }
}

/// A workbook with a sheet for each table: headings in Russian, the cells formatted so that Excel
/// changes nothing that is typed, lists to choose from where a column takes words.
pub fn workbook() -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // The same bytes on every day.
    let day = ExcelDateTime::from_ymd(2000, 1, 1).context("a day")?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let heading = Format::new()
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(0xEDEFF3))
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let required = heading.clone().set_bold();
    for table in Blank::all() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.titles[0]).context("the sheet's name")?;
        sheet.set_freeze_panes(1, 0).context("the heading")?;
        for (index, column) in (0u16..).zip(table.columns) {
            let title = column.title();
            sheet.set_column_width(index, (title.chars().count() as f64 + 3.0).clamp(11.0, 28.0))?;
            let format = match column.kind {
                "date" => Format::new().set_num_format("dd.mm.yyyy"),
                "time" => Format::new().set_num_format("dd.mm.yyyy hh:mm"),
                "number" | "integer" => Format::new(),
                // As text: else Excel makes a date of «1.2» and loses the zeros of «007».
                _ => Format::new().set_num_format("@"),
            };
            sheet.set_column_format(index, &format)?;
            sheet.write_with_format(0, index, title, if column.required { &required } else { &heading })?;
            sheet.insert_note(
                0,
                index,
                &Note::new(note(column)).set_author("letopis").add_author_prefix(false),
            )?;
            let labels: Vec<&str> = column.words.iter().map(|(_, label)| *label).collect();
            let fits = labels.join(",").chars().count() <= LONGEST_LIST
                && !labels.iter().any(|label| label.contains(','));
            if !labels.is_empty() && fits {
                let offered = DataValidation::new().allow_list_strings(&labels).context("a list of words")?;
                sheet.add_data_validation(1, index, OFFERED_ROWS, index, &offered)?;
            }
        }
    }
    workbook.save_to_buffer().context("книга не составляется")
}

/// What stands in the note at a heading.
fn note(column: &Column) -> String {
    let mut note = format!("{} — {}", column.name, kind_label(column).replace('`', ""));
    note.push_str(if column.required {
        ", обязательно"
    } else {
        ", можно не заполнять"
    });
    if !column.words.is_empty() {
        let words: Vec<&str> = column.words.iter().map(|(_, label)| *label).collect();
        note.push_str(&format!("\nвозможны: {}", words.join("; ")));
    }
    note
}
