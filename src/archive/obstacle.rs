//! Why an archive must not be destroyed.

use super::register::Holds;
use crate::words;
use chrono::NaiveDate;
use std::fmt;

/// Something that stands in the way of a destruction on a day. It is shown as a sentence without the archive's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A later version sealed it, and knows what its term is.
    NotOurs,
    /// Its term is not known.
    NoTerm,
    /// Its term lasts until this day.
    NotEnded(NaiveDate),
    /// Its term has ended, but the act was drawn up when it, as is known now, had not.
    EarlyAct {
        /// The act.
        act: u32,
        /// The last day of the term.
        until: NaiveDate,
    },
    /// The act selected the sheets with the journals when their term, as is known now, had not ended.
    EarlySheets {
        /// The act.
        act: u32,
        /// The last day of the term of the sheets; `None` where it is not known any more.
        until: Option<NaiveDate>,
    },
    /// It is held, and why.
    Held(String),
    /// A later version did something with it that is not understood.
    Unclear,
}

impl Obstacle {
    /// Whether it goes away by itself, with time or with the data of later years.
    pub fn is_of_term(&self) -> bool {
        matches!(self, Obstacle::NotOurs | Obstacle::NoTerm | Obstacle::NotEnded(_))
    }

    /// What a destruction was that happened in spite of it, in Russian; `None` where a later version may know
    /// better.
    pub fn breach(&self) -> Option<&'static str> {
        match self {
            Obstacle::NotOurs | Obstacle::Unclear => None,
            Obstacle::NoTerm | Obstacle::NotEnded(_) => Some("до конца срока хранения"),
            Obstacle::EarlyAct { .. } => Some("по акту, составленному до конца срока хранения"),
            Obstacle::EarlySheets { .. } => Some("вместе с ведомостями до конца срока их хранения"),
            Obstacle::Held(_) => Some("вопреки запрету"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::NotOurs => f.write_str(Holds::NOT_OURS),
            Obstacle::NoTerm => {
                f.write_str("срок хранения не вычислен: не у всех групп указан конец обучения")
            }
            Obstacle::NotEnded(until) => {
                write!(f, "срок хранения не истёк, хранить по {}", words::date(*until))
            }
            Obstacle::EarlyAct { act, until } => write!(
                f,
                "акт № {act} составлен, когда срок ещё не истёк (теперь известно, что хранить надо было по {}): отзовите его и составьте новый",
                words::date(*until)
            ),
            Obstacle::EarlySheets { act, until } => {
                let until = until.map_or("срок не вычислен".to_owned(), |day| {
                    format!("хранить по {}", words::date(day))
                });
                write!(
                    f,
                    "по акту № {act} вместе с журналами уничтожаются и ведомости, а их срок тогда не истёк (теперь известно: {until}): отзовите акт и составьте новый"
                )
            }
            Obstacle::Held(reason) => write!(f, "уничтожать запрещено ({reason})"),
            Obstacle::Unclear => {
                f.write_str("с ним что-то сделала более новая версия программы: возьмите её")
            }
        }
    }
}
