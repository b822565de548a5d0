//! Everything that was read: the settings, the tables, the documents.

use super::cell::Text;
use super::document::Document;
use super::settings::{Settings, TermId};
use super::table::{Ref, Row, Table};
use super::tables::*;
use crate::diagnostics::Sources;
use std::collections::BTreeMap;

/// A row type that the archive has a table of.
pub trait Stored: Row {
    /// Its table.
    fn table(archive: &Archive) -> &Table<Self>;
    /// Its table, to be filled.
    fn table_mut(archive: &mut Archive) -> &mut Table<Self>;
    /// Its table of what came late.
    fn late(archive: &Archive) -> &Table<Self>;
    /// Its table of what came late, to be filled.
    fn late_mut(archive: &mut Archive) -> &mut Table<Self>;
}

/// Something done with every table, in the order in which they must be read.
pub trait TableVisitor {
    /// Does it with one.
    fn visit<T: Stored>(&mut self);
}

macro_rules! archive {
    ($($field:ident: $row:ident,)+) => {
        /// An organisation's academic year.
        #[derive(Clone, Debug)]
        pub struct Archive {
            /// What `archive.yaml` says.
            pub settings: Settings,
            /// The files that were read.
            pub sources: Sources,
            /// Local acts, in the order of their ids.
            pub documents: Vec<Document>,
            /// What came after the year was closed; its rows refer to the year's tables.
            pub late: Late,
            $(#[doc = concat!("The table `", stringify!($field), "`.")] pub $field: Table<$row>,)+
        }

        /// Tables of what came after the year was closed (`late/`): read for annexes and supplements,
        /// never part of the year's data (contract §1).
        #[derive(Clone, Debug, Default)]
        pub struct Late {
            $(#[doc = concat!("Late rows of the table `", stringify!($field), "`.")] pub $field: Table<$row>,)+
        }

        impl Archive {
            /// An archive without rows.
            pub fn new(settings: Settings) -> Archive {
                Archive {
                    settings,
                    sources: Sources::default(),
                    documents: Vec::new(),
                    late: Late::default(),
                    $($field: Table::default(),)+
                }
            }

            /// The names of all tables.
            pub const TABLES: &[&str] = &[$($row::NAME,)+];
        }

        $(impl Stored for $row {
            fn table(archive: &Archive) -> &Table<Self> {
                &archive.$field
            }

            fn table_mut(archive: &mut Archive) -> &mut Table<Self> {
                &mut archive.$field
            }

            fn late(archive: &Archive) -> &Table<Self> {
                &archive.late.$field
            }

            fn late_mut(archive: &mut Archive) -> &mut Table<Self> {
                &mut archive.late.$field
            }
        })+

        /// Visits every table; one that others refer to comes before them.
        pub fn visit_tables(visitor: &mut impl TableVisitor) {
            $(visitor.visit::<$row>();)+
        }
    };
}

archive! {
    staff: Staff,
    groups: Group,
    students: Student,
    journals: Journal,
    roster: Enrolment,
    teachers: Teaching,
    plan: PlanItem,
    curriculum: CurriculumItem,
    lessons: Lesson,
    homework: Homework,
    marks: MarkEntry,
    attendance: Attendance,
    results: ResultEntry,
    debts: Debt,
    gia: Gia,
    movements: Movement,
    changes: Change,
    remarks: Remark,
    checks: Check,
    users: User,
    activity: Activity,
    timetable: TimetableItem,
    credentials: Credential,
    consents: Consent,
    undertakings: Undertaking,
    releases: Release,
    olympiads: Olympiad,
}

impl Archive {
    /// A group's terms, in the order of their start.
    pub fn group_terms(&self, group: Ref<Group>) -> Vec<TermId> {
        self.settings.terms_of(self.groups[group].terms.as_ref().map(|set| &*set.0))
    }

    /// A group's course; in a school its grade. `None` where neither is told.
    pub fn course(&self, group: Ref<Group>) -> Option<u32> {
        let row = &self.groups[group];
        if self.settings.is_school() { row.grade.or(row.course) } else { row.course.or(row.grade) }
    }

    /// A journal's terms, in the order of their start: its own, or all of its group's.
    pub fn journal_terms(&self, journal: Ref<Journal>) -> Vec<TermId> {
        let row = &self.journals[journal];
        if row.terms.is_empty() {
            return self.group_terms(row.group);
        }
        let mut terms = row.terms.clone();
        terms.sort_by_key(|term| self.settings.term(*term).start);
        terms.dedup();
        terms
    }

    /// Whether a journal's group gets marks.
    pub fn is_graded(&self, journal: Ref<Journal>) -> bool {
        self.groups[self.journals[journal].group].is_graded()
    }

    /// Whether a journal is attested with marks: its group gets them.
    pub fn has_marks(&self, journal: Ref<Journal>) -> bool {
        self.journals[journal].is_attested() && self.is_graded(journal)
    }

    /// Sorts students by name: ё as е, then by id.
    pub fn sort_by_name(&self, students: &mut [Ref<Student>]) {
        students.sort_by_cached_key(|student| {
            let (name, id) = self.students[*student].sort_key();
            (name, id.to_owned())
        });
    }

    /// Sorts members of the staff by name: ё as е, then by id.
    pub fn sort_staff_by_name(&self, staff: &mut [Ref<Staff>]) {
        staff.sort_by_cached_key(|staff| {
            let row = &self.staff[*staff];
            (super::mark::fold(&row.full_name()), row.id.to_string())
        });
    }

    /// Every discipline by name, whatever its letters' case, with its journals in the order of groups.
    pub fn disciplines(&self) -> Vec<(&str, Vec<Ref<Journal>>)> {
        let mut disciplines: BTreeMap<(String, &str), Vec<Ref<Journal>>> = BTreeMap::new();
        for (journal, row) in self.journals.refs() {
            let key = (super::mark::fold(&row.discipline), &*row.discipline);
            disciplines.entry(key).or_default().push(journal);
        }
        let sorted = |mut journals: Vec<Ref<Journal>>| {
            journals.sort_by_key(|journal| (self.journals[*journal].group, *journal));
            journals
        };
        disciplines.into_iter().map(|((_, name), journals)| (name, sorted(journals))).collect()
    }

    /// A text of the group's program: «09.02.07 Информационные системы и программирование».
    pub fn program_title(&self, group: Ref<Group>) -> Option<String> {
        let group = &self.groups[group];
        let parts: Vec<&Text> = [&group.program_code, &group.program].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.iter().map(|part| &***part).collect::<Vec<_>>().join(" "))
    }
}
