//! The passphrase and the keys of encrypted copies: from a terminal, from standard input, from a file; never
//! from the arguments, and never to the log.

use super::UsageError;
use crate::archive::encryption::{Key, Lock, identities, passphrase, recipients};
use crate::files;
use age::secrecy::SecretString;
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

/// Whence passphrase and keys come.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// A file whose first line is the passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// Public keys to encrypt for.
    pub recipients: Vec<String>,
    /// Files of public keys to encrypt for.
    pub recipients_files: Vec<PathBuf>,
    /// A file of keys to decrypt with.
    pub identity: Option<PathBuf>,
}

impl Secrets {
    /// What new copies are encrypted for.
    pub(super) fn lock(&self) -> Result<Lock> {
        let mut all = recipients(&self.recipients.join("\n")).map_err(usage)?;
        for path in &self.recipients_files {
            all.extend(recipients(&text(path)?).map_err(usage)?);
        }
        if !all.is_empty() {
            return Ok(Lock::Recipients(all));
        }
        if !self.recipients.is_empty() || !self.recipients_files.is_empty() {
            return Err(UsageError(
                "среди названных ключей нет ни одного: нужен открытый ключ age1…".to_owned(),
            )
            .into());
        }
        let first = self.ask("Парольная фраза: ")?;
        if self.passphrase_file.is_none() && std::io::stdin().is_terminal() {
            let second = self.ask("Ещё раз: ")?;
            if first != second {
                return Err(UsageError("фразы не совпали: повторите команду".to_owned()).into());
            }
        }
        Ok(Lock::Passphrase(passphrase(first).map_err(usage)?))
    }

    /// What opens copies.
    pub(super) fn key(&self) -> Result<Key> {
        match &self.identity {
            Some(path) => Ok(Key::Identities(identities(&files::read(path)?).map_err(usage)?)),
            None => Ok(Key::Passphrase(SecretString::from(self.ask("Парольная фраза копии: ")?))),
        }
    }

    /// The passphrase as it is typed, or the first line of its file or of standard input.
    fn ask(&self, prompt: &str) -> Result<String> {
        let line = match &self.passphrase_file {
            Some(path) => text(path)?.lines().next().unwrap_or_default().to_owned(),
            None if std::io::stdin().is_terminal() => {
                rpassword::prompt_password(prompt).context("парольная фраза не прочитана")?
            }
            None => {
                let mut line = String::new();
                std::io::stdin().lock().read_line(&mut line).context("парольная фраза не прочитана")?;
                line
            }
        };
        let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            let message = "парольной фразы нет: наберите её, передайте на стандартный ввод или укажите файл: --passphrase-file";
            return Err(UsageError(message.to_owned()).into());
        }
        Ok(line.to_owned())
    }
}

fn text(path: &Path) -> Result<String> {
    if !path.is_file() {
        return Err(UsageError(format!("нет файла {}", path.display())).into());
    }
    let not_text = |_| UsageError(format!("{}: нужен текст в UTF-8", path.display()));
    Ok(String::from_utf8(files::read(path)?).map_err(not_text)?)
}

fn usage(error: anyhow::Error) -> anyhow::Error {
    UsageError(format!("{error:#}")).into()
}
