//! Debts that were sat after the year was closed, against the sheet of the year; and those that are left.

use super::doubts::Doubts;
use super::earlier::and_since;
use super::{DebtLine, Late, LeftDebt, text};
use crate::figures::year_sheet::Stood;
use crate::model::Debt;
use crate::words;

/// The debts of the group's students.
pub(super) fn debts(late: &Late<'_>, doubts: &mut Doubts) -> Vec<DebtLine> {
    let archive = late.facts.archive;
    let settings = &archive.settings;
    let mut rows: Vec<&Debt> = archive.late.debts.iter().filter(|row| late.has(row.student)).collect();
    rows.sort_by_cached_key(|row| {
        (late.place(row.student, &archive.journals[row.journal].title(), Some(row.date)), row.attempt)
    });
    let line = |row: &&Debt| {
        let stood = stood(late, row);
        let since = late.earlier.of_debt(late, row);
        let period = row.term.or(stood.as_ref().map(|stood| stood.period));
        let line = DebtLine {
            who: late.who(row.student),
            discipline: archive.journals[row.journal].title(),
            period: period.map(|period| period.label(settings)),
            was: and_since(stood.as_ref().map(|stood| stood.text.clone()), since.clone()),
            on_sheet: on_sheet(late, row, stood.as_ref()),
            mark: row.value.text.to_string(),
            passes: passes(late, row),
            date: row.date,
            attempt: row.attempt,
            order: text(row.order.as_ref()),
            sheet_no: text(row.sheet_no.as_ref()),
        };
        let about = format!("{}, {}", line.who.name, line.discipline);
        if !late.standing.has(row.student) {
            doubts.say(format!("{about}: в сводной ведомости этого обучающегося нет"));
        } else if late.standing.column(row.journal).is_none() {
            doubts.say(format!("{about}: в сводной ведомости этой дисциплины нет"));
        } else if stood.as_ref().is_none_or(|stood| !stood.is_failing) {
            let of = line.period.as_ref().map(|of| format!(" ({})", words::lower_first(of)));
            let stands = match &stood {
                Some(stood) => format!("стоит «{}», задолженности нет", stood.text),
                None => "отметки нет".to_owned(),
            };
            doubts.say(format!("{about}{}: в данных года {stands}", of.unwrap_or_default()));
        }
        if let Some(since) = since {
            doubts.say(format!("{about}: об этой задолженности уже опечатано ({since})"));
        }
        if row.date <= settings.closed_on.0 {
            let closed = words::date(settings.closed_on.0);
            let message = format!(
                "{about}: результат получен {}, не позже закрытия года ({closed})",
                words::date(row.date)
            );
            doubts.say(message);
        }
        doubts.debt(row, period, line.passes);
        line
    };
    rows.iter().map(line).collect()
}

/// The mark of the sheet that a debt is about.
fn stood(late: &Late<'_>, row: &Debt) -> Option<Stood> {
    late.standing.has(row.student).then_some(())?;
    match row.term {
        Some(term) => late.standing.of(row.journal, row.student, term),
        None => late.standing.owed(row.journal, row.student, row.date),
    }
}

/// What the sheet shows in the place of the mark that a debt is about.
fn on_sheet(late: &Late<'_>, row: &Debt, stood: Option<&Stood>) -> Option<String> {
    // A school's sheet has a line of each period.
    if late.facts.archive.settings.is_school() {
        return None;
    }
    let ending = late.standing.ending(row.journal, row.student)?;
    let is_other = stood.is_none_or(|stood| ending.period != stood.period && ending.text != stood.text);
    is_other.then_some(ending.text)
}

fn passes(late: &Late<'_>, row: &Debt) -> bool {
    !row.value.is_failing(&late.facts.archive.settings.scale) && !row.value.is_exempt()
}

/// The marks of the sheet that do not pass and that neither a late debt nor a late result clears, nor one that was
/// sealed before.
pub(super) fn left(late: &Late<'_>) -> Vec<LeftDebt> {
    let archive = late.facts.archive;
    let standing = late.standing;
    let is_cleared = |failing: &Stood| {
        let debts = archive.late.debts.iter().chain(late.earlier.debts());
        let by_debt = debts
            .filter(|row| row.student == failing.student && passes(late, row))
            .any(|row| stood(late, row).is_some_and(|stood| same_place(&stood, failing)));
        let mut results = archive.late.results.iter().chain(late.earlier.results());
        let by_result = results.any(|row| {
            row.student == failing.student
                && standing.column(row.journal) == Some(failing.column)
                && standing.outranks(row.term, failing.period)
                && !row.value.is_failing(&archive.settings.scale)
        });
        by_debt || by_result
    };
    let told = |stood: Stood| LeftDebt {
        name: archive.students[stood.student].full_name(),
        discipline: standing.title(stood.column).to_owned(),
        mark: stood.text,
    };
    let failing = standing.failing().into_iter();
    failing.filter(|stood| late.has(stood.student) && !is_cleared(stood)).map(told).collect()
}

fn same_place(one: &Stood, other: &Stood) -> bool {
    (one.student, one.column, one.period) == (other.student, other.column, other.period)
}
