//! What of the demo's tables is made another: the groups, their journals, the people, what they reach.

use super::cast::{COHORTS, JOURNALS, PEOPLE, cohorts, name_of, places};
use super::closed_on;
use super::days::moved;
use std::collections::BTreeMap;

/// The groups of the year: course and name, programme, beginning and end of study.
pub(super) fn groups(table: &mut Table, year: i32) {
    for (place, cohort) in cohorts(year) {
        for row in table.rows.iter_mut().filter(|row| row["id"] == place) {
            for (column, value) in [
                ("name", cohort.name(year)),
                ("program", cohort.program.to_owned()),
                ("course", cohort.course(year).to_string()),
                ("study_start", format!("{}-09-01", cohort.began)),
                ("study_end", cohort.ends()),
            ] {
                row.insert(column.to_owned(), value);
            }
        }
    }
}

pub(super) fn journals(table: &mut Table, year: i32) {
    for row in &mut table.rows {
        let (_, cohort) =
            cohorts(year).into_iter().find(|(place, _)| row["group"] == *place).expect("a group");
        let (_, courses) = JOURNALS.iter().find(|(end, _)| row["id"].ends_with(end)).expect("a journal");
        let (index, discipline, component, module) = courses[(cohort.course(year) - 1) as usize];
        for (column, value) in
            [("index", index), ("discipline", discipline), ("component", component), ("module", module)]
        {
            row.insert(column.to_owned(), value.to_owned());
        }
    }
}

pub(super) fn students(table: &mut Table, year: i32) {
    let places: BTreeMap<_, _> = places(year).into_iter().collect();
    table.rows.retain(|row| places.contains_key(row["id"].as_str()));
    for row in &mut table.rows {
        let key = places[row["id"].as_str()];
        let (_, _, birth, record) = PEOPLE.iter().find(|person| person.0 == key).expect("a person");
        let name = name_of(key, year);
        let [last, first, patronymic] = name.split(' ').collect::<Vec<_>>()[..] else { panic!("{name}") };
        let began = match key {
            "a05" => "2023-10-16".to_owned(),
            _ => format!("{}-09-01", cohorts_began(key)),
        };
        for (column, value) in [
            ("last_name", last),
            ("first_name", first),
            ("patronymic", patronymic),
            ("birth_date", birth),
            ("record_no", record),
            ("register_no", ""),
            ("enrolled", &began),
            ("enrolment_order", "№ 70-у"),
        ] {
            row.insert(column.to_owned(), value.to_owned());
        }
    }
}

pub(super) fn cohorts_began(key: &str) -> i32 {
    COHORTS[(key.as_bytes()[0] - b'a') as usize].began
}

/// Nobody fails but who is to: chance would make the years different from what the tests say of them.
pub(super) fn results(table: &mut Table, year: i32) {
    for row in &mut table.rows {
        match row["value"].as_str() {
            "2" | "н/а" | "н/я" | "не допущен" => row.insert("value".to_owned(), "3".to_owned()),
            "незачтено" => row.insert("value".to_owned(), "зачтено".to_owned()),
            _ => None,
        };
    }
    if year == 2022 {
        let of = |row: &BTreeMap<String, String>, journal: &str, student: &str| {
            row["journal"] == journal && row["student"] == student && row["term"] != "s1"
        };
        table.rows.retain(|row| !of(row, "g02j04", "g02s07"));
        for row in table.rows.iter_mut().filter(|row| of(row, "g02j01", "g02s06")) {
            row.insert("value".to_owned(), "2".to_owned());
        }
    }
    // A course work in the third year, the examination of a module in the fourth.
    let mut more = Vec::new();
    for (place, cohort) in cohorts(year) {
        let term = match cohort.course(year) {
            3 => "coursework",
            4 => "module-exam",
            _ => continue,
        };
        for row in
            table.rows.iter().filter(|row| row["journal"] == format!("{place}j04") && row["term"] == "year")
        {
            let mut row = row.clone();
            row.insert("term".to_owned(), term.to_owned());
            more.push(row);
        }
    }
    table.rows.extend(more);
}

/// Who ends a study in the year.
pub(super) fn leavers(year: i32) -> impl Iterator<Item = (&'static str, &'static str)> {
    let ends: Vec<_> = cohorts(year).into_iter().filter(|(_, cohort)| cohort.course(year) == 4).collect();
    // Who went over from the group that leaves does not leave with it.
    places(year).into_iter().filter(move |(place, _)| ends.iter().any(|(group, _)| place.starts_with(group)))
}

pub(super) fn graduate(table: &mut Table, year: i32) {
    let places: BTreeMap<_, _> = places(year).into_iter().collect();
    table.rows.retain(|row| {
        let place = row["student"].as_str();
        // In the years in which they are there from the first to the last day.
        places.contains_key(place)
    });
    let day = closed_on(year);
    for (place, _) in leavers(year) {
        let group = &place[..3];
        let cells = [
            ("student", place),
            ("date", &day),
            ("kind", "graduated"),
            ("order", "№ 300-к"),
            ("from", group),
        ];
        let mut row: BTreeMap<String, String> =
            table.header.iter().map(|column| (column.clone(), String::new())).collect();
        row.extend(cells.map(|(column, value)| (column.to_owned(), value.to_owned())));
        table.rows.push(row);
    }
}

/// The final attestation of who leaves.
pub(super) fn final_exams(year: i32) -> String {
    let mut text = "student,kind,title,supervisor,score,value,protocol,date\n".to_owned();
    for (n, (place, _)) in leavers(year).enumerate() {
        let value = 3 + n % 3;
        text += &format!("{place},demo,,,{},{value},№ 1,{}\n", 20 * value, moved("2025-06-10", year));
        let title = format!("Учёт заявок № {}", n + 1);
        text +=
            &format!("{place},thesis,{title},Л. М. Воронина,,{value},№ 2,{}\n", moved("2025-06-24", year));
    }
    text
}

/// A table of the demo, its rows by column.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<BTreeMap<String, String>>,
}

impl Table {
    pub(super) fn read(text: &str) -> Table {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let row = |row: csv::Result<csv::StringRecord>| {
            header.iter().cloned().zip(row.expect("a row").iter().map(str::to_owned)).collect()
        };
        let rows = reader.records().map(row).collect();
        Table { header, rows }
    }

    pub(super) fn text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).expect("written");
        for row in &self.rows {
            writer.write_record(self.header.iter().map(|column| &row[column])).expect("written");
        }
        String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8")
    }
}
