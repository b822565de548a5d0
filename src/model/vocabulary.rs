//! The closed lists of words that columns take, each word with what a person reads for it.

use super::Archive;
use super::cell::{Cell, Context, Fault};
use super::mark::fold;

macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident { $($variant:ident = $word:literal / $label:literal $(| $sign:literal)*,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`: ", $label)] $variant,)+
        }

        impl $name {
            /// Every word of the list, in the contract's order.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The word in the data.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// What a person reads.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)+ }
            }

            /// Short forms that are read too, folded.
            fn signs(self) -> &'static [&'static str] {
                match self { $($name::$variant => &[$($sign),*],)+ }
            }
        }

        impl Cell for $name {
            const KIND: &'static str = "word";
            const WORDS: &'static [(&'static str, &'static str)] = &[$(($word, $label),)+];

            /// The word, what a person reads for it, or its sign in a journal; case and ё do not matter.
            fn parse(text: &str, _: &mut Context<'_>) -> Result<Self, Fault> {
                if let Some(value) = $name::ALL.iter().find(|value| value.word() == text) {
                    return Ok(*value);
                }
                let text = fold(text);
                let is_meant = |value: &$name| {
                    value.word() == text || fold(value.label()) == text || value.signs().contains(&&*text)
                };
                $name::ALL
                    .iter()
                    .copied()
                    .find(is_meant)
                    .ok_or_else(|| Fault::Value($name::ALL.iter().map(|value| value.word().to_owned()).collect()))
            }

            fn write(&self, _: &Archive) -> String {
                self.word().to_owned()
            }
        }
    )+};
}

words! {
    /// Whether a group gets marks (оценивание): a first grade does not.
    Grading {
        Marks = "marks" / "с отметками",
        None = "none" / "без отметок",
    }
    /// Who pays for a student's place.
    Funding {
        Budget = "budget" / "бюджет",
        Contract = "contract" / "по договору",
        Targeted = "targeted" / "целевое",
    }
    /// The family of a journal.
    JournalKind {
        Theory = "theory" / "теоретическое обучение",
        Practice = "practice" / "практика",
        Module = "module" / "профессиональный модуль",
        Subject = "subject" / "учебный предмет",
    }
    /// The part of the curriculum that a journal carries.
    Component {
        Discipline = "discipline" / "дисциплина",
        Mdk = "mdk" / "междисциплинарный курс",
        EduPractice = "edu-practice" / "учебная практика",
        ProdPractice = "prod-practice" / "производственная практика",
        PreDiploma = "pre-diploma" / "преддипломная практика",
        ModuleExam = "module-exam" / "экзамен по модулю",
        Coursework = "coursework" / "курсовая работа",
        Elective = "elective" / "предмет по выбору",
        Optional = "optional" / "факультатив",
        Extracurricular = "extracurricular" / "внеурочная деятельность",
        Home = "home" / "обучение на дому",
    }
    /// The form of attestation that ends a journal.
    FinalForm {
        Exam = "exam" / "экзамен",
        Credit = "credit" / "зачёт",
        GradedCredit = "graded-credit" / "дифференцированный зачёт",
        None = "none" / "без формы контроля",
    }
    /// The kind of a lesson.
    LessonKind {
        Lecture = "lecture" / "лекция",
        Lesson = "lesson" / "урок",
        Practice = "practice" / "практическое занятие",
        Lab = "lab" / "лабораторная работа",
        Control = "control" / "контрольная работа",
        Seminar = "seminar" / "семинар",
        Excursion = "excursion" / "экскурсия",
        Consultation = "consultation" / "консультация",
        Exam = "exam" / "экзамен",
    }
    /// Whether a lesson took place.
    LessonStatus {
        Held = "held" / "проведено",
        Cancelled = "cancelled" / "отменено",
        Moved = "moved" / "перенесено",
    }
    /// Why a student missed a lesson or part of it.
    AttendanceStatus {
        Absent = "absent" / "отсутствовал, причина неизвестна" | "н" | "от",
        Unexcused = "unexcused" / "отсутствовал без уважительной причины" | "нб" | "нп",
        Excused = "excused" / "отсутствовал по уважительной причине" | "уп" | "у",
        Ill = "ill" / "болел" | "б",
        Late = "late" / "опоздал" | "о" | "оп",
        Released = "released" / "освобождён" | "осв",
    }
    /// Which time a debt is sat.
    Attempt {
        First = "1" / "первая",
        Second = "2" / "вторая",
        Commission = "commission" / "комиссия",
    }
    /// A part of the final state attestation (ГИА).
    GiaKind {
        Demo = "demo" / "демонстрационный экзамен",
        Thesis = "thesis" / "дипломная работа",
        Exam = "exam" / "государственный экзамен",
    }
    /// What a movement does.
    MovementKind {
        Enrolled = "enrolled" / "зачисление",
        Transferred = "transferred" / "перевод",
        Promoted = "promoted" / "перевод на следующий курс" | "перевод в следующий класс",
        ConditionallyPromoted = "conditionally-promoted" / "условный перевод",
        Repeated = "repeated" / "повторное обучение",
        Left = "left" / "отчисление",
        Leave = "leave" / "академический отпуск",
        Returned = "returned" / "выход из отпуска",
        Graduated = "graduated" / "выпуск",
    }
    /// Which check of the journal.
    CheckKind {
        Monthly = "monthly" / "ежемесячная",
        Term = "term" / "в конце периода",
        Year = "year" / "в конце года",
    }
    /// What a user of the electronic journal is.
    Role {
        Teacher = "teacher" / "преподаватель",
        Curator = "curator" / "куратор",
        Master = "master" / "мастер п/о",
        Parent = "parent" / "родитель",
        Student = "student" / "обучающийся",
        Head = "head" / "руководитель",
        Admin = "admin" / "администратор",
    }
    /// How a user signed in.
    SignInWay {
        Password = "password" / "по паролю",
        Esia = "esia" / "через ЕСИА",
    }
    /// What a student is released from, and how.
    ReleaseKind {
        Exempt = "exempt" / "освобождён",
        Home = "home" / "на дому",
        Individual = "individual" / "индивидуальный план",
        Leave = "leave" / "отпуск",
    }
}

impl AttendanceStatus {
    /// The sign in the grid: н, нб, уп, б, о, осв.
    pub fn sign(self) -> &'static str {
        match self {
            AttendanceStatus::Absent => "н",
            AttendanceStatus::Unexcused => "нб",
            AttendanceStatus::Excused => "уп",
            AttendanceStatus::Ill => "б",
            AttendanceStatus::Late => "о",
            AttendanceStatus::Released => "осв",
        }
    }

    /// Whether the lesson was missed: neither late nor released.
    pub fn is_missed(self) -> bool {
        !matches!(self, AttendanceStatus::Late | AttendanceStatus::Released)
    }

    /// Whether it was missed for a valid reason (уважительная причина): excused or ill.
    pub fn is_valid(self) -> bool {
        matches!(self, AttendanceStatus::Excused | AttendanceStatus::Ill)
    }
}
