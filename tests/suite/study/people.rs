//! Who is whom over the years, where little is known of anybody: nobody gets another's marks, and what is not
//! taken is told.

use super::{Sheet, Year, study};
use crate::harness::{Project, tool};
use serde_json::Value;

/// A year of one group, which began in 2023, with the students `id,Фамилия Имя Отчество,g1…` and one
/// discipline, whose marks are by student.
fn year(start: i32, students: &[&str], discipline: &str, marks: &str) -> Year {
    let year = Year::new(start).group("g1", "ИС", 2023).journal("j", "g1", discipline, "discipline", "exam");
    students.iter().fold(year, |year, row| year.student(row)).results("j", marks)
}

/// Physics in 2023, chemistry in 2024.
fn two_years(first: &[&str], marks: &str, second: &[&str]) -> Sheet {
    let project = Project::new();
    year(2023, first, "Физика", marks).seal(&project);
    let of_second: Vec<String> =
        second.iter().filter_map(|row| Some(format!("{} 5", row.split_once(',')?.0))).collect();
    year(2024, second, "Химия", &of_second.join(", ")).seal(&project);
    Sheet::of(&project, "g1")
}

impl Sheet {
    #[track_caller]
    fn physics(&self, student: &str) -> Option<&str> {
        let has_it = self.lines("column").into_iter().any(|line| line["title"] == "Физика");
        if !has_it {
            return None;
        }
        Some(self.cell(student, "Экзамены", "Физика")?.0)
    }

    #[track_caller]
    fn student(&self, id: &str) -> &Value {
        self.lines("student").into_iter().find(|line| line["id"] == id).expect("a student")
    }
}

#[test]
fn codes_given_anew_give_nobody_anothers_marks() {
    let first = ["s01,Алексеева Анна Петровна,g1", "s02,Смирнова Анна Игоревна,g1", "s03,Яшин Пётр Ильич,g1"];
    let second = ["s01,Смирнова Анна Игоревна,g1", "s02,Яшин Пётр Ильич,g1"];
    let sheet = two_years(&first, "s01 2, s02 5, s03 4", &second);
    assert_eq!((sheet.physics("s01"), sheet.physics("s02")), (Some("5"), Some("4")));
    assert_eq!(sheet.found_by("s01"), ["name", "group"]);
    assert_eq!(sheet.student("s01")["former_names"], serde_json::json!([]));
    let [note] = sheet.notes("refused")[..] else { panic!("{:?}", sheet.notes("refused")) };
    assert!(note.contains("тот же код") && note.contains("Смирнова") && note.contains("Найдены"), "{note}");
}

#[test]
fn half_a_name_loses_to_the_whole_one() {
    let first = ["s01,Алексеева Анна Игоревна,g1", "s02,Смирнова Анна Игоревна,g1"];
    let sheet = two_years(&first, "s01 2, s02 5", &["s01,Смирнова Анна Игоревна,g1"]);
    assert_eq!(sheet.physics("s01"), Some("5"));
    // Who bore the name is another person in the later year.
    let first = ["s01,Алексеева Анна Игоревна,g1", "s02,Яшин Пётр Ильич,g1"];
    let second =
        ["s01,Смирнова Анна Игоревна,g1", "s02,Яшин Пётр Ильич,g1", "s07,Алексеева Анна Игоревна,g1"];
    let sheet = two_years(&first, "s01 2, s02 4", &second);
    assert_eq!((sheet.physics("s01"), sheet.physics("s07")), (None, Some("2")));
    assert!(sheet.student("s01")["mean"].is_null());
}

#[test]
fn who_marries_is_one_person_where_ids_stay() {
    let first = ["s01,Алексеева Анна Игоревна,g1", "s02,Яшин Пётр Ильич,g1"];
    let second = ["s01,Смирнова Анна Игоревна,g1", "s02,Яшин Пётр Ильич,g1"];
    let sheet = two_years(&first, "s01 3, s02 4", &second);
    assert_eq!(sheet.physics("s01"), Some("3"));
    assert_eq!(sheet.student("s01")["mean"], 4.0);
    assert!(sheet.lines("note").iter().all(|note| note["code"] == "term"), "{:?}", sheet.lines("note"));
    // Where another's id is somebody else's, it is not known.
    let second = ["s01,Смирнова Анна Игоревна,g1", "s02,Орлов Иван Львович,g1"];
    let sheet = two_years(&first, "s01 3, s02 4", &second);
    assert_eq!((sheet.physics("s01"), sheet.physics("s02")), (None, None));
    let [note] = sheet.notes("ambiguous")[..] else { panic!("{:?}", sheet.notes("ambiguous")) };
    assert!(note.contains("Смирнова") && note.contains("Алексеева Анна Игоревна, код s01"), "{note}");
    assert!(sheet.student("s01")["mean"].is_null());
    // Her day of birth is hers alone.
    let first = ["s01,Алексеева Анна Игоревна,g1,,2007-05-05", "s02,Яшин Пётр Ильич,g1"];
    let second = ["s01,Смирнова Анна Игоревна,g1,,2007-05-05", "s02,Орлов Иван Львович,g1"];
    assert_eq!(two_years(&first, "s01 3, s02 4", &second).physics("s01"), Some("3"));
    // Twins have one, and are two.
    let first = ["s01,Белов Глеб Ильич,g1,,2007-05-05", "s02,Белов Олег Ильич,g1,,2007-05-05"];
    let sheet = two_years(&first, "s01 3, s02 4", &["s01,Белов Олег Ильич,g1,,2007-05-05"]);
    assert_eq!(sheet.physics("s01"), Some("4"));
}

/// After a leave somebody is in a group that began later, under a new id.
#[test]
fn who_began_earlier_than_the_group_is_looked_for() {
    let project = Project::new();
    Year::new(2022)
        .group("gA", "ИС-22", 2022)
        .student("a1,Орлов Пётр Ильич,gA,,,,2022-08-20")
        .student("a2,Белов Иван Ильич,gA,,,,2022-09-01")
        .journal("j", "gA", "Физика", "discipline", "exam")
        .results("j", "a1 4, a2 4")
        .seal(&project);
    let first = [
        "b1,Орлов Пётр Ильич,g1,,,,2022-09-01",
        "b2,Яшин Олег Ильич,g1,,,,2023-08-15",
        "b3,Пропавший Лев Ильич,g1,,,,2022-09-01",
    ];
    year(2023, &first, "Химия", "b1 5, b2 5, b3 5").seal(&project);
    let sheet = Sheet::of(&project, "g1");
    assert_eq!(sheet.physics("b1"), Some("4"));
    assert_eq!(sheet.found_by("b1"), ["name", "group"]);
    assert_eq!(sheet.student("b1")["mean"], 4.5);
    // Who was there too and is not found is told; who came later is not missed.
    let [note] = sheet.notes("not-found")[..] else { panic!("{:?}", sheet.notes("not-found")) };
    assert!(note.contains("2022/2023") && note.contains("Пропавший") && !note.contains("Яшин"), "{note}");
    assert!(sheet.student("b3")["mean"].is_null());
    assert_eq!(sheet.student("b2")["mean"], 5.0);
}

#[test]
fn an_exemption_takes_no_mark_away() {
    let project = Project::new();
    let students = ["s1,Орлов Пётр Ильич,g1", "s2,Белов Иван Ильич,g1", "s3,Яшин Олег Ильич,g1"];
    year(2023, &students, "Физика", "s1 5, s2 2").seal(&project);
    year(2024, &students, "Физика", "")
        .more(
            "releases",
            "student,journal,kind,from,until,order",
            &[
                "s1,j,exempt,2024-09-01,2025-07-04,5",
                "s2,j,exempt,2024-09-01,2025-07-04,5",
                "s3,j,exempt,2024-09-01,2025-07-04,5",
            ],
        )
        .seal(&project);
    let sheet = Sheet::of(&project, "g1");
    assert_eq!(["s1", "s2", "s3"].map(|id| sheet.physics(id)), [Some("5"), Some("2"), Some("осв")]);
    assert_eq!(sheet.student("s2")["debts"], 1);
}

#[test]
fn hours_that_no_plan_tells_are_not_nought() {
    let project = Project::new();
    let unplanned = |mut year: Year| {
        year.journals.iter_mut().for_each(|row| *row = row.replace(",4,", ",,"));
        year
    };
    let said = |project: &Project| {
        study(project, "g1", &["--quiet", "--file", "s.pdf"]).succeeds();
        let text = tool("pdftotext", &[project.path("s.pdf").to_str().expect("a path"), "-"]);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    unplanned(year(2023, &["s1,Орлов Пётр Ильич,g1"], "Физика", "s1 5")).seal(&project);
    let text = said(&project);
    assert!(text.contains("по плану —, дано 4"), "{text}");
    year(2024, &["s1,Орлов Пётр Ильич,g1"], "Химия", "s1 5").seal(&project);
    let text = said(&project);
    assert!(text.contains("по плану 4 (план за все годы известен по 1 из 2 дисциплин), дано 8"), "{text}");
}
