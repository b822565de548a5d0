//! What things are called in a college and in a school.

use super::{MovementKind, Settings};
use serde::Serialize;

/// What a group, a lesson and a teacher are called.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Wording {
    /// Whether they are a school's.
    pub is_school: bool,
    /// «Группа», «Класс».
    pub group: &'static str,
    /// «группы», «класса».
    pub of_group: &'static str,
    /// «группе», «классе».
    pub in_group: &'static str,
    /// «о группе», «о классе».
    pub about_group: &'static str,
    /// «Группы», «Классы».
    pub groups: &'static str,
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
    /// «Дисциплина», «Предмет».
    pub subject: &'static str,
    /// «Дисциплины», «Предметы».
    pub subjects: &'static str,
    /// «Журнал учебных занятий», «Классный журнал».
    pub journal: &'static str,
    /// «Сводная ведомость промежуточной аттестации», «Сводная ведомость учёта успеваемости».
    pub year_sheet: &'static str,
}

impl Wording {
    /// The words of the organisation's kind.
    pub fn of(settings: &Settings) -> Wording {
        if settings.is_school() {
            Wording {
                is_school: true,
                group: "Класс",
                of_group: "класса",
                in_group: "классе",
                about_group: "о классе",
                groups: "Классы",
                lessons: "Уроки",
                of_lessons: "уроков",
                book: "алфавитной",
                teacher: "Учитель",
                teachers: "Учителя",
                by_teachers: "учителям",
                curator: "Классный руководитель",
                subject: "Предмет",
                subjects: "Предметы",
                journal: "Классный журнал",
                year_sheet: "Сводная ведомость учёта успеваемости",
            }
        } else {
            Wording {
                is_school: false,
                group: "Группа",
                of_group: "группы",
                in_group: "группе",
                about_group: "о группе",
                groups: "Группы",
                lessons: "Занятия",
                of_lessons: "занятий",
                book: "поимённой",
                teacher: "Преподаватель",
                teachers: "Преподаватели",
                by_teachers: "преподавателям",
                curator: "Куратор группы",
                subject: "Дисциплина",
                subjects: "Дисциплины",
                journal: "Журнал учебных занятий",
                year_sheet: "Сводная ведомость промежуточной аттестации",
            }
        }
    }

    /// What a movement is called: a school has classes where a college has courses.
    pub fn movement(&self, kind: MovementKind) -> &'static str {
        match kind {
            MovementKind::Promoted if self.is_school => "перевод в следующий класс",
            other => other.label(),
        }
    }
}
