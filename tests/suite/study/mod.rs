//! The sheet of the whole term of study (D5), from small colleges whose years are sealed into one store.

mod college;
mod people;

use crate::harness::{Project, Run};
use serde_json::Value;

/// The tables of a year, row by row.
#[derive(Default)]
struct Year {
    start: i32,
    groups: Vec<String>,
    students: Vec<String>,
    journals: Vec<String>,
    results: Vec<String>,
    more: Vec<(&'static str, &'static str, Vec<String>)>,
}

const GROUPS: &str = "id,name,course,study_start,study_end,program,program_code,qualification";
const STUDENTS: &str = "id,last_name,first_name,patronymic,group,record_no,birth_date,left,enrolled";
const JOURNALS: &str = "id,group,discipline,kind,component,subgroup,teacher,planned_hours,final_form";
const MOVEMENTS: &str = "student,date,kind,order,from,to,to_organization";

impl Year {
    fn new(start: i32) -> Year {
        Year { start, ..Year::default() }
    }

    /// A group of those who began in a year.
    fn group(mut self, id: &str, name: &str, began: i32) -> Year {
        let (course, end) = (self.start - began + 1, began + 3);
        self.groups.push(format!(
            "{id},{name},{course},{began}-09-01,{end}-06-30,Информационные системы,09.02.07,программист"
        ));
        self
    }

    /// `id,Фамилия Имя Отчество,group,record_no,birth_date`, and the days on which he or she left and was
    /// enrolled.
    fn student(mut self, row: &str) -> Year {
        let row = row.replace(' ', ",");
        let more = STUDENTS.matches(',').count() - row.matches(',').count();
        self.students.push(row + &",".repeat(more));
        self
    }

    fn journal(mut self, id: &str, group: &str, discipline: &str, component: &str, form: &str) -> Year {
        self.journals.push(format!("{id},{group},{discipline},theory,{component},,t1,4,{form}"));
        self
    }

    /// Results of one journal: `student mark, student mark`.
    fn results(mut self, journal: &str, rows: &str) -> Year {
        for (student, mark) in rows.split(", ").filter_map(|row| row.split_once(' ')) {
            self.results.push(format!("{journal},{student},year,{mark}"));
        }
        self
    }

    fn more(mut self, table: &'static str, header: &'static str, rows: &[&str]) -> Year {
        self.more.push((table, header, rows.iter().map(|row| (*row).to_owned()).collect()));
        self
    }

    /// Writes the year as the project's input, builds and seals it.
    fn seal(self, project: &Project) {
        let Year { start, groups, students, journals, results, more } = self;
        let end = start + 1;
        if project.path("input").exists() {
            std::fs::remove_dir_all(project.path("input")).expect("removed");
        }
        project.write(
            "input/archive.yaml",
            format!(
                "organization: {{ name: Колледж, short_name: Колледж, kind: college }}\nacademic_year: {start}/{end}\n\
                 closed_on: {end}-07-04\nsignatories: {{ director: {{ name: И. О. Директор }} }}\n\
                 terms:\n  - {{ id: s1, title: 1 семестр, start: {start}-09-01, end: {start}-12-30 }}\n  \
                 - {{ id: s2, title: 2 семестр, start: {end}-01-09, end: {end}-06-30 }}\n"
            ),
        );
        let lesson = |journal: &String| {
            let journal = journal.split(',').next().expect("an id");
            [(1, format!("{start}-09-05")), (2, format!("{end}-02-06"))]
                .map(|(n, day)| format!("{journal}l{n},{journal},{day},2,Тема {n}"))
        };
        let lessons: Vec<String> = journals.iter().flat_map(lesson).collect();
        let table = |name: &str, header: &str, rows: &[String]| {
            project.write(&format!("input/{name}.csv"), format!("{header}\n{}\n", rows.join("\n")));
        };
        table("staff", "id,last_name,first_name", &["t1,Учитель,Ольга".to_owned()]);
        table("groups", GROUPS, &groups);
        table("students", STUDENTS, &students);
        table("journals", JOURNALS, &journals);
        table("lessons", "id,journal,date,hours,topic", &lessons);
        table("results", "journal,student,term,value", &results);
        for (name, header, rows) in more {
            table(name, header, &rows);
        }
        project.run(&["build", "--seal", "--quiet"]).succeeds();
    }
}

/// The sheet's lines.
struct Sheet(Vec<Value>);

impl Sheet {
    #[track_caller]
    fn of(project: &Project, group: &str) -> Sheet {
        Sheet(study(project, group, &["--format", "json", "--quiet"]).succeeds().json())
    }

    fn lines(&self, kind: &str) -> Vec<&Value> {
        self.0.iter().filter(|line| line["line"] == kind).collect()
    }

    #[track_caller]
    fn column(&self, form: &str, title: &str) -> &Value {
        let columns = self.lines("column");
        let found = columns.into_iter().find(|line| line["form"] == form && line["title"] == title);
        found.unwrap_or_else(|| panic!("no column {form} {title} in {:#?}", self.lines("column")))
    }

    /// What stands in a cell: the mark and the number of its archive.
    #[track_caller]
    fn cell(&self, student: &str, form: &str, title: &str) -> Option<(&str, &str)> {
        let column = &self.column(form, title)["number"];
        let cells = self.lines("cell");
        let cell = cells.into_iter().find(|line| line["student"] == student && line["column"] == *column)?;
        Some((cell["value"].as_str()?, cell["archive"].as_str()?))
    }

    /// The names and years of who came or left, with the day and the place.
    fn moves(&self, kind: &str) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or("—").to_owned();
        self.lines(kind)
            .into_iter()
            .map(|line| ["name", "year", "day", "place"].map(|key| text(&line[key])).join(" "))
            .collect()
    }

    fn notes(&self, code: &str) -> Vec<&str> {
        let own = self.lines("note").into_iter().filter(|line| line["code"] == code);
        own.filter_map(|line| line["text"].as_str()).collect()
    }

    /// What a student was found by, from the first year.
    fn found_by(&self, student: &str) -> Vec<&str> {
        let row = self.lines("student").into_iter().find(|line| line["id"] == student).expect("a student");
        let found = row["identities"].as_array().expect("a list");
        found.iter().filter_map(|own| own["by"].as_str()).collect()
    }
}

fn study(project: &Project, group: &str, more: &[&str]) -> Run {
    project.run(&[&["study-sheet", "--group", group], more].concat())
}
