//! The families in which journals are kept and printed (S1.9: «журналы теоретических занятий и журналы
//! учёта обучения по профессиональным модулям»).

use super::settings::Settings;
use super::{Component, Journal, JournalKind};
use serde::Serialize;

/// A family of journals (семейство журналов).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// A school's one journal of a class.
    Class,
    /// Disciplines.
    Theory,
    /// Professional modules: interdisciplinary courses, practices, the modules' examinations.
    Modules,
}

impl Family {
    /// The family of a journal.
    pub fn of(settings: &Settings, journal: &Journal) -> Family {
        let is_part_of_module = matches!(
            journal.component,
            Some(
                Component::Mdk
                    | Component::EduPractice
                    | Component::ProdPractice
                    | Component::PreDiploma
                    | Component::ModuleExam
            )
        );
        let is_kind = matches!(journal.kind, JournalKind::Module | JournalKind::Practice);
        match settings.is_school() {
            true => Family::Class,
            false if journal.module.is_some() || is_part_of_module || is_kind => Family::Modules,
            false => Family::Theory,
        }
    }

    /// What its volume is called.
    pub fn title(self) -> &'static str {
        match self {
            Family::Class => "Классный журнал",
            Family::Theory => "Журнал теоретических занятий",
            Family::Modules => "Журнал учёта обучения по профессиональным модулям",
        }
    }

    /// What its files are called.
    pub fn id(self) -> &'static str {
        match self {
            Family::Class => "class",
            Family::Theory => "theory",
            Family::Modules => "modules",
        }
    }
}
