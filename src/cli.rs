//! Arguments and exit status.

mod keeping;

use crate::archive::encryption::NotOpened;
use crate::archive::medium::DamagedOriginal;
use crate::archive::pack::NotAsBuilt;
use crate::archive::store::BrokenRegister;
use crate::demo::Size;
use crate::documents::letters::MissingLetters;
use crate::documents::press::WrongPrint;
use crate::files;
use crate::model::cell::date;
use crate::model::settings::OrganizationKind;
use crate::read::SettingsError;
use crate::reports;
use crate::run::description::BuildPart;
use crate::run::progress::Progress;
use crate::run::recalled::NotAsSealed;
use crate::run::restore::AnotherArchive;
use crate::run::seal::Incomplete;
use crate::run::{self, Format, Status, UsageError};
use crate::words;
use anyhow::Result;
use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const HELP: &str = "{about-with-newline}\nИспользование: {usage}\n\n{all-args}{after-help}";

/// Летопись: годовой архив электронных журналов — к печати, на сайт и под печать
#[derive(Debug, Parser)]
#[command(name = "letopis", version, help_template = HELP, override_usage = "letopis КОМАНДА [ПАРАМЕТРЫ]")]
#[command(disable_help_subcommand = true, disable_help_flag = true, disable_version_flag = true)]
#[command(subcommand_help_heading = "Команды", subcommand_value_name = "КОМАНДА")]
#[command(
    after_help = "\nСправка о команде: letopis КОМАНДА --help. Обычный порядок: letopis check, letopis build, печать и подписи, letopis seal."
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Общие параметры")]
struct Common {
    /// Ничего не сообщать, кроме ошибок
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Показать справку
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Показать версию
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Args, Debug)]
struct Input {
    /// Папка с данными (если не указана: input)
    #[arg(long, value_name = "ПАПКА", default_value = "input", hide_default_value = true)]
    input: PathBuf,
}

#[derive(Args, Debug)]
struct Output {
    /// Папка, в которую строить (если не указана: output)
    #[arg(long, value_name = "ПАПКА", default_value = "output", hide_default_value = true)]
    output: PathBuf,
}

#[derive(Args, Debug)]
struct Store {
    /// Хранилище архивов (если не указано: archive)
    #[arg(long, value_name = "ПАПКА", default_value = "archive", hide_default_value = true)]
    archive: PathBuf,
}

#[derive(Args, Debug)]
struct Machine {
    /// text — для людей, json — по объекту на строку
    #[arg(
        long,
        value_name = "ВИД",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Завести папку с данными: настройки с пояснениями и пустые таблицы
    #[command(help_template = HELP, override_usage = "letopis init ПАПКА [--sample]", next_help_heading = "Параметры")]
    Init {
        /// Новая папка
        #[arg(value_name = "ПАПКА")]
        folder: PathBuf,
        /// Записать образец: небольшой колледж с вымышленными людьми
        #[arg(long)]
        sample: bool,
    },
    /// Проверить данные и показать всё, что в них не так
    #[command(help_template = HELP, override_usage = "letopis check [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Check {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        machine: Machine,
        /// Записать то же страницей, которую можно отправить по почте
        #[arg(long, value_name = "ФАЙЛ")]
        html: Option<PathBuf>,
    },
    /// Построить журналы к печати, ведомости, сайт и данные
    #[command(help_template = HELP, override_usage = "letopis build [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Build {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        store: Store,
        /// После сборки опечатать архив
        #[arg(long)]
        seal: bool,
        /// Сколько групп строить одновременно (если не указано: по числу ядер)
        #[arg(long, value_name = "ЧИСЛО", value_parser = clap::value_parser!(u16).range(1..))]
        jobs: Option<u16>,
        /// Построить только часть: print, site или data
        #[arg(long, value_name = "ЧАСТЬ", hide_possible_values = true)]
        only: Option<BuildPart>,
        /// Редакция: full — полная
        #[arg(
            long,
            value_name = "РЕДАКЦИЯ",
            default_value = "full",
            hide_default_value = true,
            hide_possible_values = true
        )]
        edition: EditionArgument,
        /// Построить всё заново, ничего не брать из прежней сборки
        #[arg(long)]
        fresh: bool,
    },
    /// Опечатать сборку: архив, реестр, свидетельство
    #[command(help_template = HELP, override_usage = "letopis seal [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Seal {
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        store: Store,
        /// Имя архива, вместо которого опечатывается этот
        #[arg(long, value_name = "ИМЯ", requires = "reason")]
        supersedes: Option<String>,
        /// Почему год открывали заново
        #[arg(long, value_name = "ТЕКСТ", requires = "supersedes")]
        reason: Option<String>,
    },
    /// Проверить каждый байт сборки, архива или хранилища
    #[command(help_template = HELP, override_usage = "letopis verify ПУТЬ [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Verify {
        /// Сборка, архив (zip или папка) или хранилище
        #[arg(value_name = "ПУТЬ")]
        path: PathBuf,
        /// Пропускать то, о чём стандарт оставляет судить (docs/verification.md)
        #[arg(long)]
        lenient: bool,
        #[command(flatten)]
        machine: Machine,
    },
    /// Один отчёт: документ или его числа
    #[command(help_template = HELP, override_usage = "letopis report ОТЧЁТ [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Report {
        /// Какой отчёт
        #[arg(value_name = "ОТЧЁТ", value_parser = PossibleValuesParser::new(kinds()), hide_possible_values = true, help = report_help())]
        name: String,
        #[command(flatten)]
        input: Input,
        /// Только журналы этой группы: её код или название
        #[arg(long, value_name = "ГРУППА")]
        group: Option<String>,
        /// Только этот период: его код или название; год — year
        #[arg(long, value_name = "ПЕРИОД", conflicts_with_all = ["from", "to"])]
        term: Option<String>,
        /// С этого дня: 2024-10-01 или 01.10.2024
        #[arg(long, value_name = "ДАТА", value_parser = day)]
        from: Option<NaiveDate>,
        /// По этот день включительно
        #[arg(long, value_name = "ДАТА", value_parser = day)]
        to: Option<NaiveDate>,
        /// pdf — документ, json — числа по объекту на строку, csv — числа таблицей (если не указано: pdf)
        #[arg(
            long,
            value_name = "ВИД",
            default_value = "pdf",
            hide_default_value = true,
            hide_possible_values = true
        )]
        format: ReportFormat,
        /// Куда записать (если не указано: документ — в текущую папку под именем отчёта, числа — на экран)
        #[arg(long, value_name = "ФАЙЛ")]
        file: Option<PathBuf>,
    },
    /// Напечатать один документ: журнал, том группы или ведомость
    #[command(
        help_template = HELP,
        override_usage = "letopis print --journal КОД | --group ГРУППА | --sheet ГРУППА | --attestation ЧЬИ | --exams ГРУППА | --late ЧЬИ [ПАРАМЕТРЫ]",
        next_help_heading = "Параметры"
    )]
    #[command(group = ArgGroup::new("what").required(true).args(["journal", "group", "sheet", "attestation", "exams", "late"]))]
    Print {
        /// Журнал: его код
        #[arg(long, value_name = "КОД")]
        journal: Option<String>,
        /// Журналы группы: её код или название
        #[arg(long, value_name = "ГРУППА")]
        group: Option<String>,
        /// Сводная ведомость группы: её код или название
        #[arg(long, value_name = "ГРУППА")]
        sheet: Option<String>,
        /// Результаты аттестации: группы (её код или название), курса или параллели (номер), всех (all)
        #[arg(long, value_name = "ЧЬИ")]
        attestation: Option<String>,
        /// Экзаменационные и зачётные ведомости группы: её код или название
        #[arg(long, value_name = "ГРУППА")]
        exams: Option<String>,
        /// Приложение к сводной ведомости, что пришло после закрытия года: группы (её код или название), всех (all)
        #[arg(long, value_name = "ЧЬИ")]
        late: Option<String>,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        store: Store,
        /// Куда записать (если не указано: в текущую папку)
        #[arg(long, value_name = "ФАЙЛ")]
        file: Option<PathBuf>,
    },
    /// Сведения об успеваемости и посещаемости обучающегося, для родителей
    #[command(
        help_template = HELP,
        override_usage = "letopis sheet --student КОД | --paper [ПАРАМЕТРЫ]",
        next_help_heading = "Параметры"
    )]
    #[command(group = ArgGroup::new("whose").required(true).args(["student", "paper"]))]
    Sheet {
        /// Обучающийся: его код или полное имя
        #[arg(long, value_name = "КОД")]
        student: Option<String>,
        /// Все, кто просил сведения на бумаге (столбец paper_reports)
        #[arg(long)]
        paper: bool,
        #[command(flatten)]
        input: Input,
        /// С этого дня: 2024-10-01 или 01.10.2024 (если не указано: с начала года)
        #[arg(long, value_name = "ДАТА", value_parser = day)]
        from: Option<NaiveDate>,
        /// По этот день включительно
        #[arg(long, value_name = "ДАТА", value_parser = day)]
        to: Option<NaiveDate>,
        /// Страница на каждую неделю
        #[arg(long)]
        weekly: bool,
        /// В какую папку записать (если не указано: в текущую)
        #[arg(long, value_name = "ПАПКА")]
        folder: Option<PathBuf>,
    },
    /// Выписка из журналов для одного обучающегося или для каждого
    #[command(
        help_template = HELP,
        override_usage = "letopis extract --student КОД | --all [ПАРАМЕТРЫ]",
        next_help_heading = "Параметры"
    )]
    #[command(group = ArgGroup::new("whose").required(true).args(["student", "all"]))]
    Extract {
        /// Обучающийся: его код или полное имя
        #[arg(long, value_name = "КОД")]
        student: Option<String>,
        /// Каждому обучающемуся свою
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        input: Input,
        /// В какую папку записать (если не указано: в текущую)
        #[arg(long, value_name = "ПАПКА")]
        folder: Option<PathBuf>,
    },
    /// Показать шаблон документа на данных: для тех, кто меняет шаблоны
    #[command(help_template = HELP, override_usage = "letopis preview ДОКУМЕНТ [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Preview {
        /// Какой шаблон
        #[arg(value_name = "ДОКУМЕНТ", value_parser = PossibleValuesParser::new(run::preview::DOCUMENTS), hide_possible_values = true, help = preview_help())]
        document: String,
        #[command(flatten)]
        input: Input,
        /// На данных этой группы: её код или название (если не указано: первой)
        #[arg(long, value_name = "ГРУППА")]
        group: Option<String>,
        /// На данных этого журнала: его код (если не указано: первого в группе)
        #[arg(long, value_name = "КОД", conflicts_with = "group")]
        journal: Option<String>,
        /// Куда записать (если не указано: в текущую папку)
        #[arg(long, value_name = "ФАЙЛ")]
        file: Option<PathBuf>,
        /// Записать и сами данные, как их получает шаблон (JSON)
        #[arg(long, value_name = "ФАЙЛ")]
        data: Option<PathBuf>,
        /// Положить встроенный шаблон в папку данных, чтобы его менять
        #[arg(long)]
        copy: bool,
    },
    /// Приложить к архиву подпись, сделанную другой программой
    #[command(help_template = HELP, override_usage = "letopis sign ИМЯ --attach ФАЙЛ [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Sign {
        /// Имя архива
        #[arg(value_name = "ИМЯ")]
        name: String,
        /// Откреплённая подпись: CMS/CAdES (.sig, .p7s), ssh-keygen -Y, minisign, штамп времени (.tsr)
        #[arg(long, value_name = "ФАЙЛ")]
        attach: PathBuf,
        /// Открытый ключ: нужен для minisign; для ssh — чтобы проверить, чей он
        #[arg(long, value_name = "ФАЙЛ")]
        key: Option<PathBuf>,
        #[command(flatten)]
        store: Store,
    },
    /// Опечатать поздние результаты отдельно, рядом с архивом года
    #[command(help_template = HELP, override_usage = "letopis supplement ИМЯ [ФАЙЛ…] [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Supplement(keeping::Supplement),
    /// Сделать проверенные копии архивов на других носителях, проверить прежние
    #[command(
        help_template = HELP,
        override_usage = "letopis copy ИМЯ… --to ПАПКА… | --check | --lost НОСИТЕЛЬ [ПАРАМЕТРЫ]",
        next_help_heading = "Параметры"
    )]
    Copy(keeping::Copy),
    /// Вернуть архив из копий, в том числе повреждённых
    #[command(help_template = HELP, override_usage = "letopis restore ИМЯ --from ПАПКА… --to ПАПКА [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Restore(keeping::Restore),
    /// Что до какого дня хранится; запреты, акты, уничтожение
    #[command(
        help_template = HELP,
        override_usage = "letopis retention [due | hold | act | destroy] [ПАРАМЕТРЫ]",
        next_help_heading = "Параметры"
    )]
    Retention(keeping::Retention),
    /// Сводная ведомость группы за весь срок обучения, по архивам всех её лет
    #[command(
        help_template = HELP,
        override_usage = "letopis study-sheet --group ГРУППА [ПАРАМЕТРЫ]",
        next_help_heading = "Параметры"
    )]
    StudySheet {
        /// Группа: её код или название в последнем году, в котором она есть
        #[arg(long, value_name = "ГРУППА")]
        group: String,
        #[command(flatten)]
        store: Store,
        /// Последний учебный год, который берётся: 2023/2024 (если не указано: последний в хранилище)
        #[arg(long, value_name = "ГОД")]
        year: Option<String>,
        /// Куда записать (если не указано: документ — в текущую папку под кодом группы, числа — на экран)
        #[arg(long, value_name = "ФАЙЛ")]
        file: Option<PathBuf>,
        #[command(flatten)]
        machine: Machine,
    },
    /// Записать вымышленные данные любого размера
    #[command(help_template = HELP, override_usage = "letopis demo ПАПКА [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Demo {
        /// Новая папка
        #[arg(value_name = "ПАПКА")]
        folder: PathBuf,
        /// Групп (если не указано: 3)
        #[arg(long, value_name = "ЧИСЛО", default_value = "3", hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=9801))]
        groups: u16,
        /// Обучающихся в группе (если не указано: 24)
        #[arg(long, value_name = "ЧИСЛО", default_value = "24", hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=999))]
        students: u16,
        /// Журналов в группе (если не указано: 12)
        #[arg(long, value_name = "ЧИСЛО", default_value = "12", hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=999))]
        journals: u16,
        /// Занятий в журнале (если не указано: 72)
        #[arg(long, value_name = "ЧИСЛО", default_value = "72", hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=9999))]
        lessons: u16,
        /// Начало случайности: с тем же числом получаются те же данные (если не указано: 1)
        #[arg(long, value_name = "ЧИСЛО", default_value = "1", hide_default_value = true)]
        seed: u64,
        /// college — колледж, school — школа (если не указано: college)
        #[arg(
            long,
            value_name = "ВИД",
            default_value = "college",
            hide_default_value = true,
            hide_possible_values = true
        )]
        kind: KindArgument,
        /// csv — все таблицы в CSV, mixed — в разных форматах (если не указано: csv)
        #[arg(
            long,
            value_name = "ВИД",
            default_value = "csv",
            hide_default_value = true,
            hide_possible_values = true
        )]
        formats: FormatsArgument,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EditionArgument {
    Full,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindArgument {
    College,
    School,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum ReportFormat {
    Pdf,
    Json,
    Csv,
}

/// The names of the reports.
fn kinds() -> impl Iterator<Item = &'static str> {
    reports::KINDS.iter().map(|kind| kind.id)
}

/// Every report with its name.
fn report_help() -> String {
    let lines = reports::KINDS.iter().map(|kind| format!("{} — {}", kind.id, words::lower_first(kind.title)));
    format!("Какой: {}", lines.collect::<Vec<_>>().join("; "))
}

/// Every template that can be shown.
fn preview_help() -> String {
    format!("Какой: {}", run::preview::DOCUMENTS.join(", "))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    date(text.trim()).ok_or_else(|| "нужна дата вида 2024-10-01 или 01.10.2024".to_owned())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatsArgument {
    Csv,
    Mixed,
}

/// Runs the program with the arguments of its process and returns its exit status.
pub fn main() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return told(&error),
    };
    let progress = Progress::new(cli.common.quiet);
    let status = dispatch(cli.command, &progress).unwrap_or_else(|error| {
        eprintln!("ошибка: {}", causes(&error));
        // Contexts are laid over an error: what it is, its causes tell.
        let is = |test: fn(&(dyn std::error::Error + 'static)) -> bool| error.chain().any(test);
        if is(|cause| cause.is::<UsageError>() || cause.is::<SettingsError>() || cause.is::<WrongPrint>()) {
            Status::BadCall
        } else if is(|cause| {
            cause.is::<MissingLetters>()
                || cause.is::<NotAsBuilt>()
                || cause.is::<NotAsSealed>()
                || cause.is::<BrokenRegister>()
                || cause.is::<Incomplete>()
                || cause.is::<DamagedOriginal>()
                || cause.is::<NotOpened>()
                || cause.is::<AnotherArchive>()
        }) {
            Status::BadData
        } else {
            Status::Failed
        }
    });
    status as u8
}

/// An error with its causes; those of the system in Russian.
fn causes(error: &anyhow::Error) -> String {
    let told = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<std::io::Error>() {
        Some(error) => files::reason_of(error),
        None => cause.to_string(),
    };
    error.chain().map(told).collect::<Vec<_>>().join(": ")
}

fn dispatch(command: Command, progress: &Progress) -> Result<Status> {
    match command {
        Command::Init { folder, sample } => run::init::init(&folder, sample, progress),
        Command::Check { input, machine, html } => run::check::check(
            &run::check::Options { input: input.input, format: machine.format, html },
            progress,
        ),
        Command::Build { input, output, store, seal, jobs, only, edition: EditionArgument::Full, fresh } => {
            if seal && only.is_some() {
                return Err(UsageError("--seal опечатывает всю сборку: уберите --only".to_owned()).into());
            }
            let options = run::build::Options {
                input: input.input,
                output: output.output,
                archive: store.archive.clone(),
                jobs: jobs.map(usize::from),
                only,
                fresh,
                seals: seal,
            };
            let status = run::build::build(&options, progress)?;
            if status != Status::Done || !seal {
                return Ok(status);
            }
            let options =
                run::seal::Options { output: options.output, archive: store.archive, supersedes: None };
            run::seal::seal(&options, progress)
        }
        Command::Seal { output, store, supersedes, reason } => {
            let options = run::seal::Options {
                output: output.output,
                archive: store.archive,
                supersedes: supersedes.zip(reason),
            };
            run::seal::seal(&options, progress)
        }
        Command::Verify { path, lenient, machine } => {
            run::verify::verify(&path, lenient, machine.format, progress)
        }
        Command::Report { name, input, group, term, from, to, format, file } => {
            use run::report::Form;
            let form = match format {
                ReportFormat::Pdf => Form::Pdf,
                ReportFormat::Json => Form::Json,
                ReportFormat::Csv => Form::Csv,
            };
            let kind = reports::Kind::of(&name).expect("the parser knows the names");
            let days = [from, to];
            let options = run::report::Options { input: input.input, kind, form, file, group, term, days };
            run::report::report(&options, progress)
        }
        Command::Print { journal, group, sheet, attestation, exams, late, input, store, file } => {
            use run::print::What;
            let what = journal.map(What::Journal).or(group.map(What::Group)).or(sheet.map(What::Sheet));
            let what = what.or(attestation.map(What::Attestation)).or(exams.map(What::Exams));
            let what = what.or(late.map(What::Late));
            let what = what.expect("the parser asks for one of them");
            let options = run::print::Options { input: input.input, archive: store.archive, what, file };
            run::print::print(&options, progress)
        }
        Command::Sheet { student, paper: _, input, from, to, weekly, folder } => {
            use run::person::{Options, Whose};
            let whose = student.map_or(Whose::OnPaper, Whose::Student);
            let options = Options { input: input.input, whose, days: [from, to], weekly, folder };
            run::person::sheet(&options, progress)
        }
        Command::Extract { student, all: _, input, folder } => {
            use run::person::{Options, Whose};
            let whose = student.map_or(Whose::All, Whose::Student);
            let options = Options { input: input.input, whose, days: [None, None], weekly: false, folder };
            run::person::extract(&options, progress)
        }
        Command::Preview { document, input, group, journal, file, data, copy } => {
            let options =
                run::preview::Options { input: input.input, document, group, journal, file, data, copy };
            run::preview::preview(&options, progress)
        }
        Command::Sign { name, attach, key, store } => {
            let options = run::sign::Options { archive: store.archive, name, signature: attach, key };
            run::sign::sign(&options, progress)
        }
        Command::Supplement(arguments) => arguments.run(progress),
        Command::Copy(arguments) => arguments.run(progress),
        Command::Restore(arguments) => arguments.run(progress),
        Command::Retention(arguments) => arguments.run(progress),
        Command::StudySheet { group, store, year, file, machine } => {
            let options =
                run::study::Options { archive: store.archive, group, year, file, format: machine.format };
            run::study::study_sheet(&options, progress)
        }
        Command::Demo { folder, groups, students, journals, lessons, seed, kind, formats } => {
            let kind = match kind {
                KindArgument::College => OrganizationKind::College,
                KindArgument::School => OrganizationKind::School,
            };
            let size = Size {
                groups: groups.into(),
                students: students.into(),
                journals: journals.into(),
                lessons: lessons.into(),
                seed,
                kind,
                mixed: matches!(formats, FormatsArgument::Mixed),
            };
            run::demo::demo(&folder, size, progress)
        }
    }
}

/// What is said where words are where none should be.
const QUOTES: &str = "путь, причину и всё остальное с пробелами берут в кавычки";

/// Says in Russian what is wrong with the call, or prints the help that was asked for.
fn told(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        // Standard output may be closed; nothing more can be said then.
        drop(error.print());
        return Status::Done as u8;
    }
    let context = |kind| error.get(kind).map(text_of).unwrap_or_default();
    let argument = || context(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument if !argument().starts_with('-') => {
            format!("лишнее слово «{}»: {QUOTES}", argument())
        }
        ErrorKind::UnknownArgument => format!("неизвестный параметр {}", argument()),
        ErrorKind::InvalidSubcommand => format!("нет команды «{}»", context(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if context(ContextKind::InvalidValue).is_empty() =>
        {
            format!("у параметра {} нет значения", argument())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            // What the system's library says of a number it says in English.
            let in_russian = |text: String| {
                if text.is_ascii() { "нужно целое число".to_owned() } else { text }
            };
            let own = std::error::Error::source(error)
                .map(|source| format!(": {}", in_russian(source.to_string())));
            let valid = match own {
                Some(own) if valid.is_empty() && error.kind() == ErrorKind::ValueValidation => own,
                _ if valid.is_empty() => String::new(),
                _ => format!("; возможны: {valid}"),
            };
            format!(
                "недопустимое значение «{}» параметра {}{valid}",
                context(ContextKind::InvalidValue),
                argument()
            )
        }
        ErrorKind::MissingRequiredArgument => {
            // Of several of which one is asked for the parser makes one name in brackets.
            let argument = argument();
            let inside = argument.strip_prefix("<-").and_then(|rest| rest.strip_suffix('>'));
            let names = inside.map_or(argument.clone(), |inside| format!("-{inside}").replace('|', " или "));
            format!("не указано: {names}")
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other.is_empty() || other == argument() => {
                format!("параметр {} указан дважды", argument())
            }
            // Words without quotes are taken for names.
            other if [&other, &argument()].iter().any(|name| !name.trim().starts_with("--")) => {
                format!("в команде лишние слова или параметры: {QUOTES}")
            }
            other => format!("параметры {} и {other} вместе не указывают", argument()),
        },
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "не указана команда".to_owned()
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("не то число значений у {}", argument())
        }
        _ => "команда не разобрана".to_owned(),
    };
    eprintln!("ошибка: {message}\nсправка: letopis --help, о команде: letopis КОМАНДА --help");
    Status::BadCall as u8
}

fn text_of(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}
