//! Copies of which a stranger learns no more than the names, sizes and sums of their files (A7): files encrypted by [age](https://age-encryption.org/v1), which any
//! program of that format opens.

use crate::files::{FileDigest, digest_into};
use age::secrecy::{ExposeSecret as _, SecretString};
use age::stream::StreamReader;
use anyhow::{Result, anyhow, bail};
use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom, Write};
use std::iter::once;

/// How an encrypted file's name ends.
pub const ENDING: &str = ".age";
/// The shortest passphrase, in letters.
const SHORTEST: usize = 8;
/// How much of an encrypted file stands or falls together: a chunk of age's STREAM.
const CHUNK: u64 = 64 * 1024;

/// What files are encrypted for.
pub enum Lock {
    /// Whoever knows the passphrase.
    Passphrase(SecretString),
    /// Whoever has the key of one of these recipients (`age1…`).
    Recipients(Vec<age::x25519::Recipient>),
}

/// What opens encrypted files.
pub enum Key {
    /// The passphrase.
    Passphrase(SecretString),
    /// Keys, as `age-keygen` writes them.
    Identities(Vec<Box<dyn age::Identity + Send + Sync>>),
}

/// A passphrase that may be used for a new copy.
///
/// # Errors
/// Where it is too short, for people.
pub fn passphrase(text: String) -> Result<SecretString> {
    if text.chars().count() < SHORTEST {
        bail!("парольная фраза короче {SHORTEST} знаков: возьмите фразу из нескольких слов");
    }
    Ok(SecretString::from(text))
}

/// Recipients by their public keys, one a line; lines that begin with `#` say something else.
///
/// # Errors
/// Where a line is no public key of age, for people.
pub fn recipients(text: &str) -> Result<Vec<age::x25519::Recipient>> {
    let lines = text.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    // The line is not shown: it may be a secret one.
    let wrong = |index| anyhow!("строка {}: это не открытый ключ age (age1…)", index + 1);
    let read = |(index, line): (usize, &str)| line.parse().map_err(|_| wrong(index));
    lines.map(read).collect()
}

/// Keys out of the text of a file of `age-keygen`.
///
/// # Errors
/// Where there is none, for people.
pub fn identities(bytes: &[u8]) -> Result<Vec<Box<dyn age::Identity + Send + Sync>>> {
    let file = age::IdentityFile::from_buffer(BufReader::new(bytes));
    let file = file.map_err(|_| anyhow!("это не файл ключей age"))?;
    let identities = file.into_identities().map_err(|_| anyhow!("это не файл ключей age"))?;
    if identities.is_empty() {
        bail!("в файле нет ключей age");
    }
    Ok(identities)
}

impl Lock {
    /// Encrypts a stream; the digest of what was read.
    pub fn encrypt(&self, from: &mut impl Read, to: &mut impl Write) -> Result<FileDigest> {
        let encryptor = match self {
            Lock::Passphrase(secret) => age::Encryptor::with_user_passphrase(secret.clone()),
            Lock::Recipients(all) => {
                let all = all.iter().map(|one| one as &dyn age::Recipient);
                age::Encryptor::with_recipients(all)
                    .map_err(|_| anyhow!("зашифровать для этих ключей вместе нельзя"))?
            }
        };
        let mut writer = encryptor.wrap_output(to)?;
        let digest = digest_into(from, &mut writer)?;
        writer.finish()?;
        Ok(digest)
    }

    /// By what a medium tells this lock from another one, and tells nobody who can open it: «passphrase», or the
    /// SHA-256 of the sorted public keys, one a line.
    pub fn mark(&self) -> String {
        match self {
            Lock::Passphrase(_) => "passphrase".to_owned(),
            Lock::Recipients(all) => {
                let mut keys: Vec<String> = all.iter().map(ToString::to_string).collect();
                keys.sort();
                keys.dedup();
                FileDigest::of(keys.join("\n").as_bytes()).sha256
            }
        }
    }

    /// What opens what this locks; `None` where that is in the hands of others.
    pub fn key(&self) -> Option<Key> {
        match self {
            Lock::Passphrase(secret) => {
                Some(Key::Passphrase(SecretString::from(secret.expose_secret().to_owned())))
            }
            Lock::Recipients(_) => None,
        }
    }
}

/// The key does not open the file, or its beginning is damaged.
#[derive(Debug)]
pub struct NotOpened;

impl std::fmt::Display for NotOpened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ключ или парольная фраза не подходит, либо повреждено начало файла")
    }
}

impl std::error::Error for NotOpened {}

impl Key {
    /// Opens an encrypted stream.
    pub fn open<R: Read>(&self, from: R) -> Result<StreamReader<R>> {
        let decryptor = age::Decryptor::new(from).map_err(|_| NotOpened)?;
        let opened = match self {
            Key::Passphrase(secret) => {
                let identity = age::scrypt::Identity::new(secret.clone());
                decryptor.decrypt(once(&identity as &dyn age::Identity))
            }
            Key::Identities(all) => decryptor.decrypt(all.iter().map(|one| &**one as &dyn age::Identity)),
        };
        Ok(opened.map_err(|_| NotOpened)?)
    }

    /// Decrypts what of a damaged file can be: a chunk that is not what was written becomes zeros. How many
    /// chunks did. `from` opens the file: after a damaged chunk the library's reader is of no more use.
    pub fn salvage(&self, from: &dyn Fn() -> Result<File>, to: &mut impl Write) -> Result<usize> {
        let mut file = from()?;
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let mut stream = self.open(BufReader::new(file))?;
        let (mut lost, mut position) = (0, 0);
        let mut chunk = Vec::new();
        // No plaintext is longer than what it is encrypted to.
        while position < length {
            chunk.clear();
            match (&mut stream).take(CHUNK).read_to_end(&mut chunk) {
                // The last one is short.
                Ok(read) if (read as u64) < CHUNK => position = length,
                Ok(_) => position += CHUNK,
                Err(_) => {
                    lost += 1;
                    chunk.clear();
                    chunk.resize(usize::try_from(CHUNK).unwrap_or_default(), 0);
                    position += CHUNK;
                    stream = self.open(BufReader::new(from()?))?;
                    if stream.seek(SeekFrom::Start(position)).is_err() {
                        position = length;
                    }
                }
            }
            to.write_all(&chunk)?;
        }
        Ok(lost)
    }
}
