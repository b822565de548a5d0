//! The tables of the contract (§1): one struct a table, one field a column, in its order.
//! A field that is no `Option` is required in every row.

use super::cell::Text;
use super::mark::Mark;
use super::settings::{Period, TermId, TermSet};
use super::table::{Ref, table};
use super::vocabulary::*;
use chrono::{NaiveDate, NaiveDateTime};

table! {
    /// A member of the teaching staff (педагогический работник).
    "staff" by ["id"] Staff {
        /// Id.
        id: Text,
        /// Family name.
        last_name: Text,
        /// Given name.
        first_name: Text,
        /// Patronymic.
        patronymic: Option<Text>,
        /// Position.
        position: Option<Text>,
        /// Methodical commission (цикловая комиссия).
        commission: Option<Text>,
        /// First day of work.
        hired: Option<NaiveDate>,
        /// First day no longer at work.
        left: Option<NaiveDate>,
    }
}
table! {
    /// A group of a college or a class of a school (группа, класс).
    "groups" by ["id"] Group {
        /// Id.
        id: Text,
        /// Name.
        name: Text,
        /// Profession or speciality.
        program: Option<Text>,
        /// Its code.
        program_code: Option<Text>,
        /// Qualification.
        qualification: Option<Text>,
        /// Base of the study: 9 or 11 classes.
        base: Option<Text>,
        /// Department.
        department: Option<Text>,
        /// Course, 1–6.
        course: Option<u32>,
        /// Grade of a school, 1–11.
        grade: Option<u32>,
        /// Form of study.
        form: Option<Text>,
        /// Curator or class teacher.
        curator: Option<Ref<Staff>>,
        /// Master of practical training (мастер производственного обучения).
        master: Option<Ref<Staff>>,
        /// The set of terms.
        terms: Option<TermSet>,
        /// Whether it gets marks; absent: it does.
        grading: Option<Grading>,
        /// First day of study.
        study_start: Option<NaiveDate>,
        /// Last day of study; retention runs from it.
        study_end: Option<NaiveDate>,
    }
}
table! {
    /// A student (обучающийся).
    "students" by ["id"] Student {
        /// Id.
        id: Text,
        /// Family name.
        last_name: Text,
        /// Given name.
        first_name: Text,
        /// Patronymic.
        patronymic: Option<Text>,
        /// The last group of the year.
        group: Ref<Group>,
        /// Subgroup.
        subgroup: Option<Text>,
        /// Number of the record book (зачётная книжка).
        record_no: Option<Text>,
        /// Number in the register of students (поимённая книга).
        register_no: Option<Text>,
        /// Day of birth.
        birth_date: Option<NaiveDate>,
        /// First day.
        enrolled: Option<NaiveDate>,
        /// First day no longer there.
        left: Option<NaiveDate>,
        /// Order of enrolment.
        enrolment_order: Option<Text>,
        /// Who pays.
        funding: Option<Funding>,
        /// Whether consent to the processing of personal data is given.
        consent: Option<bool>,
        /// Whether the parents want reports on paper.
        paper_reports: Option<bool>,
    }
}
table! {
    /// A journal: one discipline of one group or subgroup with its teacher.
    "journals" by ["id"] Journal {
        /// Id.
        id: Text,
        /// Group.
        group: Ref<Group>,
        /// Discipline's name.
        discipline: Text,
        /// Index in the curriculum: ОП.03.
        index: Option<Text>,
        /// Family.
        kind: JournalKind,
        /// Part of the curriculum.
        component: Option<Component>,
        /// Professional module that it belongs to.
        module: Option<Text>,
        /// Subgroup.
        subgroup: Option<Text>,
        /// Teacher, where `teachers` says nothing else.
        teacher: Ref<Staff>,
        /// Hours of the curriculum.
        planned_hours: Option<f64>,
        /// Whether it is attested; absent: it is.
        attested: Option<bool>,
        /// Form of attestation at the end.
        final_form: Option<FinalForm>,
        /// Terms; empty: all of the group's.
        terms: Vec<TermId>,
    }
}
table! {
    /// A student named for a journal (состав).
    "roster" by ["journal", "student"] Enrolment {
        /// Journal.
        journal: Ref<Journal>,
        /// Student.
        student: Ref<Student>,
        /// First day; absent: open.
        from: Option<NaiveDate>,
        /// Last day, included; absent: open.
        until: Option<NaiveDate>,
    }
}
table! {
    /// Who taught a journal on which days, in place of `journals.teacher`.
    "teachers" by ["journal", "staff"] Teaching {
        /// Journal.
        journal: Ref<Journal>,
        /// Teacher.
        staff: Ref<Staff>,
        /// First day.
        from: NaiveDate,
        /// Last day, included; absent: open.
        until: Option<NaiveDate>,
    }
}
table! {
    /// A topic of the thematic plan (календарно-тематический план).
    "plan" by ["journal", "number"] PlanItem {
        /// Journal.
        journal: Ref<Journal>,
        /// Number in the plan: «12», «1.2».
        number: Text,
        /// Topic.
        topic: Text,
        /// Hours.
        hours: Option<f64>,
        /// Kind of lesson.
        kind: Option<LessonKind>,
        /// Term.
        term: Option<TermId>,
        /// Section.
        section: Option<Text>,
    }
}
table! {
    /// Hours of a journal by term and kind of work (учебный план).
    "curriculum" by ["journal", "term", "kind"] CurriculumItem {
        /// Journal.
        journal: Ref<Journal>,
        /// Term.
        term: TermId,
        /// Kind of work, as the curriculum names it.
        kind: Text,
        /// Hours.
        hours: f64,
        /// Form of control.
        control: Option<Text>,
    }
}
table! {
    /// A lesson (занятие, урок).
    "lessons" by ["id"] Lesson {
        /// Id.
        id: Text,
        /// Journal.
        journal: Ref<Journal>,
        /// Day.
        date: NaiveDate,
        /// Number of the lesson or pair in the day.
        slot: Option<u32>,
        /// Academic hours.
        hours: f64,
        /// Kind; absent: lesson.
        kind: Option<LessonKind>,
        /// Topic.
        topic: Option<Text>,
        /// Number of the topic in the plan.
        plan_number: Option<Text>,
        /// Homework; «не задано» is a text.
        homework: Option<Text>,
        /// Due date of the homework.
        homework_due: Option<NaiveDate>,
        /// When the homework was entered.
        homework_at: Option<NaiveDateTime>,
        /// Who held it; absent: the journal's teacher then.
        teacher: Option<Ref<Staff>>,
        /// For whom.
        substitutes: Option<Ref<Staff>>,
        /// Whether it took place; absent: held.
        status: Option<LessonStatus>,
        /// Why it was substituted, cancelled or moved.
        reason: Option<Text>,
        /// The order about it.
        order: Option<Text>,
        /// When it was entered.
        entered_at: Option<NaiveDateTime>,
    }
}
table! {
    /// Homework, of one student or of all.
    "homework" by ["lesson", "student"] Homework {
        /// Lesson.
        lesson: Ref<Lesson>,
        /// Student; absent: all.
        student: Option<Ref<Student>>,
        /// Text.
        text: Text,
        /// Due date.
        due: Option<NaiveDate>,
    }
}
table! {
    /// A mark of a student at a lesson (отметка).
    "marks" by ["lesson", "student"] MarkEntry {
        /// Lesson.
        lesson: Ref<Lesson>,
        /// Student.
        student: Ref<Student>,
        /// The mark.
        value: Mark,
        /// Kind of work: «контрольная работа».
        work: Option<Text>,
        /// Weight in the weighted mean; absent: 1.
        weight: Option<f64>,
        /// Place among the student's marks at the lesson, from 1; absent: by order of rows.
        n: Option<u32>,
        /// When it was entered.
        entered_at: Option<NaiveDateTime>,
        /// By whom.
        entered_by: Option<Ref<Staff>>,
    }
}
table! {
    /// A student's absence, late arrival or release at a lesson.
    "attendance" by ["lesson", "student"] Attendance {
        /// Lesson.
        lesson: Ref<Lesson>,
        /// Student.
        student: Ref<Student>,
        /// What it was.
        status: AttendanceStatus,
        /// Minutes late.
        minutes: Option<u32>,
        /// Reason. Never leaves the full edition.
        reason: Option<Text>,
        /// The paper that proves the reason.
        document: Option<Text>,
        /// When it was entered.
        entered_at: Option<NaiveDateTime>,
        /// By whom.
        entered_by: Option<Ref<Staff>>,
    }
}
table! {
    /// A student's result in a journal for a term, an exam or the year.
    "results" by ["journal", "student", "term"] ResultEntry {
        /// Journal.
        journal: Ref<Journal>,
        /// Student.
        student: Ref<Student>,
        /// What it is for.
        term: Period,
        /// The mark.
        value: Mark,
        /// Its day.
        date: Option<NaiveDate>,
        /// When it was entered.
        entered_at: Option<NaiveDateTime>,
        /// Examiner.
        examiner: Option<Ref<Staff>>,
        /// Number of the examination sheet.
        sheet_no: Option<Text>,
    }
}
table! {
    /// A cleared academic debt (академическая задолженность).
    "debts" by ["journal", "student", "term"] Debt {
        /// Journal.
        journal: Ref<Journal>,
        /// Student.
        student: Ref<Student>,
        /// The mark.
        value: Mark,
        /// When it was cleared.
        date: NaiveDate,
        /// What the debt was for.
        term: Option<Period>,
        /// Which time.
        attempt: Option<Attempt>,
        /// Order.
        order: Option<Text>,
        /// Number of the sheet.
        sheet_no: Option<Text>,
    }
}
table! {
    /// A result of the final state attestation (ГИА).
    "gia" by ["student", "kind"] Gia {
        /// Student.
        student: Ref<Student>,
        /// Which part.
        kind: GiaKind,
        /// Title of the thesis.
        title: Option<Text>,
        /// Supervisor.
        supervisor: Option<Text>,
        /// Score.
        score: Option<f64>,
        /// The mark.
        value: Mark,
        /// Number of the protocol.
        protocol: Option<Text>,
        /// Its day.
        date: Option<NaiveDate>,
    }
}
table! {
    /// A movement of a student (движение контингента).
    "movements" by ["student", "date"] Movement {
        /// Student.
        student: Ref<Student>,
        /// Day; of a transfer: the first day in the new group.
        date: NaiveDate,
        /// What it does.
        kind: MovementKind,
        /// Order.
        order: Option<Text>,
        /// The order's day.
        order_date: Option<NaiveDate>,
        /// From which group.
        from: Option<Ref<Group>>,
        /// To which group.
        to: Option<Ref<Group>>,
        /// To which other organisation.
        to_organization: Option<Text>,
        /// Number of the other organisation's confirmation.
        confirmation_no: Option<Text>,
        /// Its day.
        confirmation_date: Option<NaiveDate>,
    }
}
table! {
    /// A change of a record after it was entered.
    "changes" by ["record"] Change {
        /// Table.
        table: Text,
        /// Record in it.
        record: Text,
        /// Column.
        field: Text,
        /// Old value.
        old: Option<Text>,
        /// New value.
        new: Option<Text>,
        /// When.
        at: NaiveDateTime,
        /// By whom.
        by: Option<Ref<Staff>>,
        /// Why.
        reason: Option<Text>,
    }
}
table! {
    /// A remark on how a journal is kept (замечание).
    "remarks" by ["date", "journal"] Remark {
        /// Day.
        date: NaiveDate,
        /// Journal.
        journal: Option<Ref<Journal>>,
        /// Lesson.
        lesson: Option<Ref<Lesson>>,
        /// To whom.
        teacher: Option<Ref<Staff>>,
        /// By whom.
        inspector: Option<Ref<Staff>>,
        /// Text.
        text: Text,
        /// To be mended until.
        due: Option<NaiveDate>,
        /// When it was mended.
        resolved: Option<NaiveDate>,
        /// When it was made known to the teacher.
        told: Option<NaiveDate>,
    }
}
table! {
    /// A check of journals (проверка).
    "checks" by ["date", "inspector"] Check {
        /// Day.
        date: NaiveDate,
        /// By whom.
        inspector: Ref<Staff>,
        /// Which.
        kind: CheckKind,
        /// The period that was checked.
        period: Option<Text>,
        /// Group; absent: all.
        group: Option<Ref<Group>>,
        /// Journal; absent: all.
        journal: Option<Ref<Journal>>,
        /// Outcome.
        outcome: Option<Text>,
    }
}
table! {
    /// A user of the electronic journal.
    "users" by ["id"] User {
        /// Id.
        id: Text,
        /// What he or she is.
        role: Role,
        /// The member of staff.
        staff: Option<Ref<Staff>>,
        /// The student, or whose parent.
        student: Option<Ref<Student>>,
        /// Since when the account is active.
        activated: Option<NaiveDate>,
    }
}
table! {
    /// A user's activity in a week.
    "activity" by ["week", "user"] Activity {
        /// The Monday.
        week: NaiveDate,
        /// Who: of `users` or of `staff`.
        user: Person,
        /// As what.
        role: Role,
        /// How often signed in.
        sign_ins: u32,
        /// How many actions.
        actions: Option<u32>,
        /// How signed in.
        via: Option<SignInWay>,
    }
}
table! {
    /// A place in the timetable (расписание).
    "timetable" by ["journal", "slot"] TimetableItem {
        /// Journal.
        journal: Ref<Journal>,
        /// Day of the week, 1 is Monday; or `date`.
        weekday: Option<u32>,
        /// One day; or `weekday`.
        date: Option<NaiveDate>,
        /// Number of the lesson or pair.
        slot: u32,
        /// First day; absent: open.
        from: Option<NaiveDate>,
        /// Last day, included; absent: open.
        until: Option<NaiveDate>,
    }
}
table! {
    /// A hand-out of credentials (реквизиты доступа), never a password.
    "credentials" by ["user", "issued"] Credential {
        /// User.
        user: Text,
        /// As what.
        role: Role,
        /// Student.
        student: Option<Ref<Student>>,
        /// Day.
        issued: NaiveDate,
        /// By whom.
        by: Option<Ref<Staff>>,
    }
}
table! {
    /// A consent to the processing of personal data.
    "consents" by ["student", "kind"] Consent {
        /// Student.
        student: Ref<Student>,
        /// To what.
        kind: Text,
        /// Day.
        given: NaiveDate,
        /// Number.
        number: Option<Text>,
        /// Who gave it.
        by: Option<Text>,
        /// When it was withdrawn.
        withdrawn: Option<NaiveDate>,
    }
}
table! {
    /// A student's release from a journal, or from all.
    "releases" by ["student", "journal"] Release {
        /// Student.
        student: Ref<Student>,
        /// Journal; absent: all.
        journal: Option<Ref<Journal>>,
        /// How.
        kind: ReleaseKind,
        /// First day.
        from: NaiveDate,
        /// Last day, included; absent: open.
        until: Option<NaiveDate>,
        /// Order.
        order: Option<Text>,
    }
}
table! {
    /// Participation in an olympiad.
    "olympiads" by ["student", "subject"] Olympiad {
        /// Student.
        student: Ref<Student>,
        /// Stage.
        stage: Text,
        /// Subject.
        subject: Text,
        /// Day.
        date: Option<NaiveDate>,
        /// Result.
        result: Option<Text>,
    }
}

/// Somebody who works with the electronic journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Of `users`.
    User(Ref<User>),
    /// Of `staff`.
    Staff(Ref<Staff>),
}

impl super::cell::Cell for Person {
    const KIND: &'static str = "reference";
    const REFERENCE: Option<&'static str> = Some("users");

    fn parse(text: &str, context: &mut super::cell::Context<'_>) -> Result<Self, super::cell::Fault> {
        use super::cell::Fault;
        let user = match Ref::<User>::parse(text, context) {
            Err(fault @ Fault::Dangling(..)) => fault,
            other => return other.map(Person::User),
        };
        Ref::<Staff>::parse(text, context).map(Person::Staff).map_err(|fault| match fault {
            Fault::Broken => Fault::Broken,
            _ => user,
        })
    }

    fn write(&self, archive: &super::Archive) -> String {
        match self {
            Person::User(user) => user.write(archive),
            Person::Staff(staff) => staff.write(archive),
        }
    }
}

/// «Фамилия Имя Отчество» of the parts of a name.
fn full_name(last: &str, first: &str, patronymic: Option<&Text>) -> String {
    [last, first, patronymic.map_or("", |text| text)].join(" ").trim_end().to_owned()
}

/// «Фамилия И. О.», with no-break spaces.
fn short_name(last: &str, first: &str, patronymic: Option<&Text>) -> String {
    let initials = [Some(first), patronymic.map(|text| &**text)];
    initials.into_iter().flatten().filter_map(|name| name.chars().next()).fold(
        last.to_owned(),
        |mut name, initial| {
            name.push('\u{a0}');
            name.push(initial);
            name.push('.');
            name
        },
    )
}

impl Student {
    /// «Фамилия Имя Отчество».
    pub fn full_name(&self) -> String {
        full_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }

    /// «Фамилия И. О.».
    pub fn short_name(&self) -> String {
        short_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }

    /// What students are sorted by: ё as е, then the id.
    pub fn sort_key(&self) -> (String, &str) {
        (super::mark::fold(&self.full_name()), &self.id)
    }
}

impl Staff {
    /// «Фамилия Имя Отчество».
    pub fn full_name(&self) -> String {
        full_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }

    /// «Фамилия И. О.».
    pub fn short_name(&self) -> String {
        short_name(&self.last_name, &self.first_name, self.patronymic.as_ref())
    }
}

impl Journal {
    /// Whether it is attested.
    pub fn is_attested(&self) -> bool {
        self.attested != Some(false)
    }

    /// «ОП.03 Информатика (подгруппа 1)».
    pub fn title(&self) -> String {
        let mut title = self.index.as_ref().map(|index| format!("{index} ")).unwrap_or_default();
        title.push_str(&self.discipline);
        if let Some(subgroup) = &self.subgroup {
            title.push_str(&format!(" (подгруппа {subgroup})"));
        }
        title
    }

    /// Whether it carries a practice (УП, ПП, преддипломная), for which no homework is expected.
    pub fn is_practice(&self) -> bool {
        matches!(
            self.component,
            Some(Component::EduPractice | Component::ProdPractice | Component::PreDiploma)
        )
    }
}

impl Lesson {
    /// Whether it took place.
    pub fn is_held(&self) -> bool {
        matches!(self.status, None | Some(LessonStatus::Held))
    }

    /// Its kind, where none is given a lesson.
    pub fn kind(&self) -> LessonKind {
        self.kind.unwrap_or(LessonKind::Lesson)
    }
}

impl MarkEntry {
    /// Its weight, where none is given 1.
    pub fn weight(&self) -> f64 {
        self.weight.unwrap_or(1.0)
    }
}
