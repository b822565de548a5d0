//! Lives through the academic year of an invented organisation and keeps its journals.

use super::dice::Dice;
use super::people::Person;
use super::sheet::Sheet;
use super::{Class, Course, Season, Size, Whose};
use crate::model::settings::OrganizationKind;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// Days without lessons in the plans of `college` and `school`.
const HOLIDAYS: [(i32, u32, u32); 10] = [
    (2024, 11, 4),
    (2025, 2, 24),
    (2025, 3, 10),
    (2025, 5, 1),
    (2025, 5, 2),
    (2025, 5, 8),
    (2025, 5, 9),
    (2025, 6, 12),
    (2025, 6, 13),
    (2025, 1, 8),
];

/// A student with what chance gave him or her.
struct Pupil {
    id: String,
    ability: usize,
    subgroup: usize,
    from: Option<NaiveDate>,
    /// First day no longer in this group.
    left: Option<NaiveDate>,
    /// Whether exempt from sport on the days of [`EXEMPTION`].
    exempt: bool,
}

/// All sheets, filled as the year goes.
struct Year {
    dice: Dice,
    staff: Sheet,
    groups: Sheet,
    students: Sheet,
    journals: Sheet,
    plan: Sheet,
    curriculum: Sheet,
    lessons: Sheet,
    marks: Sheet,
    attendance: Sheet,
    results: Sheet,
    movements: Sheet,
    remarks: Sheet,
    checks: Sheet,
    roster: Sheet,
    releases: Sheet,
    staff_count: usize,
    /// Examination and credit sheets so far.
    sheet_count: usize,
    inspector: String,
    /// When each lesson ends, in minutes of the day.
    ends: [usize; 6],
}

/// Of the bells of `college` and `school`.
const ENDS: [[usize; 6]; 2] = [[600, 700, 820, 920, 1020, 1120], [520, 570, 630, 690, 740, 790]];

/// Places in the group of the one who is taught at home, and of the one who is exempt from sport.
const AT_HOME: usize = 10;
const EXEMPT: usize = 6;
/// The first and the last day of that exemption: the second quarter.
const EXEMPTION: [(i32, u32, u32); 2] = [(2024, 11, 5), (2024, 12, 29)];
const SPORT: &str = "Физическая культура";

impl Class {
    /// Whether its study ends with the year.
    fn leaves(&self) -> bool {
        self.row.iter().any(|(name, text)| *name == "study_end" && text.starts_with("2025"))
    }

    fn has(&self, whose: Whose) -> bool {
        self.courses.iter().any(|course| course.whose == whose)
    }
}

pub(super) fn day((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the plan")
}

/// All tables of the year.
pub(super) fn live(size: Size, seasons: &[Season], classes: &[Class]) -> Vec<Sheet> {
    let mut year = Year {
        dice: Dice::new(size.seed),
        staff: Sheet::new(
            "staff",
            &["id", "last_name", "first_name", "patronymic", "position", "commission", "hired"],
        ),
        groups: Sheet::new(
            "groups",
            &[
                "id",
                "name",
                "program",
                "program_code",
                "qualification",
                "base",
                "department",
                "course",
                "grade",
                "form",
                "curator",
                "terms",
                "grading",
                "study_start",
                "study_end",
            ],
        ),
        students: Sheet::new(
            "students",
            &[
                "id",
                "last_name",
                "first_name",
                "patronymic",
                "group",
                "subgroup",
                "record_no",
                "register_no",
                "birth_date",
                "enrolled",
                "left",
                "enrolment_order",
                "funding",
                "consent",
                "paper_reports",
            ],
        ),
        journals: Sheet::new(
            "journals",
            &[
                "id",
                "group",
                "discipline",
                "index",
                "kind",
                "component",
                "module",
                "subgroup",
                "teacher",
                "planned_hours",
                "attested",
                "final_form",
                "terms",
            ],
        ),
        plan: Sheet::new("plan", &["journal", "number", "topic", "hours", "kind", "term", "section"]),
        curriculum: Sheet::new("curriculum", &["journal", "term", "kind", "hours", "control"]),
        lessons: Sheet::new(
            "lessons",
            &[
                "id",
                "journal",
                "date",
                "slot",
                "hours",
                "kind",
                "topic",
                "plan_number",
                "homework",
                "homework_due",
                "homework_at",
                "teacher",
                "substitutes",
                "status",
                "reason",
                "order",
                "entered_at",
            ],
        ),
        marks: Sheet::new("marks", &["lesson", "student", "value", "work", "weight", "entered_at"]),
        attendance: Sheet::new("attendance", &["lesson", "student", "status", "minutes", "entered_at"]),
        results: Sheet::new(
            "results",
            &["journal", "student", "term", "value", "date", "entered_at", "examiner", "sheet_no", "ticket"],
        ),
        movements: Sheet::new(
            "movements",
            &[
                "student",
                "date",
                "kind",
                "order",
                "order_date",
                "from",
                "to",
                "to_organization",
                "confirmation_no",
                "confirmation_date",
            ],
        ),
        remarks: Sheet::new(
            "remarks",
            &["date", "journal", "teacher", "inspector", "text", "due", "resolved", "told"],
        ),
        checks: Sheet::new("checks", &["date", "inspector", "kind", "period", "outcome"]),
        roster: Sheet::new("roster", &["journal", "student", "from", "until"]),
        releases: Sheet::new("releases", &["student", "journal", "kind", "from", "until", "order"]),
        sheet_count: 0,
        ends: ENDS[usize::from(size.kind == OrganizationKind::School)],
        staff_count: 0,
        inspector: String::new(),
    };
    year.inspector = year.hire("Заместитель директора", commission_of(""));
    let mut pupils: Vec<Vec<Pupil>> = (0..classes.len()).map(|n| year.enrol(n, size, &classes[n])).collect();
    year.move_one(&mut pupils);
    for (n, class) in classes.iter().enumerate() {
        year.open(n, class);
        for (j, course) in class.courses.iter().enumerate() {
            let next = pupils.get(n + 1).filter(|_| classes[n + 1].marks).map_or(&[][..], Vec::as_slice);
            year.keep(n, j, size, class, course, seasons, [&pupils[n], next]);
        }
        year.release(n, class, &pupils[n]);
        year.decide(class, &pupils[n]);
    }
    year.inspect();
    year.lessons.sort_by_column("date");
    let Year {
        staff,
        groups,
        students,
        journals,
        plan,
        curriculum,
        lessons,
        marks,
        attendance,
        results,
        movements,
        remarks,
        checks,
        roster,
        releases,
        ..
    } = year;
    let mut sheets = vec![
        staff, groups, students, journals, plan, curriculum, lessons, marks, attendance, results, movements,
        remarks, checks,
    ];
    sheets.extend([roster, releases].into_iter().filter(|sheet| !sheet.is_empty()));
    sheets
}

impl Year {
    fn hire(&mut self, position: &str, commission: &str) -> String {
        self.staff_count += 1;
        let id = format!("t{:03}", self.staff_count);
        let person = Person::nth(&mut self.dice, self.staff_count * 7);
        let hired = format!("{}-09-01", 2005 + self.dice.below(18));
        self.staff.add([
            id.clone(),
            person.last,
            person.first,
            person.patronymic,
            position.to_owned(),
            commission.to_owned(),
            hired,
        ]);
        id
    }

    /// The students of a group. Of each group of some size one came in October and one left in
    /// February.
    fn enrol(&mut self, n: usize, size: Size, class: &Class) -> Vec<Pupil> {
        let field = |name: &str| {
            class.row.iter().find(|(key, _)| *key == name).map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let start: i32 = field("study_start")[..4].parse().expect("a year of the plan");
        let age = if class.set == "semesters" { 16 } else { 7 };
        let mut pupils = Vec::new();
        for s in 0..size.students {
            let id = format!("g{:02}s{:02}", n + 1, s + 1);
            let person = Person::nth(&mut self.dice, s * 2 + n * 5);
            let birth = day((start - age, 1, 1)) + Days::new(self.dice.below(365) as u64);
            let came = (size.students > 4 && s == 3).then(|| day((2024, 10, 14)));
            let left = (size.students > 4 && s == 7 % size.students && s != 3).then(|| day((2025, 2, 17)));
            let subgroup = 1 + s % 2;
            let enrolled = came.unwrap_or(day((start, 9, 1)));
            let order = format!("№ {}-у от {}", 40 + self.dice.below(60), enrolled.format("%d.%m.%Y"));
            let register = format!("{}/{:03}", start, n * size.students + s + 1);
            self.students.add([
                id.clone(),
                person.last,
                person.first,
                person.patronymic,
                format!("g{:02}", n + 1),
                subgroup.to_string(),
                if class.set == "semesters" {
                    format!("{}-{:04}", start % 100, n * size.students + s + 1)
                } else {
                    String::new()
                },
                register,
                birth.to_string(),
                enrolled.to_string(),
                left.map(|day| day.to_string()).unwrap_or_default(),
                order.clone(),
                if class.set == "semesters" {
                    ["budget", "budget", "budget", "contract"][self.dice.below(4)].to_owned()
                } else {
                    String::new()
                },
                "true".to_owned(),
                if s % 12 == 5 { "true" } else { "" }.to_owned(),
            ]);
            let group = format!("g{:02}", n + 1);
            if let Some(came) = came {
                self.movement(&id, came, "enrolled", "", &group, "");
            }
            if let Some(left) = left {
                self.movement(&id, left, "left", &group, "", "ГАПОУ «Самарский техникум»");
            }
            let from = Some(enrolled);
            let ability = 25 + self.dice.below(70);
            pupils.push(Pupil { id, ability, subgroup, from, left, exempt: s == EXEMPT });
        }
        pupils
    }

    fn movement(
        &mut self,
        student: &str,
        date: NaiveDate,
        kind: &str,
        from: &str,
        to: &str,
        organization: &str,
    ) {
        let order = format!("№ {}-к", 100 + self.dice.below(300));
        let confirmation = if organization.is_empty() {
            [String::new(), String::new()]
        } else {
            [format!("№ {}", 10 + self.dice.below(90)), (date + Days::new(6)).to_string()]
        };
        let [number, confirmed] = confirmation;
        self.movements.add([
            student.to_owned(),
            date.to_string(),
            kind.to_owned(),
            order,
            date.to_string(),
            from.to_owned(),
            to.to_owned(),
            organization.to_owned(),
            number,
            confirmed,
        ]);
    }

    /// The last student of the last group was in the first one until March.
    fn move_one(&mut self, pupils: &mut [Vec<Pupil>]) {
        let (Some(last), true) = (pupils.len().checked_sub(1), pupils.len() > 1) else { return };
        let (to, from) = (format!("g{:02}", last + 1), "g01".to_owned());
        let moved = day((2025, 3, 3));
        let Some(pupil) = pupils[last].last_mut() else { return };
        let earlier = Pupil {
            id: pupil.id.clone(),
            ability: pupil.ability,
            subgroup: pupil.subgroup,
            from: pupil.from,
            left: Some(moved),
            exempt: pupil.exempt,
        };
        pupil.from = Some(moved);
        let id = pupil.id.clone();
        pupils[0].push(earlier);
        self.movement(&id, moved, "transferred", &from, &to, "");
    }

    fn open(&mut self, n: usize, class: &Class) {
        let curator = self.hire(
            if class.set == "semesters" {
                "Преподаватель, куратор группы"
            } else {
                "Учитель, классный руководитель"
            },
            "",
        );
        let mut row = class.row.clone();
        row.push(("id", format!("g{:02}", n + 1)));
        row.push(("curator", curator));
        self.groups.add_named(&row);
    }

    /// Keeps one journal through the year.
    #[expect(clippy::too_many_arguments, reason = "the plan's coordinates")]
    fn keep(
        &mut self,
        n: usize,
        j: usize,
        size: Size,
        class: &Class,
        course: &Course,
        seasons: &[Season],
        [group, next]: [&[Pupil]; 2],
    ) {
        let id = format!("g{:02}j{:02}", n + 1, j + 1);
        let position = if class.set == "semesters" { "Преподаватель" } else { "Учитель" };
        let neighbour = (j > 0).then(|| format!("t{:03}", self.staff_count));
        let teacher = self.hire(position, commission_of(course.discipline));
        let set = course.set.unwrap_or(class.set);
        let seasons: Vec<&Season> = seasons.iter().filter(|season| season.set == set).collect();
        let hours = if class.set == "semesters" { 2 } else { 1 };
        let subgroup = if course.subgroup > 0 { course.subgroup.to_string() } else { String::new() };
        self.journals.add([
            id.clone(),
            format!("g{:02}", n + 1),
            course.discipline.to_owned(),
            course.index.clone(),
            course.kind.to_owned(),
            course.component.to_owned(),
            course.module.to_owned(),
            subgroup,
            teacher.clone(),
            (size.lessons * hours).to_string(),
            course.attested.to_string(),
            course.final_form.to_owned(),
            course
                .set
                .map(|_| seasons.iter().map(|season| season.id).collect::<Vec<_>>().join(" "))
                .unwrap_or_default(),
        ]);
        let at_home = |pupil: &&Pupil| group.get(AT_HOME).is_some_and(|home| home.id == pupil.id);
        let pupils: Vec<&Pupil> = match course.whose {
            Whose::Everybody => {
                let of = |pupil: &&Pupil| course.subgroup == 0 || pupil.subgroup == course.subgroup;
                group.iter().filter(of).collect()
            }
            Whose::Elective => {
                let of_next = next.iter().skip(1).step_by(2).take(2);
                group.iter().step_by(2).chain(of_next).collect()
            }
            Whose::AtSchool => group.iter().filter(|pupil| !at_home(pupil)).collect(),
            Whose::AtHome => group.iter().filter(at_home).collect(),
        };
        if course.whose != Whose::Everybody {
            for pupil in &pupils {
                let from = pupil.from.filter(|from| *from > day((2024, 9, 2)));
                let until = pupil.left.map(|left| left - Days::new(1));
                let shown = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
                self.roster.add([id.clone(), pupil.id.clone(), shown(from), shown(until)]);
            }
        }
        let marked = course.attested && class.marks;
        let mut sums: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
        let exempt = |pupil: &Pupil, date| {
            let [first, last] = EXEMPTION.map(day);
            course.discipline == SPORT && pupil.exempt && first <= date && date <= last
        };
        let mut number = 0;
        for (t, season) in seasons.iter().enumerate() {
            let share = size.lessons * (t + 1) / seasons.len() - size.lessons * t / seasons.len();
            let days = working_days(season);
            if share > 0 {
                self.curriculum.add([
                    id.clone(),
                    season.id.to_owned(),
                    "занятия".to_owned(),
                    (share * hours).to_string(),
                    String::new(),
                ]);
            }
            for k in 0..share {
                number += 1;
                let date = days[(k * days.len() + (j * 3 + n) % 7).min(share * days.len() - 1) / share];
                let lesson = format!("{id}l{number:03}");
                let last = k + 1 == share;
                let kind = lesson_kind(course, k, last && marked);
                let section = 1 + (number - 1) / 8;
                let topic = if kind == "control" {
                    format!("Контрольная работа за {}", season.title)
                } else {
                    format!(
                        "Тема {section}.{}. {}",
                        1 + (number - 1) % 8,
                        course.topics[(number - 1) % course.topics.len()]
                    )
                };
                let homework = match (course.homework, k % 5) {
                    (false, _) if !class.marks || course.component == "edu-practice" => String::new(),
                    (false, _) | (true, 4) => "не задано".to_owned(),
                    (true, k) => format!(
                        "Учебник, § {}, {}",
                        number,
                        [
                            "вопросы 1–4 устно",
                            "упражнения 3 и 5",
                            "составить конспект",
                            "подготовить сообщение"
                        ][k]
                    ),
                };
                let due = if homework.is_empty() || homework == "не задано" {
                    String::new()
                } else {
                    (date + Days::new(7)).to_string()
                };
                let at = self.entered(date, j % 6);
                self.plan.add([
                    id.clone(),
                    number.to_string(),
                    topic.clone(),
                    hours.to_string(),
                    kind.to_owned(),
                    season.id.to_owned(),
                    format!("Раздел {section}"),
                ]);
                let replaced = self.dice.per_mille(12) && number > 1;
                let (held_by, instead, reason, order) = if replaced {
                    // By the teacher of the journal before, or by the deputy.
                    let neighbour = neighbour.clone().filter(|_| number % 2 == 0);
                    (
                        neighbour.unwrap_or_else(|| self.inspector.clone()),
                        teacher.clone(),
                        "болезнь преподавателя".to_owned(),
                        format!("№ {}-р", 10 + self.dice.below(90)),
                    )
                } else {
                    Default::default()
                };
                let homework_at = if homework.is_empty() { String::new() } else { at.clone() };
                self.lessons.add([
                    lesson.clone(),
                    id.clone(),
                    date.to_string(),
                    (1 + j % 6).to_string(),
                    hours.to_string(),
                    kind.to_owned(),
                    topic,
                    number.to_string(),
                    homework,
                    due,
                    homework_at,
                    held_by,
                    instead,
                    "held".to_owned(),
                    reason,
                    order,
                    at.clone(),
                ]);
                for (p, pupil) in pupils.iter().enumerate() {
                    let here = pupil.from.is_none_or(|from| from <= date)
                        && pupil.left.is_none_or(|left| date < left);
                    if here && !exempt(pupil, date) {
                        let sum = self.attend(&lesson, pupil, marked, kind, &at);
                        let entry = sums.entry((p, t)).or_default();
                        entry.0 += sum.0;
                        entry.1 += sum.1;
                    }
                }
            }
            if marked && share > 0 {
                self.sum_up(&id, (season.id, t), day(season.end), &pupils, &sums, exempt);
            }
        }
        if marked {
            let end = day(seasons[seasons.len() - 1].end);
            self.close((&id, &teacher), course, end, &pupils, &sums, (seasons.len(), class.leaves()));
        }
    }

    /// When a lesson was entered: soon after its end, sometimes on the next day.
    fn entered(&mut self, date: NaiveDate, slot: usize) -> String {
        let minutes = self.ends[slot] + 5 + self.dice.below(100);
        let (date, minutes) =
            if self.dice.per_mille(15) { (date + Days::new(1), minutes / 2 + 540) } else { (date, minutes) };
        format!("{date}T{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// A student at a lesson; what his or her marks add to the weighted mean.
    fn attend(&mut self, lesson: &str, pupil: &Pupil, marked: bool, kind: &str, at: &str) -> (f64, f64) {
        if self.dice.per_mille(75 - pupil.ability / 2) {
            let status =
                *self.dice.of(&["absent", "unexcused", "excused", "ill", "ill", "excused", "released"]);
            self.attendance.add([
                lesson.to_owned(),
                pupil.id.clone(),
                status.to_owned(),
                String::new(),
                at.to_owned(),
            ]);
            return (0.0, 0.0);
        }
        if self.dice.per_mille(12) {
            let minutes = 5 + self.dice.below(5) * 5;
            self.attendance.add([
                lesson.to_owned(),
                pupil.id.clone(),
                "late".to_owned(),
                minutes.to_string(),
                at.to_owned(),
            ]);
        }
        let control = kind == "control";
        if !marked || !(control || self.dice.per_mille(240)) {
            return (0.0, 0.0);
        }
        let luck = pupil.ability + self.dice.below(30);
        let value = match luck {
            0..=37 => 2,
            38..=62 => 3,
            63..=92 => 4,
            _ => 5,
        };
        let (work, weight) = if control {
            ("контрольная работа", 3)
        } else {
            (["устный ответ", "письменная работа", "практическая работа"][self.dice.below(3)], 1)
        };
        let weight_text = if control { "3".to_owned() } else { String::new() };
        self.marks.add([
            lesson.to_owned(),
            pupil.id.clone(),
            value.to_string(),
            work.to_owned(),
            weight_text,
            at.to_owned(),
        ]);
        (f64::from(value * weight), f64::from(weight))
    }

    fn sum_up(
        &mut self,
        journal: &str,
        (term, t): (&str, usize),
        end: NaiveDate,
        pupils: &[&Pupil],
        sums: &BTreeMap<(usize, usize), (f64, f64)>,
        exempt: impl Fn(&Pupil, NaiveDate) -> bool,
    ) {
        for (p, pupil) in pupils.iter().enumerate() {
            if pupil.left.is_some_and(|left| left <= end) || pupil.from.is_some_and(|from| from > end) {
                continue;
            }
            let value = sums
                .get(&(p, t))
                .filter(|(_, weight)| *weight > 0.0)
                .map_or("н/а".to_owned(), |(sum, weight)| rounded(sum / weight).to_string());
            let value = if exempt(pupil, end) { "осв".to_owned() } else { value };
            self.results.add([
                journal.to_owned(),
                pupil.id.clone(),
                term.to_owned(),
                value,
                end.to_string(),
                format!("{end}T12:00"),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
    }

    /// Year and examination results, and the final ones of those who leave a school.
    fn close(
        &mut self,
        (journal, teacher): (&str, &str),
        course: &Course,
        end: NaiveDate,
        pupils: &[&Pupil],
        sums: &BTreeMap<(usize, usize), (f64, f64)>,
        (terms, leaves): (usize, bool),
    ) {
        // A sheet for the credit and one for the examination.
        let mut numbers = [(); 2].map(|()| {
            self.sheet_count += 1;
            format!("{}-25", self.sheet_count)
        });
        if !matches!(course.final_form, "credit" | "graded-credit") {
            numbers[0].clear();
        }
        for (p, pupil) in pupils.iter().enumerate() {
            if pupil.left.is_some_and(|left| left <= end) || pupil.from.is_some_and(|from| from > end) {
                continue;
            }
            let (sum, weight) = (0..terms)
                .filter_map(|t| sums.get(&(p, t)))
                .fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
            let mark = if weight > 0.0 { rounded(sum / weight) } else { 0 };
            let word = |passed: bool| if passed { "зачтено" } else { "незачтено" }.to_owned();
            let value = match (course.final_form, mark) {
                ("credit", mark) => word(mark >= 3),
                (_, 0) => "н/а".to_owned(),
                (_, mark) => mark.to_string(),
            };
            let mut add = |term: &str, value: &str, number: &str, ticket: String| {
                let examiner = if number.is_empty() { "" } else { teacher };
                let at = format!("{end}T13:00");
                let cells =
                    [journal, &pupil.id, term, value, &end.to_string(), &at, examiner, number, &ticket];
                self.results.add(cells.map(str::to_owned));
            };
            add("year", &value, &numbers[0], String::new());
            let mut last = mark;
            if course.final_form == "exam" {
                let exam = (mark.max(1) - 1 + self.dice.below(3)).clamp(3, 5);
                match mark {
                    0..3 => add("exam", "не допущен", &numbers[1], String::new()),
                    _ => add("exam", &exam.to_string(), &numbers[1], (1 + self.dice.below(25)).to_string()),
                }
                last = if mark < 3 { mark } else { (mark + exam).div_ceil(2) };
            }
            if leaves && course.kind == "subject" && last > 0 {
                add("final", &last.to_string(), "", String::new());
            }
        }
    }

    /// Those who are exempt or taught at home.
    fn release(&mut self, n: usize, class: &Class, group: &[Pupil]) {
        let mut add = |pupil: &Pupil, journal: String, kind: &str, [from, until]: [String; 2]| {
            let day = from.split('-').rev().collect::<Vec<_>>().join(".");
            let order = format!("№ {}-о от {day}", 10 + n);
            self.releases.add([pupil.id.clone(), journal, kind.to_owned(), from, until, order]);
        };
        if let Some(home) = group.get(AT_HOME).filter(|_| class.has(Whose::AtHome)) {
            add(home, String::new(), "home", ["2024-09-02", "2025-05-26"].map(str::to_owned));
        }
        let sport = class.courses.iter().position(|course| course.discipline == SPORT);
        if let (Some(sport), Some(pupil)) = (sport, group.get(EXEMPT)) {
            let journal = format!("g{:02}j{:02}", n + 1, sport + 1);
            add(pupil, journal, "exempt", EXEMPTION.map(day).map(|day| day.to_string()));
        }
    }

    /// What the council of a school decided at the end of the year: everybody goes on or leaves.
    fn decide(&mut self, class: &Class, group: &[Pupil]) {
        if class.set == "semesters" {
            return;
        }
        let (kind, date) = match class.leaves() {
            true => ("graduated", "2025-06-20"),
            false => ("promoted", "2025-05-29"),
        };
        let order = format!("№ {}-у", 140 + self.dice.below(50));
        for pupil in group.iter().filter(|pupil| pupil.left.is_none()) {
            let cells = [&pupil.id, date, kind, &order, date, "", "", "", "", ""];
            self.movements.add(cells.map(str::to_owned));
        }
    }

    /// The deputy's checks of each month, and a few remarks.
    fn inspect(&mut self) {
        let inspector = self.inspector.clone();
        for (n, month) in [
            (2024, 9),
            (2024, 10),
            (2024, 11),
            (2024, 12),
            (2025, 1),
            (2025, 2),
            (2025, 3),
            (2025, 4),
            (2025, 5),
            (2025, 6),
        ]
        .into_iter()
        .enumerate()
        {
            let date = day((month.0, month.1, 27));
            let kind = if month.1 == 12 {
                "term"
            } else if month.1 == 6 {
                "year"
            } else {
                "monthly"
            };
            let outcome = if n % 3 == 1 {
                "есть замечания, устранены в срок"
            } else {
                "замечаний нет"
            };
            self.checks.add([
                date.to_string(),
                inspector.clone(),
                kind.to_owned(),
                format!("{:02}.{}", month.1, month.0),
                outcome.to_owned(),
            ]);
        }
        for (month, text) in [
            (10, "Не записано домашнее задание на 21 октября"),
            (12, "Накопляемость отметок недостаточна для аттестации"),
            (3, "Тема занятия расходится с планом"),
        ] {
            let date = day((if month > 8 { 2024 } else { 2025 }, month, 25));
            let after = |days: u64| (date + Days::new(days)).to_string();
            self.remarks.add([
                date.to_string(),
                "g01j01".to_owned(),
                String::new(),
                inspector.clone(),
                text.to_owned(),
                after(7),
                after(4),
                after(1),
            ]);
        }
    }
}

/// The methodical commission of those who teach a discipline.
fn commission_of(discipline: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| discipline.contains(word));
    if has(&["атематика", "Физика", "Информатика", "Алгебра", "Геометрия", "Химия", "Биология", "География"])
    {
        "Естественно-математические дисциплины"
    } else if has(&["язык", "Литератур", "История", "Обществ", "чтение"]) {
        "Гуманитарные дисциплины"
    } else if has(&["практика", "Основы"]) {
        "Профессиональный цикл"
    } else {
        "Воспитание, физическая культура, безопасность"
    }
}

/// Rounded half up, 2 to 5.
fn rounded(mean: f64) -> usize {
    ((mean + 0.5).floor() as usize).clamp(2, 5)
}

fn lesson_kind(course: &Course, k: usize, last: bool) -> &'static str {
    match (course.component, k % 4) {
        ("edu-practice", _) => "practice",
        _ if last => "control",
        ("mdk", 3) => "lab",
        (_, 2) => "practice",
        (_, 0) if course.kind != "subject" => "lecture",
        _ => "lesson",
    }
}

/// Mondays to Fridays of a season without holidays.
fn working_days(season: &Season) -> Vec<NaiveDate> {
    let (start, end) = (day(season.start), day(season.end));
    start
        .iter_days()
        .take_while(|date| *date <= end)
        .filter(|date| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun))
        .filter(|date| !HOLIDAYS.contains(&(date.year(), date.month(), date.day())))
        .collect()
}
