//! The rows of a table: cells set in lines, and which rows stand together under a cell of several.

use super::cell::Cell;
use super::faces::SetCell;
use super::layout::Table;
use typst::layout::Abs;

/// Cells set in lines, and how high that is.
pub(super) struct Row {
    pub(super) cells: Vec<SetCell>,
    pub(super) height: Abs,
    /// How high the row is with those that follow it on the same page.
    pub(super) together: Abs,
    /// The columns whose cells go on in the next row.
    pub(super) goes_on: Vec<usize>,
}

impl Row {
    /// Whether no cell of a row above reaches into it.
    pub(super) fn is_first(&self) -> bool {
        self.cells.iter().all(|cell| !cell.is_covered)
    }
}

/// Puts empty cells where a cell of several rows reaches, so that every row has a cell for each of its
/// columns.
pub(super) fn cover(rows: &mut [Vec<Cell>], columns: usize) {
    // How many more rows each column is taken for.
    let mut taken = vec![0; columns];
    let count = rows.len();
    for (n, row) in rows.iter_mut().enumerate() {
        let mut given = std::mem::take(row).into_iter();
        let mut at = 0;
        while at < columns {
            if taken[at] > 0 {
                taken[at] -= 1;
                row.push(Cell { is_covered: true, ..Cell::default() });
                at += 1;
                continue;
            }
            let mut cell = given.next().unwrap_or_default();
            let free = taken[at..].iter().take_while(|rows| **rows == 0).count();
            cell.columns = cell.columns.min(free);
            cell.rows = cell.rows.min(count - n);
            taken[at..at + cell.columns].fill(cell.rows - 1);
            at += cell.columns;
            row.push(cell);
        }
    }
}

/// Sets all rows; what would not stand together within `room` is not held together.
pub(super) fn set(table: &mut Table<'_>, cells: Vec<Vec<Cell>>, room: Abs) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(cells.len());
    // The cells of several rows: which row, which cell, how many rows.
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    for (n, cells) in cells.into_iter().enumerate() {
        let reaching = cells.iter().enumerate().filter(|(_, cell)| cell.rows > 1);
        spans.extend(reaching.map(|(at, cell)| (n, at, cell.rows)));
        rows.push(row(table, cells));
    }
    for (first, end) in blocks(&spans) {
        // They come in the order of their rows.
        let own = spans.partition_point(|(n, ..)| *n < first)..spans.partition_point(|(n, ..)| *n < end);
        join(table, &mut rows[first..end], first, &spans[own], room);
    }
    rows
}

/// The stretches of rows that cells hold together: the first, and the one behind the last.
fn blocks(spans: &[(usize, usize, usize)]) -> Vec<(usize, usize)> {
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    for (n, _, count) in spans {
        match blocks.last_mut() {
            Some((_, end)) if n < end => *end = (*end).max(n + count),
            _ => blocks.push((*n, n + count)),
        }
    }
    blocks
}

/// Makes rows stand together under the cells of several that are among them.
fn join(table: &Table<'_>, rows: &mut [Row], first: usize, spans: &[(usize, usize, usize)], room: Abs) {
    let mut heights: Vec<Abs> = rows.iter().map(|row| row.height).collect();
    for (n, at, count) in spans {
        let (n, end) = (n - first, n - first + count);
        let lacking = table.body.height(&rows[n].cells[*at].lines) - heights[n..end].iter().copied().sum();
        heights[end - 1] += lacking.max(Abs::zero());
    }
    if heights.iter().copied().sum::<Abs>() > room {
        // Each for itself: a cell of several becomes one of its first row.
        for row in rows {
            for cell in &mut row.cells {
                (cell.rows, cell.is_covered) = (1, false);
                row.height = row.height.max(table.body.height(&cell.lines));
            }
            row.together = row.height;
        }
        return;
    }
    for (row, height) in rows.iter_mut().zip(&heights) {
        (row.height, row.together) = (*height, *height);
    }
    rows[0].together = heights.iter().copied().sum();
    for (n, at, count) in spans {
        let (n, end) = (n - first, n - first + count);
        rows[n].cells[*at].height = heights[n..end].iter().copied().sum();
        let column: usize = rows[n].cells[..*at].iter().map(|cell| cell.columns).sum();
        let columns = column..column + rows[n].cells[*at].columns;
        rows[n..end - 1].iter_mut().for_each(|row| row.goes_on.extend(columns.clone()));
    }
}

fn row(table: &mut Table<'_>, cells: Vec<Cell>) -> Row {
    let mut left = table.widths.as_slice();
    let mut set = Vec::with_capacity(left.len());
    let least = cells.iter().map(|cell| cell.height).fold(table.row_height, Abs::max);
    for mut cell in cells.into_iter().chain(std::iter::repeat(Cell::default())) {
        cell.columns = cell.columns.min(left.len());
        let (own, rest) = left.split_at(cell.columns);
        if own.is_empty() {
            break;
        }
        set.push(table.body.set(&cell, own.iter().copied().sum(), table.shrink));
        left = rest;
    }
    measured(table, set, least)
}

/// A row as high as its highest cell; those of several rows are not measured.
fn measured(table: &Table<'_>, cells: Vec<SetCell>, least: Abs) -> Row {
    let alone = cells.iter().filter(|cell| cell.rows <= 1);
    let height = alone.map(|cell| table.body.height(&cell.lines)).fold(least, Abs::max);
    Row { cells, height, together: height, goes_on: Vec::new() }
}

/// As many lines of a row as fit into a height, and the row of the others.
pub(super) fn part(table: &Table<'_>, row: Row, height: Abs) -> (Row, Row) {
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for mut cell in row.cells {
        let kept = table.body.fitting(&cell.lines, height);
        let rest = cell.lines.split_off(kept);
        lower.push(SetCell { lines: rest, ..cell });
        upper.push(SetCell { lines: cell.lines, ..cell });
    }
    (measured(table, upper, table.row_height), measured(table, lower, table.row_height))
}
