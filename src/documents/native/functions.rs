//! What templates can call beside typst's own functions: Russian, so that it is not written twice.

use crate::words;
use typst::foundations::{Scope, func};

/// Adds them to the templates' scope.
pub(super) fn define(scope: &mut Scope) {
    scope.define_func::<spelled>();
    scope.define_func::<counted>();
    scope.define_func::<decimal>();
    scope.define_func::<mean>();
    scope.define_func::<percent>();
}

/// A whole number in words: `spelled(142)` is «сто сорок два».
#[func]
fn spelled(
    /// The number.
    number: usize,
) -> typst::ecow::EcoString {
    words::spelled(number).into()
}

/// The noun's form after a number: `counted(142, "лист", "листа", "листов")` is «листа».
#[func]
fn counted(
    /// The number.
    number: usize,
    /// After one.
    one: typst::ecow::EcoString,
    /// After two to four.
    few: typst::ecow::EcoString,
    /// After many.
    many: typst::ecow::EcoString,
) -> typst::ecow::EcoString {
    words::noun(number, [&one, &few, &many]).into()
}

/// A number as people write it: `decimal(3.456)` is «3,46».
#[func]
fn decimal(
    /// The number.
    number: f64,
) -> typst::ecow::EcoString {
    words::decimal(number).into()
}

/// A mean with both places: `mean(4.0)` is «4,00».
#[func]
fn mean(
    /// The number.
    number: f64,
) -> typst::ecow::EcoString {
    words::mean(number).into()
}

/// A share of 0–1 in whole percent: `percent(0.913)` is «91 %».
#[func]
fn percent(
    /// The share.
    share: f64,
) -> typst::ecow::EcoString {
    words::percent(share).into()
}
