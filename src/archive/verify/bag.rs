//! Anybody's bag, by RFC 8493 and, for bags of before 1.0, its drafts.

use super::{How, Kind, Outcome};
use crate::archive::bag::{DECLARATION, FETCH, INFO, MANIFEST, PAYLOAD, TAG_MANIFEST};
use crate::archive::contents::{Contents, Survey, Wanted};
use crate::archive::digest::Algorithm;
use crate::archive::finding::{Code, Findings};
use crate::archive::manifest::{Lines, write};
use crate::archive::paths::{self, Meant, Names};
use crate::archive::profile;
use crate::archive::tag_file::{self, Declaration, Encoded};
use crate::diagnostics::excerpt;
use crate::files;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The versions that are known: the drafts and the RFC.
const VERSIONS: [(u32, u32); 6] = [(0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0)];
/// The version of the RFC, which is stricter than the drafts.
const RFC: (u32, u32) = (1, 0);

/// Verifies a bag: its declaration, each manifest, each tag manifest, what is to be fetched, and that
/// nothing else is in the payload.
pub(super) fn verify(contents: &dyn Contents, how: How<'_>) -> Result<Outcome> {
    let mut outcome = Outcome { kind: Kind::Bag, findings: contents.findings(), ..Outcome::default() };
    let paths = contents.paths();
    if paths.is_empty() && outcome.findings.errors().next().is_some() {
        return Ok(outcome);
    }
    let (mut payload, tags) = algorithms(&paths, &mut outcome.findings);
    payload.retain(|algorithm| how.only.is_none_or(|only| *algorithm == only));
    let of = |path: &str| match path.starts_with(PAYLOAD) {
        true => (payload.clone(), false),
        false => (tags.clone(), is_tag_file(path)),
    };
    let survey = contents.read(&Wanted::new(&of, how.tick))?;
    outcome.files = survey.files.len();
    outcome.bytes = survey.files.values().map(|reading| reading.digests.size).sum();
    outcome.sha256 = survey.whole.as_ref().map(|whole| whole.sha256.clone());
    let sum = |file: &str, algorithm| survey.files.get(file)?.digests.hex(algorithm);
    outcome.payload = sum(MANIFEST, Algorithm::Sha256);
    outcome.root_streebog256 = sum("tagmanifest-streebog256.txt", Algorithm::Streebog256);
    outcome.root = survey.files.get(TAG_MANIFEST).and_then(|reading| reading.digests.hex(Algorithm::Sha256));
    let mut bag = Bag {
        survey: &survey,
        names: Names::new(&paths),
        version: RFC,
        encoding: Encoded::UTF_8,
        lenient: how.lenient,
        only: how.only,
        without_litter: false,
        findings: &mut outcome.findings,
    };
    outcome.labels = bag.judge(contents);
    Ok(outcome)
}

/// `manifest-sha256.txt` → (false, "sha256"); `tagmanifest-md5.txt` → (true, "md5").
fn manifest_name(path: &str) -> Option<(bool, &str)> {
    let algorithm = |prefix| path.strip_prefix(prefix)?.strip_suffix(".txt");
    let payload = algorithm("manifest-").map(|name| (false, name));
    payload.or_else(|| algorithm("tagmanifest-").map(|name| (true, name)))
}

/// Whether a folder has a tag manifest, which nothing but a bag has.
pub(super) fn is_tagged(folder: &Path) -> Result<bool> {
    let tagged = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        manifest_name(&name).is_some_and(|(is_tag, _)| is_tag)
    };
    Ok(folder.is_dir() && files::entries(folder)?.iter().any(|path| tagged(path)))
}

/// The files whose text is read.
fn is_tag_file(path: &str) -> bool {
    [DECLARATION, INFO, FETCH].contains(&path) || manifest_name(path).is_some()
}

/// The algorithms of the manifests and those of the tag manifests.
fn algorithms(paths: &[&str], findings: &mut Findings) -> (Vec<Algorithm>, Vec<Algorithm>) {
    // The root digest is told of any bag.
    let (mut payload, mut tags) = (BTreeSet::new(), BTreeSet::from([Algorithm::Sha256]));
    for (path, (is_tag, name)) in paths.iter().filter_map(|path| Some((path, manifest_name(path)?))) {
        match Algorithm::named(name) {
            Some(algorithm) => drop(if is_tag { tags.insert(algorithm) } else { payload.insert(algorithm) }),
            // Where another manifest lists the same files, nothing is lost by it.
            None => findings.warning(
                Code::UnsupportedAlgorithm,
                *path,
                format!("контрольные суммы «{}» не считаются", excerpt(name)),
            ),
        }
    }
    (payload.into_iter().collect(), tags.into_iter().collect())
}

/// A bag that is being judged.
struct Bag<'a> {
    survey: &'a Survey,
    names: Names<'a>,
    version: (u32, u32),
    encoding: Encoded,
    lenient: bool,
    only: Option<Algorithm>,
    /// Whether a system's own file is listed and was let go missing.
    without_litter: bool,
    findings: &'a mut Findings,
}

impl<'a> Bag<'a> {
    /// Judges; the labels of `bag-info.txt`.
    fn judge(&mut self, contents: &dyn Contents) -> Vec<(String, String)> {
        for (path, trouble) in
            self.survey.files.iter().filter_map(|(path, reading)| Some((path, reading.trouble.as_ref()?)))
        {
            self.findings.error(Code::Unreadable, path, trouble);
        }
        self.declaration();
        if !contents.has_folder(PAYLOAD.trim_end_matches('/')) {
            self.findings.error(Code::MissingFile, PAYLOAD, "в архиве нет папки с содержимым");
        }
        self.names.ambiguous(self.findings);
        let labels = self.info();
        let manifests = self.manifests(false);
        if manifests.is_empty() {
            self.findings.error(
                Code::NoManifest,
                "manifest-sha256.txt",
                "в архиве нет списка контрольных сумм, который можно проверить",
            );
        }
        self.payload(&manifests);
        self.oxum(&labels);
        let tags = self.manifests(true);
        self.tags(&manifests, &tags, profile::is_ours(&labels));
        self.fetches(&manifests);
        if profile::is_ours(&labels) {
            self.as_written();
            for path in manifests.keys().filter(|path| !tags.contains_key(&*format!("tag{path}"))) {
                self.findings.error(
                    Code::MissingFile,
                    format!("tag{path}"),
                    "в архиве letopis он обязателен",
                );
            }
            profile::check(&labels, &self.names, self.findings);
            if let Some(name) = &self.survey.foreign {
                self.findings.error(Code::BadZip, name, "заголовок файла в zip не тот, что пишет letopis");
            }
        }
        labels
    }

    /// The text of a tag file in an encoding; `None` where it is not there or cannot be read, which
    /// is told.
    fn text(&mut self, path: &str, encoding: Encoded) -> Option<String> {
        let bytes = self.survey.files.get(path)?.bytes.as_ref()?;
        let text = encoding.decode(bytes);
        if text.is_none() {
            self.findings.error(Code::BadTagFile, path, "он не в той кодировке, которую называет bagit.txt");
        }
        text
    }

    fn declaration(&mut self) {
        let Some(reading) = self.survey.files.get(DECLARATION) else {
            self.findings.error(Code::MissingFile, DECLARATION, "без него это не архив BagIt");
            return;
        };
        match reading.bytes.as_deref().map(Declaration::read) {
            Some(Ok(Declaration { version, encoding })) => {
                self.encoding = encoding;
                self.version = version;
                if !VERSIONS.contains(&version) {
                    let message = format!("версия BagIt {}.{} неизвестна", version.0, version.1);
                    self.findings.error(Code::UnsupportedVersion, DECLARATION, message);
                }
            }
            Some(Err(what)) => self.findings.error(Code::BadTagFile, DECLARATION, what),
            None => {}
        }
    }

    /// The labels of `bag-info.txt`.
    fn info(&mut self) -> Vec<(String, String)> {
        let Some(text) = self.text(INFO, self.encoding) else { return Vec::new() };
        tag_file::labels(&text).unwrap_or_else(|line| {
            let message = format!("строка {line} — не «метка: значение»");
            self.findings.error(Code::BadTagFile, INFO, message);
            Vec::new()
        })
    }

    /// Whether the payload has as many bytes and files as the labels say.
    fn oxum(&mut self, labels: &[(String, String)]) {
        let payload = || self.survey.files.iter().filter(|(path, _)| path.starts_with(PAYLOAD));
        let size: u64 = payload().map(|(_, reading)| reading.digests.size).sum();
        let there = format!("{size}.{}", payload().count());
        for (_, said) in labels.iter().filter(|(label, _)| label.eq_ignore_ascii_case("Payload-Oxum")) {
            if *said != there {
                let message = format!("Payload-Oxum: записано {}, на деле {there}", excerpt(said));
                self.findings.allowed(self.without_litter, Code::PayloadOxum, INFO, message);
            }
        }
    }

    /// The manifests or the tag manifests: of each its name and the files that it lists. What it
    /// says of them is compared.
    fn manifests(&mut self, tag: bool) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let survey = self.survey;
        let named = survey.files.keys().filter_map(|path| {
            let (is_tag, name) = manifest_name(path)?;
            (is_tag == tag).then_some((path.as_str(), Algorithm::named(name)?))
        });
        named
            .filter_map(|(path, algorithm)| {
                let text = self.text(path, self.encoding)?;
                let lines = Lines::read(&text, algorithm);
                for line in &lines.bad {
                    let message = format!("строка {line} — не контрольная сумма {algorithm} с путём");
                    self.findings.error(Code::BadTagFile, path, message);
                }
                Some((path, self.compare(path, &lines, algorithm, tag)))
            })
            .collect()
    }

    /// The manifests of a bag of ours are, to the byte, as they are written: nothing lists the tag
    /// manifests, and a digest in other letters would be the same digest.
    fn as_written(&mut self) {
        let survey = self.survey;
        for (path, reading) in survey.files.iter().filter(|(path, _)| manifest_name(path).is_some()) {
            let Some(algorithm) = manifest_name(path).and_then(|(_, name)| Algorithm::named(name)) else {
                continue;
            };
            let text = reading.bytes.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            let lines = Lines::read(&text, algorithm).lines;
            let listed = lines.into_iter().map(|line| (line.path, line.digest)).collect();
            if write(&listed, algorithm) != text {
                self.findings.error(Code::ProfileMismatch, path, "он записан не так, как пишет letopis");
            }
        }
    }

    /// Compares the files that a manifest lists with what it says of them.
    fn compare(
        &mut self,
        manifest: &str,
        lines: &Lines,
        algorithm: Algorithm,
        tag: bool,
    ) -> BTreeSet<&'a str> {
        let literal = lines.literal(&self.names, self.version >= RFC);
        let mut listed: BTreeMap<String, &str> = BTreeMap::new();
        let mut found = BTreeSet::new();
        let mut starred = false;
        let all: BTreeSet<&str> = lines.lines.iter().map(|line| line.path.as_str()).collect();
        for line in &lines.lines {
            starred |= line.starred;
            let path = line.meant(&self.names, literal);
            let at = |what: &str| format!("{manifest}, строка {}: {what}", line.number);
            if !paths::is_safe(&path) {
                self.findings.error(Code::UnsafePath, &path, at("путь ведёт наружу архива"));
                continue;
            }
            let path = match paths::plain(&path) {
                Some(plain) => {
                    self.findings.warning(Code::LoosePath, &path, at("в пути лишние «.» или «/»"));
                    plain
                }
                None => path,
            };
            if path.starts_with(PAYLOAD) == tag {
                let what = if tag {
                    "файл содержимого среди служебных"
                } else {
                    "путь вне папки data"
                };
                self.findings.error(Code::UnsafePath, &path, at(what));
                continue;
            }
            if let Some(digest) = listed.insert(path.clone(), &line.digest) {
                let lets = digest == line.digest && self.version < RFC;
                self.findings.allowed(lets, Code::DuplicatePath, &path, at("путь назван второй раз"));
            }
            if let Some(name) = self.meant(&path, &all) {
                found.insert(name);
                self.digest(name, algorithm, &line.digest);
            }
        }
        if starred {
            self.findings.warning(Code::LoosePath, manifest, "перед путями стоят звёздочки md5sum");
        }
        found
    }

    /// The file that a listed path means; that there is none is told. A name whose letters another
    /// system composed in its own way is the same name, unless both are listed.
    fn meant(&mut self, path: &str, all: &BTreeSet<&str>) -> Option<&'a str> {
        match self.names.meant(path) {
            Meant::Exact(name) => Some(name),
            Meant::Composed(name) | Meant::Folded(name) if self.lenient => {
                let message = format!("принят файл {name}: имена различаются регистром или составом букв");
                self.findings.warning(Code::AmbiguousName, path, message);
                Some(name)
            }
            Meant::Composed(name) if !all.contains(name) => {
                let message = format!("принят файл {name}: имена различаются составом букв");
                self.findings.warning(Code::AmbiguousName, path, message);
                Some(name)
            }
            Meant::Composed(_) | Meant::Folded(_) | Meant::Missing => {
                if self.lenient && files::is_litter(path) {
                    self.without_litter = true;
                    self.findings.warning(Code::SystemFile, path, "системного файла нет");
                } else {
                    self.findings.error(Code::MissingFile, path, "");
                }
                None
            }
        }
    }

    fn digest(&mut self, name: &str, algorithm: Algorithm, expected: &str) {
        if self.only.is_some_and(|only| algorithm != only) && name.starts_with(PAYLOAD) {
            return;
        }
        let reading = &self.survey.files[name];
        if reading.trouble.is_none() && reading.digests.hex(algorithm).as_deref() != Some(expected) {
            self.findings.error(Code::DigestMismatch, name, "");
        }
    }

    /// Every file of the payload must be listed; in bags of the RFC, by each manifest (§2.1.3).
    fn payload(&mut self, manifests: &BTreeMap<&str, BTreeSet<&str>>) {
        for path in self.survey.files.keys().map(String::as_str).filter(|path| path.starts_with(PAYLOAD)) {
            let lists = manifests.values().filter(|listed| listed.contains(path)).count();
            if lists == 0 {
                let code = if files::is_litter(path) && self.lenient {
                    Code::SystemFile
                } else {
                    Code::UnlistedFile
                };
                let lenient = code == Code::SystemFile;
                self.findings.allowed(lenient, code, path, "его нет в списке контрольных сумм");
            } else if lists < manifests.len() && self.version >= RFC {
                self.findings.error(
                    Code::IncompleteManifest,
                    path,
                    "файл есть не во всех списках контрольных сумм",
                );
            }
        }
    }

    /// A tag manifest of a bag of the RFC lists every manifest (§2.2.1). That another tag file is not
    /// listed is allowed, and in the drafts usual; in our bags it is not.
    fn tags(
        &mut self,
        manifests: &BTreeMap<&str, BTreeSet<&str>>,
        tags: &BTreeMap<&str, BTreeSet<&str>>,
        ours: bool,
    ) {
        for (tag, listed) in tags {
            for manifest in manifests.keys().filter(|manifest| !listed.contains(*manifest)) {
                let message = format!("в нём нет {manifest}");
                self.findings.allowed(self.version < RFC, Code::IncompleteManifest, *tag, message);
            }
        }
        if tags.is_empty() || self.version < RFC {
            return;
        }
        let listed = |path: &str| tags.values().any(|listed| listed.contains(path));
        let unlisted = |path: &&str| {
            !path.starts_with(PAYLOAD)
                && manifest_name(path).is_none_or(|(is_tag, _)| !is_tag)
                && !manifests.contains_key(*path)
        };
        for path in self.survey.files.keys().map(String::as_str).filter(unlisted).filter(|path| !listed(path))
        {
            let message = "служебного файла нет в списке контрольных сумм";
            self.findings.allowed(!ours, Code::UnlistedFile, path, message);
        }
    }

    /// What is to be fetched must be listed and, in a bag that is whole, be there (§2.2.3). Nothing
    /// is ever fetched.
    fn fetches(&mut self, manifests: &BTreeMap<&str, BTreeSet<&str>>) {
        let Some(text) = self.text(FETCH, self.encoding) else { return };
        let fetches = match tag_file::fetches(&text) {
            Ok(fetches) => fetches,
            Err(line) => {
                let message = format!("строка {line} — не адрес, длина и путь");
                self.findings.error(Code::BadTagFile, FETCH, message);
                return;
            }
        };
        for (path, url) in fetches {
            let path =
                if self.version >= RFC && !self.names.has(&path) { paths::decode(&path) } else { path };
            let path = paths::plain(&path).filter(|_| paths::is_safe(&path)).unwrap_or(path);
            if !paths::is_safe(&path) || !path.starts_with(PAYLOAD) {
                self.findings.error(Code::UnsafePath, &path, "fetch.txt: путь ведёт наружу содержимого");
            } else if !self.names.has(&path) {
                let message = format!("его ещё надо загрузить: {}", excerpt(&url));
                self.findings.error(Code::MissingFile, &path, message);
            } else if !manifests.values().any(|listed| listed.contains(path.as_str())) {
                self.findings.error(
                    Code::IncompleteManifest,
                    &path,
                    "файл из fetch.txt не назван в списке контрольных сумм",
                );
            }
        }
    }
}
