//! `letopis retention` and `due`: the archives by the day on which their terms end, as of a day.

use crate::archive::chain::Chain;
use crate::archive::event::{Event, day_of};
use crate::archive::register::{Entry, Holds};
use crate::archive::standing::Held;
use crate::archive::stock::{Kept, Stock};
use crate::archive::store::Store;
use crate::archive::term::Term;
use crate::figures::retention::Class;
use crate::files;
use crate::run::progress::{Progress, out};
use crate::run::{Format, Status, clock, guard_store};
use crate::words;
use anyhow::Result;
use chrono::{Months, NaiveDate};
use serde::Serialize;
use std::path::PathBuf;

/// How many months ahead the end of a term is told of.
const AHEAD: u32 = 3;

/// What is listed.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The day that it is listed as of; `None`: today.
    pub on: Option<NaiveDate>,
    /// Whether only that is listed whose term has ended.
    pub due: bool,
    /// How it is told.
    pub format: Format,
}

/// How an archive stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Its term has not ended.
    Kept,
    /// It ends within three months.
    Soon,
    /// It has ended.
    Due,
    /// It is not known.
    Unknown,
    /// It is held.
    Held,
    /// An act selected it.
    Selected,
    /// It waits for its destruction.
    Marked,
    /// It was destroyed.
    Destroyed,
}

/// What is told of an archive.
#[derive(Serialize)]
struct Row {
    archive: String,
    holds: Holds,
    class: Class,
    academic_year: String,
    state: State,
    /// The last day on which it is kept.
    #[serde(serialize_with = "iso")]
    until: Option<NaiveDate>,
    /// The first on which it may be destroyed.
    #[serde(serialize_with = "iso")]
    free_from: Option<NaiveDate>,
    /// The last day on which the sheets of a year are kept.
    #[serde(serialize_with = "iso")]
    sheets_until: Option<NaiveDate>,
    groups: Vec<OfGroup>,
    hold: Option<String>,
    act: Option<u32>,
    removed_from: Option<String>,
    destroyed_at: Option<String>,
    /// The day that the papers about its destruction carry.
    #[serde(serialize_with = "iso")]
    destroyed_on: Option<NaiveDate>,
    copies: usize,
    replaced: bool,
    /// Whether its file is not in the store, and was not destroyed.
    missing: bool,
}

#[derive(Serialize)]
struct OfGroup {
    name: String,
    #[serde(serialize_with = "iso")]
    until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<String>,
}

/// `2030-12-31`.
fn iso<S: serde::Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}

/// Lists.
pub fn list(options: &Options, progress: &Progress) -> Result<Status> {
    guard_store(&options.archive)?;
    let (register, events) = Store::read(&options.archive)?;
    let on = options.on.unwrap_or_else(clock::today);
    let is_missing = |entry: &Entry| files::is_gone(&options.archive.join(entry.zip()));
    let mut rows: Vec<Row> = rows(&register, &events, &is_missing, options.on, on);
    if options.due {
        rows.retain(|row| row.until.is_some_and(|until| until < on) && row.state != State::Destroyed);
    }
    // What has no date comes last.
    rows.sort_by(|one, other| {
        (one.until.is_none(), one.until, &one.archive).cmp(&(
            other.until.is_none(),
            other.until,
            &other.archive,
        ))
    });
    if options.format == Format::Json {
        for row in &rows {
            out(&format!("{}\n", serde_json::to_string(row)?));
        }
        return Ok(Status::Done);
    }
    out(&format!("На {}:\n", words::date(on)));
    for row in &rows {
        out(&text(row, on));
    }
    if rows.is_empty() {
        out(if options.due {
            "Ни у одного архива срок хранения не истёк.\n"
        } else {
            "Архивов нет.\n"
        });
    }
    if rows.iter().any(|row| row.state == State::Due) && options.on.is_none() {
        progress.say("Дальше: акт о выделении к уничтожению — letopis retention act");
    }
    Ok(Status::Done)
}

/// All archives as of a day; of today (`asked` is `None`) by all that the log has, also what a clock that ran ahead
/// wrote.
fn rows(
    register: &Chain<Entry>,
    events: &Chain<Event>,
    is_missing: &dyn Fn(&Entry) -> bool,
    asked: Option<NaiveDate>,
    on: NaiveDate,
) -> Vec<Row> {
    let stock = match asked {
        Some(day) => Stock::until(register, events, &format!("{day}T23:59:59Z")),
        None => Stock::now(register, events),
    };
    stock.archives.iter().map(|kept| row(kept, &stock, is_missing(kept.entry), on)).collect()
}

fn row(Kept { entry, standing, .. }: &Kept<'_>, stock: &Stock<'_>, is_missing: bool, on: NaiveDate) -> Row {
    let held = |(other, hold): (&Entry, &Held)| match other.name == entry.name {
        true => hold.reason.clone(),
        false => format!("{} (запрет № {} на {})", hold.reason, hold.number, other.name),
    };
    let holds: Vec<String> = stock.holds_with_places(entry).into_iter().map(held).collect();
    let term = stock.term(entry);
    let (free_from, has_ended) = (term.free_from(), term.has_ended(on));
    let Term { class, until, groups } = term;
    let soon =
        until.is_some_and(|until| until.checked_sub_months(Months::new(AHEAD)).is_some_and(|day| day <= on));
    let act = standing.act.as_ref();
    let state = match act {
        Some(act) if act.destroyed.is_some() => State::Destroyed,
        _ if !holds.is_empty() => State::Held,
        Some(act) if act.removed_from.is_some() => State::Marked,
        Some(_) => State::Selected,
        None => match until {
            None => State::Unknown,
            Some(_) if has_ended => State::Due,
            Some(_) if soon => State::Soon,
            Some(_) => State::Kept,
        },
    };
    let sheets = (entry.holds == Holds::Year).then(|| stock.sheets_term(entry));
    Row {
        archive: entry.name.clone(),
        holds: entry.holds,
        class,
        academic_year: entry.academic_year.clone(),
        state,
        until,
        free_from,
        sheets_until: sheets.and_then(|sheets| sheets.until),
        groups: groups
            .into_iter()
            .map(|group| OfGroup { name: group.name, until: group.until, told_by: group.told_by })
            .collect(),
        hold: (!holds.is_empty()).then(|| holds.join("; ")),
        act: act.map(|act| act.number),
        removed_from: act.and_then(|act| act.removed_from.clone()),
        destroyed_at: standing.destroyed().map(|destroyed| destroyed.at.clone()),
        destroyed_on: standing.destroyed().and_then(|destroyed| destroyed.day),
        copies: standing.kept_copies().count(),
        missing: standing.destroyed().is_none() && is_missing,
        replaced: stock.replaced_by(entry).is_some(),
    }
}

fn text(row: &Row, on: NaiveDate) -> String {
    let until = row
        .until
        .map_or_else(|| "срок не вычислен".to_owned(), |day| format!("хранить по {}", words::date(day)));
    let act = row.act.map(|number| format!("акт № {number}")).unwrap_or_default();
    let day_of =
        |text: &Option<String>| text.as_deref().and_then(day_of).map(words::date).unwrap_or_default();
    let state = match row.state {
        State::Kept => String::new(),
        State::Unknown if row.holds == Holds::Other => Holds::NOT_OURS.to_owned(),
        State::Unknown => "хранить, пока в данных не появится конец обучения всех групп".to_owned(),
        State::Soon => {
            let left = row.until.map_or(0, |until| (until - on).num_days() + 1);
            let left_word =
                if left % 10 == 1 && left % 100 != 11 { "остался" } else { "осталось" };
            format!(
                "СКОРО: {left_word} {}",
                words::count(usize::try_from(left).unwrap_or_default(), ["день", "дня", "дней"])
            )
        }
        State::Due => "СРОК ИСТЁК".to_owned(),
        State::Held => format!("ЗАПРЕТ: {}", row.hold.as_deref().unwrap_or_default()),
        State::Selected => format!("выделен к уничтожению, {act}"),
        State::Marked => format!("ждёт уничтожения, {act}: не раньше {}", day_of(&row.removed_from)),
        State::Destroyed => {
            format!("уничтожен {}, {act}", row.destroyed_on.map(words::date).unwrap_or_default())
        }
    };
    let what = match row.holds {
        Holds::Year => "журналы",
        Holds::Supplement => "дополнение",
        Holds::Sheets => "ведомости",
        Holds::Other => "неизвестно что",
    };
    let replaced = if row.replaced { ", заменён" } else { "" };
    let mut line = format!("{until:24}  {} ({what} за {}{replaced})", row.archive, row.academic_year);
    if !state.is_empty() {
        line.push_str(&format!(" — {state}"));
    }
    line.push('\n');
    let differ = row.groups.iter().any(|group| group.until != row.until || group.told_by.is_some());
    if differ && row.state != State::Destroyed {
        for group in &row.groups {
            let day = group.until.map_or_else(
                || "конец обучения не указан".to_owned(),
                |day| format!("по {}", words::date(day)),
            );
            let told =
                group.told_by.as_ref().map(|name| format!(", как сказано в {name}")).unwrap_or_default();
            line.push_str(&format!("{:26}{}: {day}{told}\n", "", group.name));
        }
    }
    if row.holds == Holds::Year && row.state != State::Destroyed {
        let day = row
            .sheets_until
            .map_or_else(|| "срок не вычислен".to_owned(), |day| format!("по {}", words::date(day)));
        line.push_str(&format!("{:26}сводные ведомости: {day}\n", ""));
    }
    if row.missing {
        line.push_str(&format!(
            "{:26}ФАЙЛА В ХРАНИЛИЩЕ НЕТ: верните его — letopis restore {} --from НОСИТЕЛЬ --to ХРАНИЛИЩЕ\n",
            "", row.archive
        ));
    }
    if row.copies == 0 && row.state != State::Destroyed {
        line.push_str(&format!("{:26}копий нет: letopis copy {} --to НОСИТЕЛЬ\n", "", row.archive));
    }
    line
}
