//! Arguments of what is done with sealed archives: supplements, copies, retention.

use super::{HELP, Input, Machine, Store, day};
use crate::archive::event::Form;
use crate::run::passphrase::Secrets;
use crate::run::progress::Progress;
use crate::run::retention::{act, destroy, hold, list};
use crate::run::{Status, UsageError, copy, restore, supplement};
use anyhow::Result;
use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `supplement`.
#[derive(Args, Debug)]
pub(super) struct Supplement {
    /// Имя архива года
    #[arg(value_name = "ИМЯ")]
    name: String,
    /// Что ещё приложить: приказы, подписанные приложения
    #[arg(value_name = "ФАЙЛ")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    store: Store,
}

impl Supplement {
    pub(super) fn run(self, progress: &Progress) -> Result<Status> {
        let Supplement { name, files, input, store } = self;
        let options = supplement::Options { archive: store.archive, name, files, input: input.input };
        supplement::supplement(&options, progress)
    }
}

/// Whence passphrase and keys come.
#[derive(Args, Debug)]
struct Passphrase {
    /// Парольная фраза — первая строка этого файла (если не указано: её спросят; не с терминала — из стандартного ввода)
    #[arg(long, value_name = "ФАЙЛ")]
    passphrase_file: Option<PathBuf>,
}

/// Arguments of `copy`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["names", "check", "lost"]))]
pub(super) struct Copy {
    /// Имена архивов; дополнения копируются вместе с ними
    #[arg(value_name = "ИМЯ", requires = "to", conflicts_with_all = ["part", "older_than", "reason", "format"])]
    names: Vec<String>,
    /// Куда; можно несколько раз. С --check — где носители сейчас, если не там, где были
    #[arg(long, value_name = "ПАПКА", num_args = 1.., conflicts_with = "lost")]
    to: Vec<PathBuf>,
    /// Распаковать архив
    #[arg(long, conflicts_with_all = ["encrypt", "check", "lost"])]
    unpacked: bool,
    /// Зашифровать (age): парольной фразой или для тех, чьи ключи названы
    #[arg(long, conflicts_with_all = ["check", "lost"])]
    encrypt: bool,
    /// Открытый ключ того, кто сможет расшифровать (age1…); можно несколько раз
    #[arg(long, value_name = "КЛЮЧ", requires = "encrypt", conflicts_with = "passphrase_file")]
    recipient: Vec<String>,
    /// Файл с открытыми ключами, по одному на строку
    #[arg(long, value_name = "ФАЙЛ", requires = "encrypt", conflicts_with = "passphrase_file")]
    recipients_file: Vec<PathBuf>,
    #[command(flatten)]
    passphrase: Passphrase,
    /// Прочесть и сверить копии на тех носителях, что на месте
    #[arg(long)]
    check: bool,
    /// Из копий, что на месте, прочесть только часть, которую не читали дольше всех: 1/4 — четверть
    #[arg(long, value_name = "1/N", requires = "check", value_parser = part)]
    part: Option<usize>,
    /// Через сколько дней без чтения предупреждать (если не указано: 365)
    #[arg(long, value_name = "ДНЕЙ", requires = "check", default_value = "365", hide_default_value = true)]
    older_than: u32,
    /// Записать, что носитель утрачен: папка, где он был, или его номер
    #[arg(long, value_name = "НОСИТЕЛЬ", requires = "reason", conflicts_with = "check")]
    lost: Option<String>,
    /// Что с ним случилось
    #[arg(long, value_name = "ТЕКСТ", requires = "lost")]
    reason: Option<String>,
    #[command(flatten)]
    machine: Machine,
    #[command(flatten)]
    store: Store,
}

impl Copy {
    pub(super) fn run(self, progress: &Progress) -> Result<Status> {
        let archive = self.store.archive;
        if let Some((lost, reason)) = self.lost.zip(self.reason) {
            return copy::lost(&archive, &lost, &reason, progress);
        }
        if self.check {
            let (part, older_than, format) = (self.part, self.older_than, self.machine.format);
            let options = copy::CheckOptions { archive, to: self.to, part, older_than, format };
            return copy::check(&options, progress);
        }
        if self.passphrase.passphrase_file.is_some() && !self.encrypt {
            let message = "--passphrase-file: парольная фраза нужна только с --encrypt".to_owned();
            return Err(UsageError(message).into());
        }
        let form = match (self.encrypt, self.unpacked) {
            (true, _) => Form::Encrypted,
            (false, true) => Form::Unpacked,
            (false, false) => Form::Plain,
        };
        let secrets = Secrets {
            passphrase_file: self.passphrase.passphrase_file,
            recipients: self.recipient,
            recipients_files: self.recipients_file,
            identity: None,
        };
        copy::copy(&copy::Options { archive, names: self.names, to: self.to, form, secrets }, progress)
    }
}

/// `1/4` → 4. Which of the four does not matter: the log knows whose turn it is.
fn part(text: &str) -> Result<usize, String> {
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let parts = text.split_once('/').and_then(|(n, parts)| Some((number(n)?, number(parts)?)));
    let parts = parts.filter(|(n, parts)| (1..=*parts).contains(n)).map(|(_, parts)| parts);
    parts.ok_or_else(|| "нужна доля вида 1/4".to_owned())
}

/// Arguments of `restore`.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// Имя архива
    #[arg(value_name = "ИМЯ")]
    name: String,
    /// Где копии; можно несколько раз: из повреждённых собирается целое
    #[arg(long, value_name = "ПАПКА", num_args = 1.., required = true)]
    from: Vec<PathBuf>,
    /// Куда: новая папка или само хранилище
    #[arg(long, value_name = "ПАПКА")]
    to: PathBuf,
    /// Файл ключей age, которым расшифровать
    #[arg(long, value_name = "ФАЙЛ", conflicts_with = "passphrase_file")]
    identity: Option<PathBuf>,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    store: Store,
}

impl Restore {
    pub(super) fn run(self, progress: &Progress) -> Result<Status> {
        let Restore { name, from, to, identity, passphrase, store } = self;
        let secrets = Secrets { passphrase_file: passphrase.passphrase_file, identity, ..Secrets::default() };
        restore::restore(&restore::Options { archive: store.archive, name, from, to, secrets }, progress)
    }
}

/// Arguments of `retention`.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_help_heading = "Команды",
    subcommand_value_name = "КОМАНДА"
)]
#[command(disable_help_subcommand = true)]
pub(super) struct Retention {
    #[command(flatten)]
    list: List,
    #[command(subcommand)]
    step: Option<Step>,
}

#[derive(Args, Debug)]
struct List {
    /// На какой день (если не указано: на сегодня)
    #[arg(long, value_name = "ДАТА", value_parser = day)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    machine: Machine,
    #[command(flatten)]
    store: Store,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Показать, у чего срок истёк
    #[command(help_template = HELP, override_usage = "letopis retention due [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Due {
        #[command(flatten)]
        list: List,
    },
    /// Запретить уничтожение архива или снять запрет
    #[command(help_template = HELP, override_usage = "letopis retention hold ИМЯ --reason ТЕКСТ [--lift]", next_help_heading = "Параметры")]
    Hold {
        /// Имя архива
        #[arg(value_name = "ИМЯ")]
        name: String,
        /// Почему
        #[arg(long, value_name = "ТЕКСТ")]
        reason: String,
        /// Снять запрет; если их несколько, укажите номер
        #[arg(long, value_name = "НОМЕР", num_args = 0..=1)]
        lift: Option<Option<u32>>,
        #[command(flatten)]
        store: Store,
    },
    /// Составить акт о выделении к уничтожению или отозвать его
    #[command(help_template = HELP, override_usage = "letopis retention act [ИМЯ…] [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Act {
        /// Имена архивов (если не указаны: все, у которых срок истёк)
        #[arg(value_name = "ИМЯ", conflicts_with = "cancel")]
        names: Vec<String>,
        /// Протокол экспертной комиссии: «№ 3 от 12.01.2031» (если не указан: место для него)
        #[arg(long, value_name = "ТЕКСТ", conflicts_with = "cancel")]
        protocol: Option<String>,
        /// Отозвать акт с этим номером
        #[arg(long, value_name = "НОМЕР", requires = "reason")]
        cancel: Option<u32>,
        /// Почему он отозван
        #[arg(long, value_name = "ТЕКСТ", requires = "cancel")]
        reason: Option<String>,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        store: Store,
    },
    /// Уничтожить по акту: первый раз — отметить, второй, через 14 дней, — удалить
    #[command(help_template = HELP, override_usage = "letopis retention destroy --act НОМЕР [ПАРАМЕТРЫ]", next_help_heading = "Параметры")]
    Destroy {
        /// Номер акта
        #[arg(long, value_name = "НОМЕР")]
        act: u32,
        /// Где носители с копиями сейчас, если не там, где были; можно несколько раз
        #[arg(long, value_name = "ПАПКА", num_args = 1..)]
        to: Vec<PathBuf>,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        store: Store,
    },
}

impl Retention {
    pub(super) fn run(self, progress: &Progress) -> Result<Status> {
        let listed = |List { on, machine, store }: List, due| list::Options {
            archive: store.archive,
            on,
            due,
            format: machine.format,
        };
        match self.step {
            None => list::list(&listed(self.list, false), progress),
            Some(Step::Due { list }) => list::list(&listed(list, true), progress),
            Some(Step::Hold { name, reason, lift, store }) => {
                hold::hold(&hold::Options { archive: store.archive, name, reason, lift }, progress)
            }
            Some(Step::Act { names, protocol, cancel, reason, input, store }) => match cancel.zip(reason) {
                Some((number, reason)) => act::cancel(&store.archive, number, &reason, progress),
                None => {
                    let (archive, input) = (store.archive, input.input);
                    act::act(&act::Options { archive, names, protocol, input }, progress)
                }
            },
            Some(Step::Destroy { act, to, input, store }) => {
                let (archive, input) = (store.archive, input.input);
                destroy::destroy(&destroy::Options { archive, act, to, input }, progress)
            }
        }
    }
}
