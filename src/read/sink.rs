//! Between the readers of formats and the maker of typed rows.

use crate::diagnostics::excerpt;
use crate::model::cell::Fault;

/// What a reader of a format tells of a file, row by row.
pub(super) trait RowSink {
    /// The column of a header, by its place in the table; `None` for one that the table does not
    /// have, of which the sink warns once a file.
    fn column(&mut self, header: &str, line: u32) -> Option<usize>;

    /// Whether the table has a column of that header; nothing is told.
    fn knows(&self, header: &str) -> bool;

    /// Of a sheet: the column, from 0, that the next header stands in.
    fn look_at(&mut self, column: Option<u32>);

    /// In which columns of a sheet the table's columns stand, both from 0.
    fn stand_in(&mut self, columns: Vec<(usize, u32)>);

    /// How many columns the table has.
    fn width(&self) -> usize;

    /// What a column's cells hold: `text`, `date`, `list`, ….
    fn kind(&self, column: usize) -> &'static str;

    /// A row: `cells[column]`, `""` where there is nothing, and what the format alone knows to be
    /// wrong with them.
    fn row(&mut self, line: u32, cells: &[&str], faults: Vec<(usize, Fault)>);

    /// A row that is broken as a row; `cells` is what could be made out of it.
    fn broken_row(&mut self, line: u32, cells: &[&str], message: &str, hint: &str);

    /// Rows were lost with their ids: nothing that refers to the table can be called dangling.
    fn lost_rows(&mut self);

    /// A column without a heading has values, of which the sink warns once a file.
    fn nameless(&mut self, line: u32);

    /// The file cannot be read on from that line.
    fn broken_file(&mut self, line: u32, message: String);
}

/// The end of a message on a field of YAML or JSON.
pub(super) const ONE_VALUE: &str = "повторяется, или в нём не одно простое значение";

/// The message on a heading that stands twice.
pub(super) fn named_twice(header: &str) -> String {
    format!("столбец {} назван дважды", excerpt(header))
}

/// The titles above a heading, «Итоги за год»: rows with one value that is no header.
#[derive(Default)]
pub(super) struct Titles {
    first: Option<(u32, String)>,
    count: u32,
}

impl Titles {
    /// The most there are; what goes on is no title.
    const MOST: u32 = 5;

    /// Takes a row above the heading; `false` where it is the heading itself.
    pub(super) fn take(
        &mut self,
        sink: &mut dyn RowSink,
        line: u32,
        mut cells: impl Iterator<Item = String>,
    ) -> bool {
        let mut values = cells.by_ref().filter(|cell| !cell.trim().is_empty());
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        if sink.knows(&value) {
            return false;
        }
        if self.count == Titles::MOST {
            std::mem::take(self).finish(sink);
            return false;
        }
        self.count += 1;
        self.first.get_or_insert((line, value));
        true
    }

    /// Told where no heading followed: the first title was meant as one.
    pub(super) fn finish(self, sink: &mut dyn RowSink) {
        if let Some((line, value)) = self.first {
            sink.column(&value, line);
        }
    }
}
