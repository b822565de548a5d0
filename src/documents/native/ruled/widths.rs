//! How wide the columns are.

use super::cell::Cell;
use super::element::RuledElem;
use super::faces::Faces;
use super::header::headings;
use typst::foundations::{Resolve, StyleChain};
use typst::layout::{Abs, Sizing};

/// How much of its natural width a heading has at least in a column that is as wide as its cells.
const HEADING: f64 = 0.6;
/// How much of the page `auto` columns take at most where there are fractions.
const MOST: f64 = 2.0 / 3.0;

/// The widths of the columns. Where `auto` ones leave no room for the others, they are narrowed; what the
/// fractions do not need the `auto` ones get.
pub(super) fn widths(
    table: &RuledElem,
    rows: &[Vec<Cell>],
    styles: StyleChain,
    whole: Abs,
    head: &mut Faces<'_>,
    body: &mut Faces<'_>,
) -> Vec<Abs> {
    let sizings = &table.columns.0;
    let is_auto = |sizing: &Sizing| *sizing == Sizing::Auto;
    let headings = headings(table);
    // As wide as the widest cell; a heading stands on two lines, or as many as its longest word makes it.
    let mut natural = |n: usize| {
        let mut widest = Abs::zero();
        for own in rows.iter().filter_map(|row| alone(row, n)) {
            widest = widest.max(body.natural_width(own));
        }
        // An empty column of a fraction is for a hand that writes, and keeps its room.
        if widest == Abs::zero() && !is_auto(&sizings[n]) {
            return widest;
        }
        let inset = 2.0 * body.inset.x;
        let Some(heading) = headings.first().filter(|_| headings.len() == 1).and_then(|row| row.get(n))
        else {
            return widest + inset;
        };
        let least = head.least_width(&heading.cell).max(head.natural_width(&heading.cell) * HEADING);
        widest.max(least) + inset
    };
    let mut widths: Vec<Abs> = Vec::new();
    for (n, sizing) in sizings.iter().enumerate() {
        widths.push(match sizing {
            Sizing::Rel(rel) => rel.resolve(styles).relative_to(whole),
            Sizing::Fr(_) => Abs::zero(),
            Sizing::Auto => natural(n),
        });
    }
    let fraction = |sizing: &Sizing| if let Sizing::Fr(fr) = sizing { fr.get() } else { 0.0 };
    let fractions: f64 = sizings.iter().map(fraction).sum();
    let fixed: Abs = widths.iter().copied().sum();
    let most = if fractions > 0.0 { whole * MOST } else { whole };
    let autos: Abs =
        widths.iter().zip(sizings).filter(|(_, own)| is_auto(own)).map(|(width, _)| *width).sum();
    if fixed > most && autos > Abs::zero() {
        let factor = ((most - (fixed - autos)) / autos).max(0.1);
        for (width, _) in widths.iter_mut().zip(sizings).filter(|(_, own)| is_auto(own)) {
            *width *= factor;
        }
    }
    if fractions == 0.0 {
        return widths;
    }
    let left = (whole - widths.iter().copied().sum::<Abs>()).max(Abs::zero());
    let count = sizings.iter().filter(|own| is_auto(own)).count();
    for (n, sizing) in sizings.iter().enumerate().filter(|(_, own)| fraction(own) > 0.0) {
        let share = left * (fraction(sizing) / fractions);
        let needed = if count > 0 { natural(n) } else { Abs::zero() };
        widths[n] = if needed > Abs::zero() { share.min(needed) } else { share };
    }
    if count > 0 {
        let spare = (whole - widths.iter().copied().sum::<Abs>()).max(Abs::zero());
        for (width, _) in widths.iter_mut().zip(sizings).filter(|(_, own)| is_auto(own)) {
            *width += spare / count as f64;
        }
    }
    widths
}

/// The cell of a column; `None` where the row has none, or one that stands over several.
fn alone(row: &[Cell], column: usize) -> Option<&Cell> {
    let mut at = 0;
    let own = row.iter().find(|cell| {
        let is_here = at == column;
        at += cell.columns;
        is_here || at > column
    });
    own.filter(|cell| cell.columns == 1 && at == column + 1)
}
