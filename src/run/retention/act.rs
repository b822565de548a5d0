//! `letopis retention act`: the act that selects for destruction what is due (акт о выделении к уничтожению),
//! with the protocol of the commission; and its withdrawal.

use super::cases::cases;
use super::logged::place;
use super::whose::people;
use super::{Office, of_act};
use crate::archive::copied::Copy;
use crate::archive::event::{Deed, Form, day_of};
use crate::archive::obstacle::Obstacle;
use crate::archive::register::Entry;
use crate::archive::stock::Kept;
use crate::archive::store::Store;
use crate::documents::disposal::{self, Disposal, DisposalAct, DisposedArchive};
use crate::documents::letterhead::Letterhead;
use crate::documents::press::Press;
use crate::files::FileDigest;
use crate::run::copy::tell_media;
use crate::run::progress::Progress;
use crate::run::{Status, UsageError, clock, find_archive, guard_store, reason};
use crate::words;
use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// The longest name of a protocol, in letters.
const LONGEST_PROTOCOL: usize = 100;

/// What an act selects.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The archives; none: all that are due.
    pub names: Vec<String>,
    /// «№ 3 от 12.01.2031», the protocol of the expert commission; `None`: it is filled in by hand.
    pub protocol: Option<String>,
    /// An input folder whose signatories sign.
    pub input: PathBuf,
}

/// Draws an act up.
pub fn act(options: &Options, progress: &Progress) -> Result<Status> {
    guard_store(&options.archive)?;
    if let Some(protocol) = &options.protocol
        && (protocol.trim().is_empty()
            || protocol.chars().any(char::is_control)
            || protocol.chars().count() > LONGEST_PROTOCOL)
    {
        let message = format!(
            "--protocol: нужна одна строка не длиннее {LONGEST_PROTOCOL} знаков: «№ 3 от 12.01.2031»"
        );
        return Err(UsageError(message).into());
    }
    let mut store = Store::open(&options.archive)?;
    let today = clock::today();
    let selected = match options.names.is_empty() {
        true => due(&store, today, progress),
        false => named(&store, &options.names, today)?,
    };
    let Some((first, _)) = selected.first() else {
        progress.say("Выделять к уничтожению нечего: срок не истёк, или архив под запретом, или уже в акте. Как что стоит: letopis retention");
        return Ok(Status::Done);
    };
    let organization = first.organization.clone();
    let (own, others): (Vec<_>, Vec<_>) =
        selected.iter().partition::<Vec<_>, _>(|(entry, _)| entry.organization == organization);
    if let Some((other, _)) = others.first() {
        progress.say(&format!("{} — архив другой организации: на него составьте отдельный акт", other.name));
    }
    let numbers = store.events.values.iter().filter_map(|event| match event.deed {
        Deed::Selected { act, .. } => Some(act),
        _ => None,
    });
    let number = numbers.max().unwrap_or_default().checked_add(1).context("номера актов кончились")?;
    let file = format!("act-{number}.pdf");
    if store.has(&file) {
        let message = format!("в хранилище лежит {file}, которого нет в журнале: уберите его");
        return Err(UsageError(message).into());
    }
    // The act about personal data will need them, when nobody can mend what is wrong with them.
    people(&store, &own.iter().map(|(entry, _)| entry).collect::<Vec<_>>())?;
    let office = Office::of(&store, &organization, &options.input)?;
    let day = clock::day_of_papers();
    let mut disposal = Disposal {
        number,
        drawn: day,
        article: office.settings.retention.article.clone(),
        protocol: options.protocol.as_ref().map(|protocol| protocol.trim().to_owned()),
        cases: Vec::new(),
        archives: Vec::new(),
    };
    for (entry, line) in &own {
        disposal.cases.extend(cases(&store, entry, today)?);
        let copies = store.standing(line).kept_copies().map(label).collect();
        disposal.archives.push(DisposedArchive {
            name: entry.name.clone(),
            root: entry.root.clone(),
            year: entry.academic_year.clone(),
            kept_until: store.stock().term(entry).until.map(words::date).unwrap_or_default(),
            copies,
        });
    }
    let head = Letterhead::new(&office.settings);
    let data = serde_json::to_vec(&DisposalAct::new(&head, &disposal))?;
    let press = Press::new(&office.templates, &office.settings)?;
    let pdf = press.print(disposal::TEMPLATE, &format!("act-{number}"), data, false)?.pdf;
    let (changes, now) = (store.begin()?, clock::now());
    changes.write(&file, &pdf)?;
    let sha256 = FileDigest::of(&pdf).sha256;
    let lines: Vec<(String, String)> =
        own.iter().map(|(entry, line)| (entry.name.clone(), line.clone())).collect();
    for (name, line) in &lines {
        let (file, sha256, protocol) = (file.clone(), sha256.clone(), disposal.protocol.clone());
        let sheets =
            own.iter().any(|(entry, own)| own == line && super::sheets::have_ended(&store, entry, today));
        let day = Some(day.to_string());
        store.note(&now, name, line, Deed::Selected { act: number, file, sha256, sheets, protocol, day });
    }
    store.commit(changes)?;
    progress.say(&format!(
        "Акт № {number} о выделении к уничтожению: {} ({})",
        store.path(&file).display(),
        words::count(disposal.count(), ["дело", "дела", "дел"])
    ));
    for (name, _) in &lines {
        progress.say(&format!("  {name}"));
    }
    tell_media(&store, &[], "акт", progress);
    progress.say(&format!(
        "Дальше: комиссия согласует, директор утверждает; затем letopis retention destroy --act {number}. Отозвать акт: letopis retention act --cancel {number} --reason \"причина\""
    ));
    Ok(Status::Done)
}

/// Withdraws an act: nothing is destroyed by it.
pub fn cancel(archive: &Path, number: u32, why: &str, progress: &Progress) -> Result<Status> {
    guard_store(archive)?;
    let why = reason(why)?;
    let mut store = Store::open(archive)?;
    let own = of_act(&store, number);
    let refuse = |message: String| Err(UsageError(message).into());
    if own.is_empty() {
        return refuse(format!("действующего акта № {number} нет"));
    }
    if own.iter().any(|(_, _, standing)| standing.destroyed().is_some()) {
        return refuse(format!("по акту № {number} архивы уже уничтожены: отозвать его нельзя"));
    }
    let now = clock::now();
    for (entry, line, _) in &own {
        store.note(&now, &entry.name, line, Deed::Withdrawn { act: number, reason: why.clone() });
    }
    store.save()?;
    progress.say(&format!("Акт № {number} отозван: {why}. Сам он остаётся в хранилище."));
    tell_media(&store, &[], "отзыв акта", progress);
    if own.iter().any(|(_, _, standing)| standing.act.as_ref().is_some_and(|act| act.is_erasing)) {
        progress.say(
            "Копии по нему уже начали стирать: что осталось, покажет letopis copy --check; сделайте новые.",
        );
    }
    Ok(Status::Done)
}

/// What is due, free, and in no act.
fn due(store: &Store, today: NaiveDate, progress: &Progress) -> Vec<(Entry, String)> {
    let (mut due, stock) = (Vec::new(), store.stock());
    for Kept { entry, line, standing } in &stock.archives {
        let obstacles = stock.obstacles(entry, standing, today);
        if standing.act.is_some() || obstacles.iter().any(Obstacle::is_of_term) {
            continue;
        }
        match obstacles.is_empty() {
            true => due.push(((*entry).clone(), (*line).to_owned())),
            false => progress.say(&format!("{} пропущен: {}", entry.name, told(&obstacles))),
        }
    }
    due
}

/// The archives that are named, each of which must be due, free, and in no act.
fn named(store: &Store, names: &[String], today: NaiveDate) -> Result<Vec<(Entry, String)>> {
    let mut named: Vec<(Entry, String)> = Vec::new();
    let stock = store.stock();
    for name in names {
        let (entry, line) = find_archive(store, name)?;
        let refuse = |message: String| Err(UsageError(message).into());
        let standing = store.standing(line);
        if let Some(act) = &standing.act {
            let what = if act.destroyed.is_some() {
                "уничтожен по акту"
            } else {
                "уже в акте"
            };
            return refuse(format!("{} {what} № {}", entry.name, act.number));
        }
        let obstacles = stock.obstacles(entry, &standing, today);
        if !obstacles.is_empty() {
            return refuse(format!("{}: {}", entry.name, told(&obstacles)));
        }
        if !named.iter().any(|(other, _)| other.name == entry.name) {
            named.push((entry.clone(), line.to_owned()));
        }
    }
    Ok(named)
}

fn told(obstacles: &[Obstacle]) -> String {
    obstacles.iter().map(Obstacle::to_string).collect::<Vec<_>>().join("; ")
}

/// «D:\архив, носитель 3f2a…, зашифрована, прочитана 12.01.2031».
pub(super) fn label(copy: &Copy) -> String {
    let read = day_of(&copy.read_at).map(words::date).unwrap_or_default();
    let encrypted = if copy.form == Form::Encrypted { ", зашифрована" } else { "" };
    format!("{}{encrypted}, прочитана {read}", place(&copy.path, &copy.medium))
}
