//! The codes of the contract (§2), each with its severity.

use serde::{Serialize, Serializer};
use std::fmt;

/// What a diagnostic does to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stops `build`.
    Error,
    /// Is shown and does not stop `build`.
    Warning,
    /// A fact about how the journal was kept; it goes into the reports.
    Finding,
}

impl Severity {
    /// The word that a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Error => "ошибка",
            Severity::Warning => "предупреждение",
            Severity::Finding => "замечание",
        }
    }
}

macro_rules! codes {
    ($($severity:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ })+) => {
        /// A diagnostic's stable code. The order is that of the contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($($(#[doc = $doc])+ $variant,)+)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Code] = &[$($(Code::$variant,)+)+];

            /// The code as the contract spells it.
            pub fn name(self) -> &'static str {
                match self { $($(Code::$variant => $name,)+)+ }
            }

            /// What a diagnostic of this code does to the run.
            pub fn severity(self) -> Severity {
                match self { $($(Code::$variant => Severity::$severity,)+)+ }
            }
        }
    };
}

codes! {
    Error {
        /// Text that is not in an encoding that is read.
        BadEncoding = "bad-encoding",
        /// A file that cannot be read as what its name says.
        BadFile = "bad-file",
        /// A row that is broken as a row.
        BadRow = "bad-row",
        /// A table without a required column.
        MissingColumn = "missing-column",
        /// A row without a required value.
        MissingRequired = "missing-required",
        /// A value that is no date or time.
        BadDate = "bad-date",
        /// A value that is no number of the asked kind.
        BadNumber = "bad-number",
        /// A value outside the column's list.
        BadValue = "bad-value",
        /// An id that an earlier row of the table has.
        DuplicateId = "duplicate-id",
        /// An id that no row of the referred table has.
        DanglingReference = "dangling-reference",
        /// A mark that the scale does not have.
        MarkOutsideScale = "mark-outside-scale",
        /// A lesson before 1 September or after 31 August.
        LessonOutsideYear = "lesson-outside-year",
        /// A record of a student who never belonged to the journal.
        StudentNotInGroup = "student-not-in-group",
        /// A letter that no font has: a document would show a box.
        MissingLetter = "missing-letter",
    }
    Warning {
        /// A column that the table does not have.
        UnknownColumn = "unknown-column",
        /// A file that is no table.
        UnknownFile = "unknown-file",
        /// A table without rows.
        EmptyTable = "empty-table",
        /// The same lesson, student, work and value twice.
        DuplicateMark = "duplicate-mark",
        /// A record on a day on which the student did not belong to the journal.
        NotEnrolledThen = "not-enrolled-then",
        /// A lesson between terms.
        LessonOutsideTerm = "lesson-outside-term",
        /// A group without the end of its study: no retention date can be computed.
        NoStudyEnd = "no-study-end",
    }
    Finding {
        /// A mark entered after its deadline.
        LateEntry = "late-entry",
        /// A mark first entered after the edit window («задним числом»).
        EnteredAfterWindow = "entered-after-window",
        /// A mark or attendance changed after the edit window.
        ChangedAfterWindow = "changed-after-window",
        /// Attendance entered after its deadline.
        LateAttendance = "late-attendance",
        /// Homework entered after its deadline.
        LateHomework = "late-homework",
        /// A lesson entered after its deadline.
        LateLesson = "late-lesson",
        /// The mark of a term entered after its deadline.
        LateTermMark = "late-term-mark",
        /// A lesson without a topic.
        NoTopic = "no-topic",
        /// A lesson without homework where it is expected.
        NoHomework = "no-homework",
        /// A topic without a word in Russian.
        NotInRussian = "not-in-russian",
        /// A topic that is not the one that the plan has under its number.
        TopicOffPlan = "topic-off-plan",
        /// Fewer hours held than planned.
        HoursShort = "hours-short",
        /// More hours held than planned.
        HoursOver = "hours-over",
        /// A term whose plan has control works and in which none was held.
        NoControlWork = "no-control-work",
        /// A student without a mark in a term.
        NoMarks = "no-marks",
        /// A student with one mark in a term.
        SingleMark = "single-mark",
        /// A student with fewer marks in a term than there should be.
        FewMarks = "few-marks",
        /// The mark of a term far from the mean of its marks.
        FinalDiffers = "final-differs",
        /// No mark of a term for a student who belongs to the journal at its end.
        TermMarkMissing = "term-mark-missing",
        /// A lesson held by somebody else, with nobody named as substituted.
        SubstitutionUnrecorded = "substitution-unrecorded",
        /// A mark entered by somebody who neither teaches the journal nor held the lesson.
        WrongTeacher = "wrong-teacher",
        /// A month without a check of the journals.
        NoCheckMonth = "no-check-month",
        /// A remark that was not mended in time.
        RemarkOverdue = "remark-overdue",
        /// Credentials handed out more than ten working days after arrival.
        LateCredentials = "late-credentials",
        /// Credentials handed out before consent was given.
        CredentialsBeforeConsent = "credentials-before-consent",
        /// A transfer to another organisation without its confirmation.
        TransferUnconfirmed = "transfer-unconfirmed",
    }
}

impl Code {
    /// What it is called on its page in `docs/codes` and in reports.
    pub fn title(self) -> &'static str {
        match self {
            Code::BadEncoding => "текст не в той кодировке",
            Code::BadFile => "файл не читается",
            Code::BadRow => "строка таблицы испорчена",
            Code::MissingColumn => "нет обязательного столбца",
            Code::MissingRequired => "нет обязательного значения",
            Code::BadDate => "это не дата",
            Code::BadNumber => "это не число",
            Code::BadValue => "недопустимое значение",
            Code::DuplicateId => "код повторяется",
            Code::DanglingReference => "ссылка ведёт в никуда",
            Code::MarkOutsideScale => "отметка вне шкалы",
            Code::LessonOutsideYear => "занятие не в том учебном году",
            Code::StudentNotInGroup => "обучающийся не из этого журнала",
            Code::MissingLetter => "знака нет в шрифтах",
            Code::UnknownColumn => "неизвестный столбец",
            Code::UnknownFile => "неизвестный файл или лист",
            Code::EmptyTable => "в таблице нет строк",
            Code::DuplicateMark => "та же отметка второй раз",
            Code::NotEnrolledThen => "в этот день не числился",
            Code::LessonOutsideTerm => "занятие вне учебных периодов",
            Code::NoStudyEnd => "нет даты окончания обучения",
            Code::LateEntry => "отметка внесена после срока",
            Code::EnteredAfterWindow => "отметка внесена задним числом",
            Code::ChangedAfterWindow => "отметка или посещаемость изменена после срока",
            Code::LateAttendance => "посещаемость внесена после срока",
            Code::LateHomework => "домашнее задание внесено после срока",
            Code::LateLesson => "занятие внесено после срока",
            Code::LateTermMark => "отметка за период внесена после срока",
            Code::NoTopic => "у занятия нет темы",
            Code::NoHomework => "у занятия нет домашнего задания",
            Code::NotInRussian => "тема записана не по-русски",
            Code::TopicOffPlan => "тема не та, что в плане",
            Code::HoursShort => "часов дано меньше, чем по плану",
            Code::HoursOver => "часов дано больше, чем по плану",
            Code::NoControlWork => "не проведена контрольная работа",
            Code::NoMarks => "за период нет ни одной отметки",
            Code::SingleMark => "за период одна отметка",
            Code::FewMarks => "за период мало отметок",
            Code::FinalDiffers => "отметка за период далека от средней",
            Code::TermMarkMissing => "нет отметки за период",
            Code::SubstitutionUnrecorded => "замена не записана",
            Code::WrongTeacher => "отметку внёс посторонний",
            Code::NoCheckMonth => "за месяц нет проверки журналов",
            Code::RemarkOverdue => "замечание не устранено в срок",
            Code::LateCredentials => "доступ выдан поздно",
            Code::CredentialsBeforeConsent => "доступ выдан до согласия",
            Code::TransferUnconfirmed => "перевод не подтверждён",
        }
    }

    /// The settings that a finding is judged by (`rules`, but for the last two); its page in
    /// `docs/codes` says them with their defaults. Of what no setting changes none.
    pub fn settings(self) -> &'static [&'static str] {
        match self {
            Code::LateEntry => &["mark_deadline", "control_deadline_days"],
            Code::EnteredAfterWindow | Code::ChangedAfterWindow => &["edit_window"],
            Code::LateAttendance => &["attendance_deadline_days"],
            Code::LateHomework => &["homework_deadline_hours", "bells"],
            Code::LateLesson => &["lesson_deadline_days"],
            Code::LateTermMark => &["term_mark_deadline_days"],
            Code::NoHomework => &["homework_kinds"],
            Code::HoursShort | Code::HoursOver => &["hours_tolerance"],
            Code::FewMarks => &["min_marks_per_term"],
            Code::FinalDiffers => &["final_differs"],
            Code::LateCredentials => &["holidays"],
            _ => &[],
        }
    }

    /// The clauses of the regulations that a finding answers (`shared/requirements.md`); of errors and
    /// warnings none.
    pub fn clauses(self) -> &'static [&'static str] {
        match self {
            Code::LateEntry => &["P1.10", "P3.6", "N4.3.2"],
            Code::EnteredAfterWindow => &["P2.3", "F2.5.2", "N3.20"],
            Code::ChangedAfterWindow => &["P1.13", "P2.3", "N3.20"],
            Code::LateAttendance => &["P1.12", "P3.6", "K3.2"],
            Code::LateHomework => &["P3.6", "N4.3.2"],
            Code::LateLesson => &["P3.6", "S3.6"],
            Code::LateTermMark => &["P3.6", "K3.2"],
            Code::NoTopic => &["P3.6", "P5.17"],
            Code::NoHomework => &["P3.6", "N4.3.2"],
            Code::NotInRussian => &["P5.17"],
            Code::TopicOffPlan => &["K4", "F3.3", "N7.3"],
            Code::HoursShort => &["K4", "K5.3", "N7.3"],
            Code::HoursOver => &["K4", "K5.3", "N7.3"],
            Code::NoControlWork => &["K4", "F3.3", "N5.2.2"],
            Code::NoMarks => &["P3.6", "P5.11"],
            Code::SingleMark => &["P3.6", "P5.11"],
            Code::FewMarks => &["P3.6", "P5.11"],
            Code::FinalDiffers => &["K4", "F3.3", "P5.11"],
            Code::TermMarkMissing => &["K5.3", "P5.11"],
            Code::SubstitutionUnrecorded => &["N4.5.1", "F2.5.2", "P4.4"],
            Code::WrongTeacher => &["P3.6", "P5.17"],
            Code::NoCheckMonth => &["K3.2", "K5.2", "P5.10"],
            Code::RemarkOverdue => &["N4.5.10", "K5.4", "P5.12"],
            Code::LateCredentials => &["P1.7", "N3.11"],
            Code::CredentialsBeforeConsent => &["N3.12", "P5.17"],
            Code::TransferUnconfirmed => &["N4.2.13", "N4.2.17"],
            _ => &[],
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
