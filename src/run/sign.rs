//! `letopis sign`: keeps a signature that another program made beside the archive.

use super::progress::Progress;
use super::{Status, UsageError, clock, find_archive};
use crate::archive::event::{Deed, Event};
use crate::archive::register::Entry;
use crate::archive::signature::{self, Kind, Status as SignatureStatus};
use crate::archive::store::Store;
use crate::files::{self, FileDigest};
use anyhow::Result;
use std::path::PathBuf;

/// What to attach to which archive.
#[derive(Clone, Debug)]
pub struct Options {
    /// The store.
    pub archive: PathBuf,
    /// The archive's name.
    pub name: String,
    /// The signature.
    pub signature: PathBuf,
    /// The public key to check it with.
    pub key: Option<PathBuf>,
}

/// Attaches a signature. One that is attached already is left as it is.
pub fn sign(options: &Options, progress: &Progress) -> Result<Status> {
    let refuse = |message: String| Err(UsageError(message).into());
    super::guard_store(&options.archive)?;
    if !options.signature.is_file() {
        return refuse(format!("нет файла {}", options.signature.display()));
    }
    let bytes = signature::read(&options.signature)?;
    let Some(kind) = Kind::of(&bytes) else {
        return refuse(format!(
            "{}: это не откреплённая подпись; принимаются CMS/CAdES (.sig, .p7s), ssh-keygen -Y, minisign и штамп времени RFC 3161",
            options.signature.display()
        ));
    };
    if let (Some(path), Kind::Cms | Kind::Timestamp) = (&options.key, kind) {
        let message = format!("--key {}: нужен только подписям ssh и minisign", path.display());
        return refuse(message);
    }
    if signature::is_attached(&bytes, kind) {
        return refuse(format!(
            "{}: подпись содержит сам файл; нужна откреплённая (detached)",
            options.signature.display()
        ));
    }
    let key = match &options.key {
        Some(path) => match String::from_utf8(files::read(path)?) {
            Ok(key) => Some(key.trim().to_owned()),
            Err(_) => return refuse(format!("{}: это не открытый ключ", path.display())),
        },
        None => None,
    };
    let mut store = Store::open(&options.archive)?;
    let (entry, line) = find_archive(&store, &options.name)?;
    let name = entry.name.as_str();
    let sha256 = FileDigest::of(&bytes).sha256;
    let attached = store.events.values.iter().find_map(|event| match &event.deed {
        Deed::Signed { file, sha256: own, .. } if event.register == line && *own == sha256 => Some(file),
        _ => None,
    });
    if let Some(file) = attached {
        let path = store.path(file);
        if store.has(file) {
            progress.say(&format!("Эта подпись уже приложена: {}", path.display()));
        } else {
            let changes = store.begin()?;
            changes.write(file, &bytes)?;
            store.commit(changes)?;
            progress.say(&format!(
                "Эта подпись уже приложена, а файла её не было; он возвращён: {}",
                path.display()
            ));
        }
        return Ok(Status::Done);
    }
    let (signed, status) = match of_which(&store, entry, &bytes, kind, key.as_deref())? {
        Ok(signed) => signed,
        Err(why) => {
            eprintln!("ошибка: подпись {} не приложена: {why}", options.signature.display());
            return Ok(Status::BadData);
        }
    };
    // The log knows names whose files are lost.
    let known = store.standing(line).signatures;
    let file = (1..)
        .map(|n| format!("{name}.signature-{n}.{}", kind.ending()))
        .find(|file| !store.has(file) && !known.iter().any(|own| own.file == *file))
        .expect("numbers do not end");
    let event = Event {
        at: clock::now(),
        name: name.to_owned(),
        register: line.to_owned(),
        deed: Deed::Signed { file: file.clone(), sha256, signed: signed.clone(), kind, key },
    };
    let path = store.path(&file);
    let changes = store.begin()?;
    changes.write(&file, &bytes)?;
    store.events.push(event);
    store.commit(changes)?;
    let checked = match status {
        SignatureStatus::Valid { key } => format!("проверена, ключ {key}"),
        SignatureStatus::Unchecked { names_the_file: false } => {
            "к этому ли файлу она относится, по ней не видно; сама подпись здесь не проверяется".to_owned()
        }
        _ => "сама подпись здесь не проверяется".to_owned(),
    };
    progress.say(&format!("Приложена {kind} для {signed}: {} ({checked})", path.display()));
    Ok(Status::Done)
}

/// Which file of the archive was signed, the zip or the certificate; else why it is neither.
fn of_which(
    store: &Store,
    entry: &Entry,
    bytes: &[u8],
    kind: Kind,
    key: Option<&str>,
) -> Result<Result<(String, SignatureStatus), String>> {
    let mut why = String::new();
    for file in [entry.zip(), entry.certificate()] {
        match signature::check(bytes, kind, key, &store.path(&file))? {
            SignatureStatus::Invalid { why: other } => why = other,
            // Nobody can tell which file it is of: the archive is meant.
            status @ SignatureStatus::Unchecked { names_the_file: false } if !signature::names_any(bytes) => {
                return Ok(Ok((file, status)));
            }
            SignatureStatus::Unchecked { names_the_file: false } => {
                why = format!(
                    "в ней нет контрольной суммы ни {}, ни {}: подписан другой файл или подпись не откреплённая",
                    entry.zip(),
                    entry.certificate()
                );
            }
            status => return Ok(Ok((file, status))),
        }
    }
    Ok(Err(why))
}
