//! Digests of files, several at once over bytes that are read once.

use crate::files::FileDigest;
use sha2::digest::DynDigest;
use std::fmt;
use std::io::{self, Read, Write};

/// An algorithm that a manifest may use. RFC 8493 §2.4 asks for SHA-256 and SHA-512 and keeps the
/// older ones for bags that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// MD5 (RFC 1321): against accidents only.
    Md5,
    /// SHA-1 (FIPS 180-4): against accidents only.
    Sha1,
    /// SHA-224 (FIPS 180-4).
    Sha224,
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
    /// ГОСТ Р 34.11-2012 of 256 bits («Стрибог», RFC 6986).
    Streebog256,
    /// ГОСТ Р 34.11-2012 of 512 bits.
    Streebog512,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Algorithm; 8] = [
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha224,
        Algorithm::Sha256,
        Algorithm::Sha384,
        Algorithm::Sha512,
        Algorithm::Streebog256,
        Algorithm::Streebog512,
    ];

    /// The name in a manifest's file name.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha224 => "sha224",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
            Algorithm::Streebog256 => "streebog256",
            Algorithm::Streebog512 => "streebog512",
        }
    }

    /// The algorithm of a name; case and signs between letters do not matter (RFC 8493 §2.4).
    pub fn named(name: &str) -> Option<Algorithm> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == plain)
    }

    /// How many hexadecimal digits a digest has.
    pub fn hex_length(self) -> usize {
        self.hasher().output_size() * 2
    }

    fn hasher(self) -> Box<dyn DynDigest + Send> {
        match self {
            Algorithm::Md5 => Box::new(md5::Md5::default()),
            Algorithm::Sha1 => Box::new(sha1::Sha1::default()),
            Algorithm::Sha224 => Box::new(sha2::Sha224::default()),
            Algorithm::Sha256 => Box::new(sha2::Sha256::default()),
            Algorithm::Sha384 => Box::new(sha2::Sha384::default()),
            Algorithm::Sha512 => Box::new(sha2::Sha512::default()),
            Algorithm::Streebog256 => Box::new(streebog::Streebog256::default()),
            Algorithm::Streebog512 => Box::new(streebog::Streebog512::default()),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Several digests that are being computed, and how many bytes went into them.
pub struct Hasher {
    hashers: Vec<(Algorithm, Box<dyn DynDigest + Send>)>,
    size: u64,
}

impl Hasher {
    /// Begins.
    pub fn new(algorithms: &[Algorithm]) -> Hasher {
        Hasher {
            hashers: algorithms.iter().map(|algorithm| (*algorithm, algorithm.hasher())).collect(),
            size: 0,
        }
    }

    /// Takes bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        for (_, hasher) in &mut self.hashers {
            hasher.update(bytes);
        }
    }

    /// What they came to.
    pub fn finish(self) -> Digests {
        let values = self.hashers.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finalize()));
        Digests { size: self.size, values: values.collect() }
    }
}

/// A stream that digests what is written to it.
pub struct Digested<W> {
    to: W,
    hasher: Hasher,
}

impl<W: Write> Digested<W> {
    /// Digests by SHA-256 what goes to a stream.
    pub fn new(to: W) -> Digested<W> {
        Digested { to, hasher: Hasher::new(&[Algorithm::Sha256]) }
    }

    /// What was written.
    pub fn finish(self) -> FileDigest {
        let digests = self.hasher.finish();
        let sha256 = digests.hex(Algorithm::Sha256).expect("it was asked for");
        FileDigest { size: digests.size, sha256 }
    }
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The length of a file and its digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests {
    /// Length in bytes.
    pub size: u64,
    values: Vec<(Algorithm, Box<[u8]>)>,
}

impl Digests {
    /// Of bytes in memory.
    pub fn of(bytes: &[u8], algorithms: &[Algorithm]) -> Digests {
        let mut hasher = Hasher::new(algorithms);
        hasher.update(bytes);
        hasher.finish()
    }

    /// A digest in lower-case hex; `None` where it was not computed.
    pub fn hex(&self, algorithm: Algorithm) -> Option<String> {
        self.bytes(algorithm).map(crate::files::hex)
    }

    /// A digest; `None` where it was not computed.
    pub fn bytes(&self, algorithm: Algorithm) -> Option<&[u8]> {
        let value = self.values.iter().find(|(own, _)| *own == algorithm);
        value.map(|(_, bytes)| &**bytes)
    }
}

/// Copies a stream and digests what was read, so that the source is read once. `tick` hears of every
/// piece how long it was.
pub fn copy(
    from: &mut (impl Read + ?Sized),
    to: &mut (impl Write + ?Sized),
    algorithms: &[Algorithm],
    tick: &(dyn Fn(u64) + Sync),
) -> io::Result<Digests> {
    let mut hasher = Hasher::new(algorithms);
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(n) => {
                hasher.update(&buffer[..n]);
                to.write_all(&buffer[..n])?;
                tick(n as u64);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the standards: FIPS 180-4, RFC 1321, RFC 6986 §10.1.1.
    #[test]
    fn digests_are_those_of_the_standards() {
        let of = |algorithm, bytes: &[u8]| Digests::of(bytes, &[algorithm]).hex(algorithm).expect("asked");
        assert_eq!(of(Algorithm::Md5, b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(of(Algorithm::Sha1, b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert!(of(Algorithm::Sha256, b"abc").starts_with("ba7816bf8f01cfea414140de5dae2223"));
        assert!(of(Algorithm::Sha512, b"abc").starts_with("ddaf35a193617abacc417349ae204131"));
        assert_eq!(
            of(Algorithm::Streebog256, b"012345678901234567890123456789012345678901234567890123456789012"),
            "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"
        );
    }

    #[test]
    fn names_are_read_as_the_rfc_has_it() {
        assert_eq!(Algorithm::named("SHA-256"), Some(Algorithm::Sha256));
        assert_eq!(Algorithm::named("md5"), Some(Algorithm::Md5));
        assert_eq!(Algorithm::named("crc32"), None);
        assert!(
            Algorithm::ALL.iter().all(|algorithm| Algorithm::named(algorithm.name()) == Some(*algorithm))
        );
    }
}
