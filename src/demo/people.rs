//! A person put together of names.

use super::dice::Dice;
use super::names::{LAST, MEN, PATRONYMICS, WOMEN};

pub(super) struct Person {
    pub(super) last: String,
    pub(super) first: String,
    pub(super) patronymic: String,
}

impl Person {
    /// The n-th person of a list: family names come in their order, so that neighbours differ.
    pub(super) fn nth(dice: &mut Dice, n: usize) -> Person {
        let last = LAST[n % LAST.len()];
        let patronymic = dice.of(&PATRONYMICS);
        if dice.below(2) == 0 {
            Person {
                last: last.to_owned(),
                first: (*dice.of(&MEN)).to_owned(),
                patronymic: patronymic.0.to_owned(),
            }
        } else {
            Person {
                last: format!("{last}а"),
                first: (*dice.of(&WOMEN)).to_owned(),
                patronymic: patronymic.1.to_owned(),
            }
        }
    }
}
