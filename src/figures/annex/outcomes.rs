//! Results, parts of the final state attestation and movements that came after the year was closed.

use super::doubts::{Doubts, Kind};
use super::earlier::and_since;
use super::{GiaLine, Late, MovementLine, ResultLine, numbered, text};
use crate::figures::attestation::protocol;
use crate::model::late::gia_key;
use crate::model::{Gia, Movement, ResultEntry, Wording};

/// The results of the group's students.
pub(super) fn results(late: &Late<'_>, doubts: &mut Doubts) -> Vec<ResultLine> {
    let archive = late.facts.archive;
    let mut rows: Vec<&ResultEntry> =
        archive.late.results.iter().filter(|row| late.has(row.student)).collect();
    rows.sort_by_cached_key(|row| {
        let title = archive.journals[row.journal].title();
        (late.place(row.student, &title, row.date), row.term)
    });
    let line = |row: &&ResultEntry| {
        let line = ResultLine {
            who: late.who(row.student),
            discipline: archive.journals[row.journal].title(),
            period: row.term.label(&archive.settings),
            was: and_since(result_before(late, row), late.earlier.of_result(row)),
            mark: row.value.text.to_string(),
            date: row.date,
            examiner: row.examiner.map(|staff| archive.staff[staff].short_name()),
            sheet_no: text(row.sheet_no.as_ref()),
            ticket: text(row.ticket.as_ref()),
        };
        let about = format!("{}, {}, {}", line.who.name, line.discipline, line.period);
        if line.was.as_ref() == Some(&line.mark) {
            doubts.say(format!("{about}: и до исправления стояло «{}»", line.mark));
        }
        doubts.value(Kind::Result(row.journal, row.student, row.term), &line.mark, &about);
        line
    };
    rows.iter().map(line).collect()
}

/// What the year says of a result: as the sheet shows it, else as the journal has it.
fn result_before(late: &Late<'_>, row: &ResultEntry) -> Option<String> {
    let facts = late.facts;
    let own = facts.ledger.results(row.journal).iter().map(|own| &facts.archive.results[*own]);
    let same = own.into_iter().rfind(|own| own.student == row.student && own.term == row.term)?;
    let stood = late.standing.of(row.journal, row.student, row.term);
    // Of several journals of one discipline the sheet shows one.
    let shown = stood.filter(|stood| stood.text.split('/').next() == Some(&*same.value.text));
    Some(shown.map_or_else(|| same.value.text.to_string(), |stood| stood.text))
}

/// The final state attestation of the group's students.
pub(super) fn gia(late: &Late<'_>, doubts: &mut Doubts) -> Vec<GiaLine> {
    let archive = late.facts.archive;
    let mut rows: Vec<&Gia> = archive.late.gia.iter().filter(|row| late.has(row.student)).collect();
    rows.sort_by_cached_key(|row| (late.place(row.student, "", None), row.kind, row.date));
    let line = |row: &&Gia| {
        let before = late.facts.ledger.gia(row.student).iter().map(|own| &archive.gia[*own]);
        let before = before.into_iter().rfind(|own| gia_key(own) == gia_key(row));
        let line = GiaLine {
            who: late.who(row.student),
            kind: row.kind.label(),
            title: text(row.title.as_ref()),
            supervisor: text(row.supervisor.as_ref()),
            score: row.score,
            was: before.map(|own| own.value.text.to_string()),
            mark: row.value.text.to_string(),
            protocol: protocol(row),
        };
        doubts.value(Kind::Gia(gia_key(row)), &line.mark, &format!("{}, {}", line.who.name, line.kind));
        line
    };
    rows.iter().map(line).collect()
}

/// The movements of the group's students.
pub(super) fn movements(late: &Late<'_>, doubts: &mut Doubts) -> Vec<MovementLine> {
    let archive = late.facts.archive;
    let wording = Wording::of(&archive.settings);
    let mut rows: Vec<&Movement> =
        archive.late.movements.iter().filter(|row| late.has(row.student)).collect();
    rows.sort_by_cached_key(|row| (late.place(row.student, "", Some(row.date)), row.kind));
    let line = |row: &&Movement| {
        let to = row.to.map(|group| archive.groups[group].name.to_string());
        let line = MovementLine {
            who: late.who(row.student),
            date: row.date,
            kind: wording.movement(row.kind),
            from: row.from.map(|group| archive.groups[group].name.to_string()),
            to: to.or_else(|| text(row.to_organization.as_ref())),
            order: numbered(row.order.as_deref(), row.order_date),
            confirmation: numbered(row.confirmation_no.as_deref(), row.confirmation_date),
        };
        let value = line.to.clone().unwrap_or_default();
        let about = format!("{}, {} {}", line.who.name, line.kind, crate::words::date(line.date));
        doubts.value(Kind::Movement(row.student, row.date, row.kind), &value, &about);
        line
    };
    rows.iter().map(line).collect()
}
