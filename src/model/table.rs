//! What a table is: rows of one type, found by place or by id; and the macro that declares one.

use super::cell::{Context, Fault, Text};
use super::mark::fold;
use crate::diagnostics::Place;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::{cmp, fmt, hash, ops};

/// More columns than any table has.
pub const MAX_COLUMNS: usize = 20;

/// A reference to a row of a table, resolved at reading. Four bytes, and so is an `Option` of it.
pub struct Ref<T> {
    /// From 1.
    number: NonZeroU32,
    table: PhantomData<fn() -> T>,
}

impl<T> Ref<T> {
    /// The row of that index.
    pub fn new(index: usize) -> Ref<T> {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Ref { number: number.expect("fewer than 2^32 rows"), table: PhantomData }
    }

    /// The row's index in its table.
    pub fn index(self) -> usize {
        self.number.get() as usize - 1
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ref<T> {}
impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<T> Eq for Ref<T> {}
impl<T> PartialOrd for Ref<T> {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Ref<T> {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.number.cmp(&other.number)
    }
}
impl<T> hash::Hash for Ref<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index())
    }
}

/// The row whose id a record begins with (`lesson/student`), and the rest of the record. An id may hold
/// the sign that parts ids: the shortest beginning that is one is meant.
pub fn first_of_record<'r, T>(table: &Table<T>, record: &'r str) -> Option<(Ref<T>, &'r str)> {
    let ends = record.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at).chain([record.len()]);
    ends.into_iter().find_map(|end| match table.find(&record[..end]) {
        Found::Row(row) => Some((row, record.get(end + 1..).unwrap_or_default())),
        _ => None,
    })
}

/// A column as the contract has it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The header in a file.
    pub name: &'static str,
    /// The Russian headings that stand for it; the first one is its title.
    pub headings: &'static [&'static str],
    /// What a cell holds, in a word for `schema.json`: `text`, `date`, `reference`, ….
    pub kind: &'static str,
    /// Whether every row must have a value.
    pub required: bool,
    /// The table that the value names a row of.
    pub reference: Option<&'static str>,
    /// The words that it takes, each with what a person reads for it; empty where it takes others too.
    pub words: &'static [(&'static str, &'static str)],
}

impl Column {
    /// What a person reads for it.
    pub fn title(&self) -> &'static str {
        self.headings[0]
    }

    /// Whether a folded heading is this column's.
    pub fn is_headed(&self, heading: &str) -> bool {
        self.name.replace('_', " ") == heading || self.headings.iter().any(|own| fold(own) == heading)
    }
}

/// One row of one table.
pub trait Row: Sized + 'static {
    /// The table's name in the contract.
    const NAME: &'static str;
    /// The table's names in Russian; the first one is its title.
    const TITLES: &'static [&'static str];
    /// The table's columns, in the contract's order.
    const COLUMNS: &'static [Column];
    /// The columns whose values, joined by `/`, name a row in a diagnostic.
    const RECORD: &'static [&'static str];

    /// Makes a row of cells, which come in the order of [`Row::COLUMNS`], `""` where absent.
    /// `fault` hears of each cell that is wrong; a row with a fault is `None`, as is a row that
    /// refers to a row that was itself wrong.
    fn parse(
        place: Place,
        cells: &[&str],
        context: &mut Context<'_>,
        fault: &mut dyn FnMut(usize, Fault),
    ) -> Option<Self>;

    /// The text of a cell, in the one form that the normalised data has.
    fn cell(&self, column: usize, archive: &super::Archive) -> String;

    /// Where the row stands.
    fn place(&self) -> Place;

    /// Whether the first column is the table's id.
    fn has_id() -> bool {
        Self::COLUMNS[0].name == "id"
    }

    /// The table as people call it: «marks («Отметки»)».
    fn label() -> String {
        format!("{} («{}»)", Self::NAME, Self::TITLES[0])
    }

    /// The column of that name.
    fn column(name: &str) -> Option<usize> {
        Self::COLUMNS.iter().position(|column| column.name == name)
    }

    /// The column that a heading stands for: its name or one of its Russian headings; case, ё and
    /// `_` do not matter.
    fn headed(heading: &str) -> Option<usize> {
        let heading = fold(&heading.replace('_', " "));
        Self::COLUMNS.iter().position(|column| column.is_headed(&heading))
    }

    /// The row's name in a diagnostic, of its cells' texts: the columns of [`Row::RECORD`], and
    /// the number of a second or later mark.
    fn record_of(cell: impl Fn(usize) -> String) -> String {
        let mut parts: Vec<String> =
            Self::RECORD.iter().filter_map(|name| Self::column(name)).map(&cell).collect();
        if let Some(n) = Self::column("n").map(cell).filter(|n| !n.is_empty() && n != "1") {
            parts.push(n);
        }
        parts.retain(|part| !part.is_empty());
        parts.join("/")
    }

    /// The row's name in a diagnostic.
    fn record(&self, archive: &super::Archive) -> String {
        Self::record_of(|column| self.cell(column, archive))
    }
}

/// The rows of a table in the order in which they were read, and their ids.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Vec<T>,
    ids: HashMap<Text, Option<Ref<T>>, foldhash::fast::RandomState>,
    incomplete: bool,
    lost: usize,
    broken: BTreeSet<Box<str>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table {
            rows: Vec::new(),
            ids: HashMap::default(),
            incomplete: false,
            lost: 0,
            broken: BTreeSet::new(),
        }
    }
}

/// What an id leads to.
pub enum Found<T> {
    /// A row of the model.
    Row(Ref<T>),
    /// A row that is declared and was wrong itself: what refers to it is not.
    Broken,
    /// No row has this id.
    Nothing,
}

impl<T> Table<T> {
    /// Adds a row.
    pub fn push(&mut self, row: T) -> Ref<T> {
        self.rows.push(row);
        Ref::new(self.rows.len() - 1)
    }

    /// Puts a row in the place of another, whose id, where the table has ids, it must bear.
    pub fn replace(&mut self, old: Ref<T>, row: T) {
        self.rows[old.index()] = row;
    }

    /// Declares an id; `row` is `None` for a row that was wrong. `false` where the id was declared
    /// before: the first one holds.
    pub fn declare(&mut self, id: Text, row: Option<Ref<T>>) -> bool {
        match self.ids.entry(id) {
            Entry::Occupied(_) => false,
            Entry::Vacant(entry) => {
                entry.insert(row);
                true
            }
        }
    }

    /// Whether a row, right or wrong, has this id.
    pub fn declares(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The row of an id, where it is right.
    pub fn row_of(&self, id: &str) -> Option<&T> {
        self.ids.get(id).copied().flatten().map(|row| &self[row])
    }

    /// Looks an id up.
    pub fn find(&self, id: &str) -> Found<T> {
        match self.ids.get(id) {
            Some(Some(row)) => Found::Row(*row),
            Some(None) => Found::Broken,
            None if self.incomplete => Found::Broken,
            None => Found::Nothing,
        }
    }

    /// Says that a row of that record was wrong, or that there are two of it.
    pub fn mark_broken(&mut self, record: &str) {
        self.broken.insert(record.into());
    }

    /// The records of the rows that were wrong, in byte order.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        self.broken.iter().map(|record| &**record)
    }

    /// Whether a row was wrong whose record is this one or begins with it and a `/`, or whether rows
    /// were lost: what hangs on it cannot be judged.
    pub fn is_doubtful(&self, record: &str) -> bool {
        if self.broken.is_empty() {
            return self.incomplete;
        }
        let below = format!("{record}/");
        self.incomplete
            || self.broken.contains(record)
            || self
                .broken
                .range(below.clone().into_boxed_str()..)
                .next()
                .is_some_and(|broken| broken.starts_with(&below))
    }

    /// Whether nobody knows how many rows were lost.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// How many rows were lost with their ids: they were wrong, or another row's stood there. As many
    /// ids may be referred to and are not there ([`Unsure`]).
    ///
    /// [`Unsure`]: crate::diagnostics::Unsure
    pub fn lost(&self) -> usize {
        self.lost
    }

    /// Says that a row was lost with its id.
    pub fn mark_lost(&mut self) {
        self.lost += 1;
    }

    /// Says that nobody knows how many rows were lost, so that no reference can be called dangling.
    pub fn mark_incomplete(&mut self) {
        self.incomplete = true;
    }

    /// The id most like a wrong one, where one is like it at all.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        // Of another length by more than two letters none is near; comparing long ones takes long.
        let length = id.chars().count();
        let is_near = |known: &&Text| known.chars().count().abs_diff(length) <= 2;
        // Excel takes the zeros off «007».
        let is_number = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
        let is_same =
            |known: &&Text| is_number(known) && known.trim_start_matches('0') == id.trim_start_matches('0');
        if length <= 64
            && is_number(id)
            && let Some(known) = self.ids.keys().filter(is_same).min()
        {
            return Some(known);
        }
        // The smallest (distance, id) does not depend on the order in which ids come.
        self.ids
            .keys()
            .filter(|known| length <= 64 && is_near(known))
            .map(|known| (strsim::osa_distance(id, known), &**known))
            .filter(|(distance, known)| *distance <= 2.min(known.chars().count() / 2))
            .min()
            .map(|(_, known)| known)
    }

    /// All rows, in the order in which they were read.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T> + DoubleEndedIterator + Clone {
        self.rows.iter()
    }

    /// All rows with their references.
    pub fn refs(&self) -> impl ExactSizeIterator<Item = (Ref<T>, &T)> {
        self.rows.iter().enumerate().map(|(index, row)| (Ref::new(index), row))
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<T> ops::Index<Ref<T>> for Table<T> {
    type Output = T;
    fn index(&self, row: Ref<T>) -> &T {
        &self.rows[row.index()]
    }
}

/// Declares a table: the struct of its row, with one field a column, and its [`Row`].
macro_rules! table {
    (
        $(#[doc = $doc:literal])+
        $name:literal / $($title:literal)|+ by [$($record:literal),+] $row:ident {
            $($(#[doc = $column_doc:literal])+ $column:ident / $($heading:literal)|+ : $cell:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $row {
            /// Where the row stands.
            pub place: $crate::diagnostics::Place,
            $($(#[doc = $column_doc])+ pub $column: $cell,)+
        }

        impl $crate::model::table::Row for $row {
            const NAME: &'static str = $name;
            const TITLES: &'static [&'static str] = &[$($title),+];
            const COLUMNS: &'static [$crate::model::table::Column] = &[
                $($crate::model::table::Column {
                    name: stringify!($column),
                    headings: &[$($heading),+],
                    kind: <$cell as $crate::model::cell::Cell>::KIND,
                    required: <$cell as $crate::model::cell::Cell>::REQUIRED,
                    reference: <$cell as $crate::model::cell::Cell>::REFERENCE,
                    words: <$cell as $crate::model::cell::Cell>::WORDS,
                },)+
            ];
            const RECORD: &'static [&'static str] = &[$($record),+];

            fn parse(
                place: $crate::diagnostics::Place,
                cells: &[&str],
                context: &mut $crate::model::cell::Context<'_>,
                fault: &mut dyn FnMut(usize, $crate::model::cell::Fault),
            ) -> Option<Self> {
                let mut column = 0;
                $(
                    let $column = $crate::model::cell::take::<$cell>(cells[column], column, context, fault);
                    column += 1;
                )+
                let _ = column;
                Some($row { place, $($column: $column?,)+ })
            }

            fn cell(&self, column: usize, archive: &$crate::model::Archive) -> String {
                let mut index = 0;
                $(
                    if index == column {
                        return $crate::model::cell::Cell::write(&self.$column, archive);
                    }
                    index += 1;
                )+
                unreachable!("a table has {index} columns")
            }

            fn place(&self) -> $crate::diagnostics::Place {
                self.place
            }
        }
    };
}
pub(crate) use table;
