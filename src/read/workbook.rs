//! Workbooks: XLSX, XLS and ODS through `calamine`, each sheet a table. XLSX is read cell by cell.

use super::guard::{self, Guard};
use super::sheet::Rows;
use super::shield::{GaveUp, shielded};
use super::sink::RowSink;
use super::value::Value;
use crate::files;
use calamine::{Data, DataRef, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsx, XlsxCellReader, XlsxError};
use std::fmt::Display;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// What kind of container a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A zip: XLSX or ODS.
    Zip,
    /// An OLE compound file: XLS, or an XLSX with a password.
    Ole,
}

impl Container {
    /// Of the first bytes of a file; `None` where it is no workbook.
    pub(super) fn of(head: &[u8]) -> Option<Container> {
        match head {
            [b'P', b'K', 3, 4, ..] => Some(Container::Zip),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Container::Ole),
            _ => None,
        }
    }
}

type Source = BufReader<File>;

enum Book {
    Xlsx(Box<Xlsx<Source>>),
    Xls(Box<Xls<Source>>),
    Ods(Box<Ods<Source>>),
}

/// An opened workbook.
pub(super) struct Workbook {
    book: Book,
    /// Of a zip.
    guard: Option<Guard>,
    /// The names of its sheets, in their order.
    pub(super) sheets: Vec<String>,
    /// Relative to the input folder.
    pub(super) path: PathBuf,
}

impl Workbook {
    /// Opens a workbook below a folder; the error says what is wrong, for people.
    pub(super) fn open(root: &Path, path: PathBuf, container: Container) -> Result<Workbook, String> {
        let full = root.join(&path);
        let file = || {
            files::open(&full)
                .map(BufReader::new)
                .map_err(|error| format!("файл не читается: {}", error.root_cause()))
        };
        let mut guard = None;
        let book = match container {
            Container::Zip => match guard.insert(guard::look_zip(&full)?).kind {
                guard::Kind::Xlsx => Book::Xlsx(Box::new(opened(file()?, |error: &XlsxError| {
                    matches!(error, XlsxError::Password)
                })?)),
                guard::Kind::Ods => Book::Ods(Box::new(opened(file()?, |error: &OdsError| {
                    matches!(error, OdsError::Password)
                })?)),
            },
            Container::Ole => {
                guard::look_ole(&full)?;
                let is_locked = |error: &XlsError| matches!(error, XlsError::Password);
                Book::Xls(Box::new(opened(file()?, is_locked)?))
            }
        };
        let sheets = match &book {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xls(book) => book.sheet_names(),
            Book::Ods(book) => book.sheet_names(),
        };
        Ok(Workbook { book, guard, sheets, path })
    }

    /// Hands the rows of a sheet to the sink.
    pub(super) fn read(&mut self, sheet: usize, sink: &mut dyn RowSink) {
        let name = &self.sheets[sheet];
        let mut rows = Rows::new(sink, matches!(&self.book, Book::Xlsx(book) if book.has_1904_epoch()));
        if let Err(message) = self.guard.as_mut().map_or(Ok(()), Guard::sheets) {
            return rows.finish(Err(message));
        }
        let read = match &mut self.book {
            Book::Xlsx(book) => stream(book, name, &mut rows),
            Book::Xls(book) => range(book.as_mut(), name).map(|range| whole(&range, &mut rows)),
            Book::Ods(book) => range(book.as_mut(), name).map(|range| whole(&range, &mut rows)),
        };
        rows.finish(read);
    }

    /// Whether a sheet has no value.
    pub(super) fn is_blank(&mut self, sheet: usize) -> bool {
        let name = &self.sheets[sheet];
        if self.guard.as_mut().is_some_and(|guard| guard.sheets().is_err()) {
            return false;
        }
        match &mut self.book {
            Book::Xlsx(book) => {
                let has_none = |mut cells: XlsxCellReader<'_, Source>| loop {
                    match cells.next_cell() {
                        Ok(Some(cell)) if *cell.get_value() == DataRef::Empty => {}
                        Ok(cell) => break cell.is_none(),
                        Err(_) => break false,
                    }
                };
                shielded(|| book.worksheet_cells_reader(name).is_ok_and(has_none)).unwrap_or(false)
            }
            Book::Xls(book) => {
                range(book.as_mut(), name).is_ok_and(|range| range.used_cells().next().is_none())
            }
            Book::Ods(book) => {
                range(book.as_mut(), name).is_ok_and(|range| range.used_cells().next().is_none())
            }
        }
    }
}

/// Opens a workbook of a kind.
fn opened<B: Reader<Source, Error: Display>>(
    file: Source,
    is_locked: impl Fn(&B::Error) -> bool,
) -> Result<B, String> {
    match shielded(|| B::new(file)) {
        Ok(Ok(book)) => Ok(book),
        Ok(Err(error)) if is_locked(&error) => {
            Err("книга защищена паролем: снимите защиту и сохраните её заново".to_owned())
        }
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(GaveUp) => Err(unreadable(&"файл повреждён")),
    }
}

fn unreadable(error: &dyn Display) -> String {
    format!("файл не читается как книга Excel ({error})")
}

/// Hands the cells of a sheet over as they are read.
fn stream(book: &mut Xlsx<Source>, name: &str, rows: &mut Rows<'_>) -> Result<(), String> {
    let damaged = |GaveUp| unreadable(&"лист повреждён");
    let mut cells = match shielded(|| book.worksheet_cells_reader(name)).map_err(damaged)? {
        Ok(cells) => cells,
        // A sheet of charts.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // The library is called behind the shield, and for many cells at once: a shield has its cost.
        let read = shielded(|| {
            while batch.len() < BATCH
                && let Some(cell) = cells.next_cell_with_formula_metadata()?
            {
                batch.push((cell.pos, cell.value, cell.formula.is_some()));
            }
            Ok::<_, XlsxError>(())
        });
        let is_last = batch.len() < BATCH;
        for (place, value, is_formula) in batch.drain(..) {
            rows.put(place, &Value::from(&value), is_formula);
        }
        read.map_err(damaged)?.map_err(|error| unreadable(&error))?;
        if is_last || rows.is_broken() {
            return Ok(());
        }
    }
}

/// How many cells are read behind one shield.
const BATCH: usize = 512;

/// All cells of a sheet.
fn range<B: Reader<Source, Error: Display>>(book: &mut B, name: &str) -> Result<Range<Data>, String> {
    match shielded(|| book.worksheet_range(name)) {
        Ok(Ok(range)) => Ok(range),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(GaveUp) => Err(unreadable(&"лист повреждён")),
    }
}

/// Hands all cells of a sheet over.
fn whole(range: &Range<Data>, rows: &mut Rows<'_>) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        rows.put((top + row as u32, left + column as u32), &Value::from(value), false);
    }
}
