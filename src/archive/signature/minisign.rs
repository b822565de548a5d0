//! Signatures of minisign.

use super::Status;
use crate::files;
use anyhow::Result;
use minisign_verify::{Error, PublicKey, Signature};
use std::io::Read as _;
use std::path::Path;

/// Checks a signature by a public key, which is the text of its file or its one line.
pub(super) fn check(signature: &[u8], key: Option<&str>, file: &Path) -> Result<Status> {
    let invalid = |why: &str| Ok(Status::Invalid { why: why.to_owned() });
    let Some(text) = key.map(str::trim) else {
        return invalid("нет открытого ключа: letopis sign … --key minisign.pub");
    };
    let Ok(key) = PublicKey::decode(text).or_else(|_| PublicKey::from_base64(text)) else {
        return invalid("открытый ключ minisign не читается");
    };
    let Some(signature) = std::str::from_utf8(signature).ok().and_then(|text| Signature::decode(text).ok())
    else {
        return invalid("подпись minisign не читается");
    };
    let mut stream = match key.verify_stream(&signature) {
        Ok(stream) => stream,
        Err(Error::UnexpectedKeyId) => return invalid("подписано другим ключом"),
        Err(Error::UnsupportedLegacyMode) => {
            return invalid("подпись minisign старого вида: подпишите заново, minisign -S -H");
        }
        Err(_) => return invalid("подпись minisign не читается"),
    };
    let mut file = files::open(file)?;
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => stream.update(&buffer[..n]),
        }
    }
    if stream.finalize().is_err() {
        return invalid("подпись не подходит к файлу");
    }
    let line = text.lines().last().unwrap_or_default().trim();
    Ok(Status::Valid { key: line.to_owned() })
}
