//! CMS signatures and time stamps: what they are, and whether they speak of a file.

use super::Kind;
use crate::archive::digest::{Algorithm, Digests};
use base64::Engine as _;
use memchr::memmem;

/// The object identifier of signed data (RFC 5652 §5.1) in DER.
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// The object identifier of a time stamp's content (RFC 3161 §2.4.2) in DER.
const STAMP: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
/// The digests by which a file may be named.
pub(super) const ALGORITHMS: &[Algorithm] = &[
    Algorithm::Sha1,
    Algorithm::Sha224,
    Algorithm::Sha256,
    Algorithm::Sha384,
    Algorithm::Sha512,
    Algorithm::Streebog256,
    Algorithm::Streebog512,
];

/// Which of the two a file is.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let der = der(bytes)?;
    memmem::find(&der[..der.len().min(1024)], SIGNED_DATA)?;
    Some(if memmem::find(&der, STAMP).is_some() { Kind::Timestamp } else { Kind::Cms })
}

/// Whether one of a file's digests stands in the signature, as a signed attribute (RFC 5652 §11.2) or
/// a stamped one. That the signature is good it does not say.
pub(super) fn names(signature: &[u8], file: &Digests) -> bool {
    let Some(der) = der(signature) else { return false };
    let values = ALGORITHMS.iter().filter_map(|algorithm| file.bytes(*algorithm));
    values.into_iter().any(|value| {
        let mut turned = value.to_vec();
        turned.reverse();
        // Some programs write GOST's digests from the other end.
        memmem::find(&der, value).is_some() || memmem::find(&der, &turned).is_some()
    })
}

/// Data without a kind (RFC 5652 §4), in DER: behind it stands the data, where it is attached.
const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// The signed attribute that has the digest (RFC 5652 §11.2), in DER.
const MESSAGE_DIGEST: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// The object identifiers of [`ALGORITHMS`], in DER: SHA-1, the family of SHA-2, ГОСТ Р 34.11-2012.
const KNOWN: [&[u8]; 7] = [
    &[0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a],
    &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04],
    &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
    &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
    &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
    &[0x06, 0x08, 0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x02, 0x02],
    &[0x06, 0x08, 0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x02, 0x03],
];
/// The tag of a content that is there.
const CONTENT: u8 = 0xa0;

/// Whether a signature carries what it signs.
pub(super) fn is_attached(signature: &[u8]) -> bool {
    let Some(der) = der(signature) else { return false };
    // Where the sequence that holds it ends with it, what follows are the certificates.
    let ends = |at: usize| der[..at].ends_with(&[0x30, DATA.len() as u8]);
    memmem::find(&der, DATA).is_some_and(|at| !ends(at) && der.get(at + DATA.len()) == Some(&CONTENT))
}

/// Whether the digest of what was signed stands in it, by an algorithm that is computed here. A
/// signature without attributes has none.
pub(super) fn names_any(signature: &[u8]) -> bool {
    let Some(der) = der(signature) else { return false };
    let has = |what: &[u8]| memmem::find(&der, what).is_some();
    has(STAMP) || has(MESSAGE_DIGEST) && KNOWN.iter().any(|known| has(known))
}

/// The DER of a file that is DER itself, PEM, or the bare base64 that КриптоАРМ writes.
fn der(bytes: &[u8]) -> Option<Vec<u8>> {
    const SEQUENCE: u8 = 0x30;
    if bytes.first() == Some(&SEQUENCE) && std::str::from_utf8(bytes).is_err() {
        return Some(bytes.to_vec());
    }
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(body).ok()?;
    (der.first() == Some(&SEQUENCE)).then_some(der)
}
