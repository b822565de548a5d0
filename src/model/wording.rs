//! What things are called in a college and in a school.

use super::{MovementKind, Settings};
use serde::Serialize;

/// What a group, a lesson and a teacher are called.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Wording {
    /// «Группа», «Класс».
    pub group: &'static str,
    /// «группы», «класса».
    pub of_group: &'static str,
    /// «группе», «классе».
    pub in_group: &'static str,
    /// «о группе», «о классе».
    pub about_group: &'static str,
    /// «Занятия», «Уроки».
    pub lessons: &'static str,
    /// «занятий», «уроков».
    pub of_lessons: &'static str,
    /// The book of all who ever studied here: «поимённой», «алфавитной».
    pub book: &'static str,
    /// «Преподаватель», «Учитель».
    pub teacher: &'static str,
    /// «Преподаватели», «Учителя».
    pub teachers: &'static str,
    /// «преподавателям», «учителям».
    pub by_teachers: &'static str,
    /// «Куратор», «Классный руководитель».
    pub curator: &'static str,
    /// «Журнал учебных занятий», «Классный журнал».
    pub journal: &'static str,
}

impl Wording {
    /// The words of the organisation's kind.
    pub fn of(settings: &Settings) -> Wording {
        if settings.is_school() {
            Wording {
                group: "Класс",
                of_group: "класса",
                in_group: "классе",
                about_group: "о классе",
                lessons: "Уроки",
                of_lessons: "уроков",
                book: "алфавитной",
                teacher: "Учитель",
                teachers: "Учителя",
                by_teachers: "учителям",
                curator: "Классный руководитель",
                journal: "Классный журнал",
            }
        } else {
            Wording {
                group: "Группа",
                of_group: "группы",
                in_group: "группе",
                about_group: "о группе",
                lessons: "Занятия",
                of_lessons: "занятий",
                book: "поимённой",
                teacher: "Преподаватель",
                teachers: "Преподаватели",
                by_teachers: "преподавателям",
                curator: "Куратор группы",
                journal: "Журнал учебных занятий",
            }
        }
    }

    /// What a movement is called: a school has classes where a college has courses.
    pub fn movement(&self, kind: MovementKind) -> &'static str {
        match kind {
            MovementKind::Promoted if self.group == "Класс" => "перевод в следующий класс",
            other => other.label(),
        }
    }
}
