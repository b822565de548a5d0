//! The plan of an invented school, grades 1–11.

use super::{Class, Course, Season, Size, Whose};

const HEAD: &str = r#"# Настройки архива: школа, учебный год, кто подписывает. Даты вида 2024-09-02 или 02.09.2024.
organization:
  name: "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 30»"
  short_name: "МБОУ СОШ № 30"
  founder: "Администрация муниципального образования"
  city: "г. Краснодар"
  kind: school
academic_year: 2024/2025
closed_on: 2025-06-27
source: { system: "АИС «Сетевой город. Образование»", exported_at: 2025-06-26 }
case_index: "03-07"
signatories:
  director: { name: "С. Г. Ковалёва", position: "Директор" }
  deputy: { name: "И. Н. Белая", position: "Заместитель директора по учебно-воспитательной работе" }
  secretary: { name: "О. В. Лысенко", position: "Секретарь" }
holidays: [2024-11-04, 2025-02-24, 2025-05-01, 2025-05-02, 2025-05-08, 2025-05-09]
bells: { 1: "08:00-08:40", 2: "08:50-09:30", 3: "09:50-10:30", 4: "10:50-11:30", 5: "11:40-12:20", 6: "12:30-13:10" }
"#;

const SEASONS: &[Season] = &[
    Season {
        id: "q1", title: "1 четверть", start: (2024, 9, 2), end: (2024, 10, 27), set: "quarters"
    },
    Season {
        id: "q2", title: "2 четверть", start: (2024, 11, 5), end: (2024, 12, 29), set: "quarters"
    },
    Season {
        id: "q3", title: "3 четверть", start: (2025, 1, 9), end: (2025, 3, 23), set: "quarters"
    },
    Season {
        id: "q4", title: "4 четверть", start: (2025, 4, 1), end: (2025, 5, 26), set: "quarters"
    },
    Season {
        id: "h1", title: "1 полугодие", start: (2024, 9, 2), end: (2024, 12, 29), set: "halves"
    },
    Season {
        id: "h2", title: "2 полугодие", start: (2025, 1, 9), end: (2025, 5, 26), set: "halves"
    },
];

pub(super) fn plan(size: Size) -> (&'static str, &'static [Season], Vec<Class>) {
    (HEAD, SEASONS, (0..size.groups).map(|n| class(n, size.journals)).collect())
}

fn class(n: usize, journals: usize) -> Class {
    let grade = 1 + n % 11;
    let letter = ["А", "Б", "В", "Г", "Д", "Е", "Ж", "И"][n / 11 % 8];
    let round = n / 88;
    let set = if grade < 10 { "quarters" } else { "halves" };
    let leaves = if grade <= 9 { 2025 + 9 - grade } else { 2025 + 11 - grade };
    let name = if round == 0 { format!("{grade}{letter}") } else { format!("{grade}{letter}{round}") };
    let row = vec![
        ("name", name),
        ("grade", grade.to_string()),
        ("form", "очная".to_owned()),
        ("terms", set.to_owned()),
        ("grading", if grade == 1 { "none" } else { "marks" }.to_owned()),
        ("study_start", format!("{}-09-01", 2025 - grade as i32)),
        ("study_end", format!("{leaves}-06-30")),
    ];
    let courses = (0..journals).map(|n| course(n, grade)).collect();
    Class { row, set, marks: grade != 1, courses }
}

/// The electives of the grades from the first that has one.
const ELECTIVES: [&str; 7] = [
    "Занимательная математика",
    "Финансовая грамотность",
    "Черчение",
    "Основы программирования",
    "Практическая география",
    "Индивидуальный проект",
    "Основы медицинских знаний",
];

/// The grade in which somebody is taught at home.
const HOME: usize = 6;
/// The grade from which the last subject is an elective over classes.
const ELECTIVE: usize = 5;

fn course(n: usize, grade: usize) -> Course {
    const SUBJECTS: [(&str, usize, usize); 12] = [
        ("Русский язык", 0, 1),
        ("Математика", 0, 1),
        ("Иностранный язык", 1, 2),
        ("Иностранный язык", 2, 2),
        ("Литературное чтение", 0, 1),
        ("Окружающий мир", 0, 1),
        ("Физическая культура", 0, 1),
        ("Изобразительное искусство", 0, 1),
        ("Музыка", 0, 1),
        ("Труд (технология)", 0, 1),
        ("Разговоры о важном", 0, 1),
        ("Функциональная грамотность", 0, ELECTIVE),
    ];
    let (mut discipline, subgroup, from) = SUBJECTS[n % SUBJECTS.len()];
    let mut whose = match discipline {
        "Математика" if grade == HOME => Whose::AtSchool,
        "Функциональная грамотность" if grade >= ELECTIVE => Whose::Elective,
        _ => Whose::Everybody,
    };
    if grade >= 5 {
        discipline = match discipline {
            "Литературное чтение" => "Литература",
            "Окружающий мир" => "История",
            "Музыка" if grade > 8 => "Обществознание",
            "Изобразительное искусство" if grade > 7 => "Физика",
            "Функциональная грамотность" => ELECTIVES[grade - ELECTIVE],
            "Труд (технология)" if grade == HOME => {
                whose = Whose::AtHome;
                "Математика"
            }
            other => other,
        };
    }
    let attested = discipline != "Разговоры о важном" && grade >= from && grade > 1;
    // Subjects of one hour a week are marked by half-years.
    let one_hour = matches!(discipline, "Изобразительное искусство" | "Музыка" | "Обществознание");
    let is_exam = matches!(discipline, "Русский язык" | "Математика") && matches!(grade, 9 | 11);
    Course {
        discipline,
        index: if n < SUBJECTS.len() { String::new() } else { format!("{}", n / SUBJECTS.len() + 1) },
        kind: "subject",
        component: match whose {
            Whose::Elective => "elective",
            Whose::AtHome => "home",
            _ if attested || grade == 1 => "discipline",
            _ => "extracurricular",
        },
        module: "",
        subgroup,
        attested,
        final_form: if is_exam { "exam" } else { "none" },
        set: (one_hour && attested && grade < 10).then_some("halves"),
        whose,
        topics: &[
            "Повторение изученного",
            "Введение в тему",
            "Работа с текстом учебника",
            "Решение задач",
            "Практическая работа",
            "Закрепление материала",
            "Обобщение и систематизация",
            "Проверка знаний",
            "Работа над ошибками",
        ],
        homework: attested,
    }
}
