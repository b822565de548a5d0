//! Who is exempt from a journal (освобождение): by `releases` of kind exempt on their days, by the
//! result осв in its period (contract §1, «Belonging»).

use crate::model::settings::{Period, TermId};
use crate::model::table::Ref;
use crate::model::{Archive, Journal, ReleaseKind, Span, Student};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A student and a journal; `None` where all journals are meant.
type Whose = (Ref<Student>, Option<Ref<Journal>>);

/// Everybody's exemptions.
#[derive(Debug, Default)]
pub struct Exemptions {
    days: BTreeMap<Whose, Vec<Span>>,
    results: BTreeSet<(Ref<Student>, Ref<Journal>, Period)>,
}

impl Exemptions {
    /// Gathers them.
    pub fn new(archive: &Archive) -> Exemptions {
        let mut exemptions = Exemptions::default();
        for row in archive.releases.iter().filter(|row| row.kind == ReleaseKind::Exempt) {
            let span = Span { from: Some(row.from), until: row.until };
            exemptions.days.entry((row.student, row.journal)).or_default().push(span);
        }
        for row in archive.results.iter().filter(|row| row.value.is_exempt()) {
            exemptions.results.insert((row.student, row.journal, row.term));
        }
        exemptions
    }

    /// Whether a student is exempt from a journal on a day.
    pub fn on(&self, journal: Ref<Journal>, student: Ref<Student>, day: NaiveDate) -> bool {
        [Some(journal), None].into_iter().any(|journal| {
            let spans = self.days.get(&(student, journal));
            spans.is_some_and(|spans| spans.iter().any(|span| span.contains(day)))
        })
    }

    /// Whether a student is exempt from a journal's term: on its last day, or by the result осв for it.
    pub fn in_term(
        &self,
        archive: &Archive,
        journal: Ref<Journal>,
        student: Ref<Student>,
        term: TermId,
    ) -> bool {
        self.for_period(journal, student, Period::Term(term), archive.settings.term(term).end.0)
    }

    /// Whether a student is exempt from a journal for a period that ends on a day: on that day, or by
    /// the result осв for it.
    pub fn for_period(
        &self,
        journal: Ref<Journal>,
        student: Ref<Student>,
        period: Period,
        end: NaiveDate,
    ) -> bool {
        self.results.contains(&(student, journal, period)) || self.on(journal, student, end)
    }
}
