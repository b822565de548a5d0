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
