//! Signatures of `ssh-keygen -Y sign`.

use super::Status;
use crate::archive::digest::Algorithm;
use anyhow::Result;
use signature::Verifier as _;
use ssh_key::{HashAlg, PublicKey, SshSig};
use std::path::Path;

/// The namespace in which files are signed (`-n file`).
const NAMESPACE: &str = "file";

/// Checks a signature by the key that it holds, which must be `key` where one is given.
pub(super) fn check(signature: &[u8], key: Option<&str>, file: &Path) -> Result<Status> {
    let invalid = |why: &str| Ok(Status::Invalid { why: why.to_owned() });
    let Ok(signature) = SshSig::from_pem(signature) else {
        return invalid("подпись ssh не читается");
    };
    if signature.namespace() != NAMESPACE {
        return invalid("подпись ssh сделана не для файла: нужна ssh-keygen -Y sign -n file");
    }
    let own = signature.public_key();
    let fingerprint = own.fingerprint(HashAlg::Sha256).to_string();
    if let Some(key) = key {
        match PublicKey::from_openssh(key.trim()) {
            Ok(key) if key.key_data() == own => {}
            Ok(_) => return invalid("подписано другим ключом"),
            Err(_) => return invalid("открытый ключ не читается: нужен файл .pub из ssh-keygen"),
        }
    }
    let algorithm = match signature.hash_alg() {
        HashAlg::Sha512 => Algorithm::Sha512,
        _ => Algorithm::Sha256,
    };
    let digests = super::digests(file, &[algorithm])?;
    let digest = digests.bytes(algorithm).expect("it was asked for");
    if own.verify(&signed(&signature, algorithm, digest), signature.signature()).is_err() {
        return invalid("подпись не подходит к файлу");
    }
    Ok(Status::Valid { key: fingerprint })
}

/// What the key signed (OpenSSH, PROTOCOL.sshsig §3). The library makes it of a message in memory;
/// an archive is too long for that.
fn signed(signature: &SshSig, algorithm: Algorithm, digest: &[u8]) -> Vec<u8> {
    let mut signed = b"SSHSIG".to_vec();
    for part in [signature.namespace().as_bytes(), signature.reserved(), algorithm.name().as_bytes(), digest]
    {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        signed.extend_from_slice(&length.to_be_bytes());
        signed.extend_from_slice(part);
    }
    signed
}
