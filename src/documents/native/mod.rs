//! What templates can call beside typst's own functions, laid out or worked out here.
//!
//! Templates stay typst; what nine tenths of the pages are made of is ours, because typst's
//! own tables take ten times as long (docs/typesetting.md has the figures). [`ruled`] is a
//! table, [`plain`] a text of one style, [`stamp`] the place of a sheet's number: blocks like any other.
//! [`typeface`] shapes words, [`wrap`] breaks texts into lines, [`texts`] puts them into frames. Frames carry
//! no structure: for documents that do, `templates/documents/tagged.typ` has the same functions made of
//! typst's own elements.

mod functions;
mod plain;
mod ruled;
pub(super) mod stamp;
mod texts;
mod typeface;
mod wrap;

pub(super) use ruled::{CellData, HeadingData, StyledData};

use typst::foundations::Scope;

/// Puts all of them into the templates' scope.
pub(super) fn define(scope: &mut Scope) {
    functions::define(scope);
    scope.define_func::<stamp::sheet_number>();
    scope.define_func::<plain::plain>();
    scope.define_func::<ruled::ruled>();
}
