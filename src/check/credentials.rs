//! `late-credentials`, `credentials-before-consent`: credentials are handed out within ten working days
//! of a student's arrival, and not before consent to the processing of personal data was given.

use super::{Facts, about};
use crate::diagnostics::{Code, Report};
use crate::figures::deadlines::working_days;
use crate::model::table::{Found, Ref};
use crate::model::{Archive, Student};
use crate::words::{count, date};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// How many working days there are for it (K3.2, P1.7).
const WORKING_DAYS: usize = 10;

pub(super) fn check(facts: &Facts<'_>, report: &mut Report) {
    let archive = facts.archive;
    let mut first: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for row in archive.credentials.iter() {
        let issued = first.entry(&row.user).or_insert(row.issued);
        *issued = row.issued.min(*issued);
    }
    let mut consents: BTreeMap<Ref<Student>, NaiveDate> = BTreeMap::new();
    for row in archive.consents.iter() {
        let given = consents.entry(row.student).or_insert(row.given);
        *given = row.given.min(*given);
    }
    let mut seen = BTreeSet::new();
    for row in archive.credentials.iter() {
        let Some(student) = row.student.or_else(|| student_of(archive, &row.user)) else { continue };
        let name = archive.students[student].short_name();
        // What is handed out again is not late.
        let is_first = first[&*row.user] == row.issued && seen.insert(&*row.user);
        if let Some(arrived) = archive.students[student].enrolled.filter(|_| is_first) {
            let days = working_days(&archive.settings, arrived, row.issued);
            if days > WORKING_DAYS {
                let message = format!(
                    "{name}: доступ выдан {}, через {} после прибытия {}",
                    date(row.issued),
                    count(days, ["рабочий день", "рабочих дня", "рабочих дней"]),
                    date(arrived)
                );
                report.push(about(archive, row, Code::LateCredentials, "issued", message));
            }
        }
        match consent(archive, &consents, student) {
            Consent::On(day) if day <= row.issued => {}
            Consent::Unknown => {}
            given => {
                let told = match given {
                    Consent::On(day) => format!("согласие дано {}", date(day)),
                    _ => "согласия нет".to_owned(),
                };
                let message = format!("{name}: доступ выдан {}, а {told}", date(row.issued));
                report.push(about(archive, row, Code::CredentialsBeforeConsent, "issued", message));
            }
        }
    }
}

/// Whose account it is, where `users` knows it.
fn student_of(archive: &Archive, user: &str) -> Option<Ref<Student>> {
    match archive.users.find(user) {
        Found::Row(user) => archive.users[user].student,
        _ => None,
    }
}

enum Consent {
    /// First given on a day.
    On(NaiveDate),
    /// Not given.
    None,
    /// Given on a day that nobody knows, or nobody knows whether.
    Unknown,
}

/// `given` is the first day of each student's consents.
fn consent(archive: &Archive, given: &BTreeMap<Ref<Student>, NaiveDate>, student: Ref<Student>) -> Consent {
    match (given.get(&student).copied(), archive.students[student].consent) {
        (Some(day), _) => Consent::On(day),
        (None, Some(true)) => Consent::Unknown,
        (None, Some(false)) => Consent::None,
        (None, None) if archive.consents.is_empty() => Consent::Unknown,
        (None, None) => Consent::None,
    }
}
