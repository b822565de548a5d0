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

/// A workbook, which is open while it is read and, where there is room, until the next sheet is.
struct Workbook {
    /// Relative to the input folder.
    path: PathBuf,
    container: Container,
    /// Of a zip.
    guard: Option<Guard>,
    /// How many bytes the open book holds, at a guess.
    weight: u64,
    /// The names of its sheets, in their order.
    sheets: Vec<String>,
    book: Option<Book>,
}

/// The workbooks of an input folder.
pub(super) struct Workbooks {
    root: PathBuf,
    books: Vec<Workbook>,
    /// How many are open, and how many bytes they hold.
    open: usize,
    held: u64,
}

/// How many workbooks stay open at once: a system lets a program have a thousand files.
const MOST_OPEN: usize = 64;
/// How many bytes they may hold.
const MOST_HELD: u64 = 64 * 1024 * 1024;

impl Workbooks {
    /// None yet, below a folder.
    pub(super) fn new(root: &Path) -> Workbooks {
        Workbooks { root: root.to_owned(), books: Vec::new(), open: 0, held: 0 }
    }

    /// Opens a workbook below the folder and tells its index; the error says what is wrong, for people.
    pub(super) fn open(&mut self, path: PathBuf, container: Container) -> Result<usize, String> {
        let full = self.root.join(&path);
        let (guard, weight) = match container {
            Container::Zip => {
                let guard = guard::look_zip(&full)?;
                let weight = guard.weight;
                (Some(guard), weight)
            }
            Container::Ole => (None, guard::look_ole(&full)?),
        };
        let mut workbook = Workbook { path, container, guard, weight, sheets: Vec::new(), book: None };
        let book = workbook.opened(&self.root)?;
        workbook.sheets = match &book {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xls(book) => book.sheet_names(),
            Book::Ods(book) => book.sheet_names(),
        };
        self.books.push(workbook);
        self.keep(self.books.len() - 1, book);
        Ok(self.books.len() - 1)
    }

    /// The names of a workbook's sheets, in their order.
    pub(super) fn sheets(&self, workbook: usize) -> &[String] {
        &self.books[workbook].sheets
    }

    /// The paths of all, relative to the folder.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.books.iter().map(|workbook| workbook.path.as_path())
    }

    /// Hands the rows of a sheet to the sink.
    pub(super) fn read(&mut self, workbook: usize, sheet: usize, sink: &mut dyn RowSink) {
        let book = self.take(workbook);
        let own = &mut self.books[workbook];
        let mut rows = Rows::new(sink, matches!(&book, Ok(Book::Xlsx(book)) if book.has_1904_epoch()));
        let mut book = match own.guarded().and(book) {
            Ok(book) => book,
            Err(message) => return rows.finish(Err(message)),
        };
        let name = &own.sheets[sheet];
        let read = match &mut book {
            Book::Xlsx(book) => stream(book, name, &mut rows),
            Book::Xls(book) => whole(book.as_mut(), name, &mut rows),
            Book::Ods(book) => whole(book.as_mut(), name, &mut rows),
        };
        rows.finish(read);
        self.keep(workbook, book);
    }

    /// Whether a sheet has no value.
    pub(super) fn is_blank(&mut self, workbook: usize, sheet: usize) -> bool {
        let book = self.take(workbook);
        let own = &mut self.books[workbook];
        let Ok(mut book) = own.guarded().and(book) else { return false };
        let name = &own.sheets[sheet];
        let is_blank = match &mut book {
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
        };
        self.keep(workbook, book);
        is_blank
    }

    /// The open book, opened again where it was closed.
    fn take(&mut self, workbook: usize) -> Result<Book, String> {
        let own = &mut self.books[workbook];
        match own.book.take() {
            Some(book) => {
                self.open -= 1;
                self.held -= own.weight;
                Ok(book)
            }
            None => own.opened(&self.root),
        }
    }

    /// Keeps a book open where there is room; the first ones stay, the others are opened each time.
    fn keep(&mut self, workbook: usize, book: Book) {
        let own = &mut self.books[workbook];
        if self.open < MOST_OPEN && self.held.saturating_add(own.weight) <= MOST_HELD {
            self.open += 1;
            self.held += own.weight;
            own.book = Some(book);
        }
    }
}

impl Workbook {
    fn opened(&self, root: &Path) -> Result<Book, String> {
        let full = root.join(&self.path);
        let file = files::open(&full)
            .map(BufReader::new)
            .map_err(|error| format!("файл не читается: {}", files::reason(&error)))?;
        Ok(match (self.container, self.guard.as_ref().map(|guard| guard.kind)) {
            (Container::Zip, Some(guard::Kind::Ods)) => {
                Book::Ods(Box::new(opened(file, |error: &OdsError| matches!(error, OdsError::Password))?))
            }
            (Container::Zip, _) => {
                Book::Xlsx(Box::new(opened(file, |error: &XlsxError| matches!(error, XlsxError::Password))?))
            }
            (Container::Ole, _) => {
                Book::Xls(Box::new(opened(file, |error: &XlsError| matches!(error, XlsError::Password))?))
            }
        })
    }

    /// Waits until the sheets were looked into.
    fn guarded(&mut self) -> Result<(), String> {
        self.guard.as_mut().map_or(Ok(()), Guard::sheets)
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
        Ok(Err(_)) | Err(GaveUp) => Err(unreadable()),
    }
}

/// What the library says of a broken file stands in the words of its format, and in English.
fn unreadable() -> String {
    "файл не читается как книга Excel: он обрывается или повреждён".to_owned()
}

/// Hands the cells of a sheet over as they are read.
fn stream(book: &mut Xlsx<Source>, name: &str, rows: &mut Rows<'_>) -> Result<(), String> {
    let damaged = |GaveUp| unreadable();
    let mut cells = match shielded(|| book.worksheet_cells_reader(name)).map_err(damaged)? {
        Ok(cells) => cells,
        // A sheet of charts.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(_) => return Err(unreadable()),
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
        read.map_err(damaged)?.map_err(|_| unreadable())?;
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
        Ok(Err(_)) | Err(GaveUp) => Err(unreadable()),
    }
}

/// Hands all cells of a sheet over, and the formulas that have no value.
fn whole<B: Reader<Source, Error: Display>>(
    book: &mut B,
    name: &str,
    rows: &mut Rows<'_>,
) -> Result<(), String> {
    let values = range(book, name)?;
    let (top, left) = values.start().unwrap_or_default();
    let place = |row: usize, column: usize| (top + row as u32, left + column as u32);
    let mut valueless: Vec<(u32, u32)> = match shielded(|| book.worksheet_formula(name)) {
        Ok(Ok(formulas)) => {
            let (top, left) = formulas.start().unwrap_or_default();
            let places = formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty());
            places
                .map(|(row, column, _)| (top + row as u32, left + column as u32))
                .filter(|place| values.get_value(*place).is_none_or(|value| *value == Data::Empty))
                .collect()
        }
        _ => Vec::new(),
    };
    valueless.sort_unstable();
    let mut valueless = valueless.into_iter().peekable();
    for (row, column, value) in values.used_cells() {
        let place = place(row, column);
        while let Some(formula) = valueless.next_if(|formula| *formula < place) {
            rows.put(formula, &Value::Nothing, true);
        }
        rows.put(place, &Value::from(value), false);
    }
    for formula in valueless {
        rows.put(formula, &Value::Nothing, true);
    }
    Ok(())
}
