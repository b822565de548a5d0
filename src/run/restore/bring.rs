//! A file from the copy that has it as it was; a zip out of several damaged ones.

use super::copies::Copies;
use super::wanted::Wanted;
use crate::archive::event::CopiedFile;
use crate::archive::pack::{Plan, pack};
use crate::archive::salvage::Salvage;
use crate::files::{self, Changes, FileDigest};
use crate::run::progress::{Progress, out};
use crate::words;
use anyhow::{Result, bail};
use std::path::Path;

/// What became of a file.
pub(super) enum Brought {
    /// It is in its place already.
    There(CopiedFile),
    /// It will be.
    Back(CopiedFile),
    /// It will not be; of a zip some files will lie in a folder.
    Partly,
    /// It is lost.
    Lost,
}

/// Brings a file from the first copy that has it; a zip that none has is salvaged.
///
/// # Errors
/// Where there is no room for it.
pub(super) fn bring(
    copies: &Copies<'_>,
    wanted: &Wanted,
    file: &str,
    sha256: &str,
    changes: &Changes,
    progress: &Progress,
) -> Result<Brought> {
    let as_copied = |digest: FileDigest| {
        let (of, file) = (file.to_owned(), file.to_owned());
        CopiedFile { file, of, size: digest.size, sha256: digest.sha256 }
    };
    let there = copies.options.to.join(file);
    if let Some(digest) = whole(&there, sha256) {
        return Ok(Brought::There(as_copied(digest)));
    }
    // What no medium has, a paper that was drawn up since, a file that was damaged there, the store may have.
    for folder in copies.options.from.iter().chain([&copies.options.archive]) {
        let Some(path) = copies.plain(folder, file)? else { continue };
        // What cannot be read, or is read another time otherwise, the next copy may have.
        if whole(&path, sha256).is_some() {
            match put(&path, sha256, changes, file) {
                Ok(digest) => return Ok(Brought::Back(as_copied(digest))),
                Err(error) if files::is_no_room(&error) => return Err(error),
                Err(_) => {}
            }
        }
    }
    if file == wanted.entry.zip() {
        return Ok(match salvage(copies, wanted, changes, progress)? {
            Salvaged::Whole(digest) => Brought::Back(as_copied(digest)),
            Salvaged::Partly => Brought::Partly,
            Salvaged::Nothing => Brought::Lost,
        });
    }
    out(&format!("УТРАЧЕНО: {file} — ни в одной копии его нет целым\n"));
    Ok(Brought::Lost)
}

/// The digest of a file that is as it was.
fn whole(path: &Path, sha256: &str) -> Option<FileDigest> {
    let digest = files::is_plain(path).then(|| FileDigest::of_file(path).ok()).flatten();
    digest.filter(|digest| digest.sha256 == sha256)
}

/// Puts a file into its place, and reads it back.
fn put(path: &Path, sha256: &str, changes: &Changes, name: &str) -> Result<FileDigest> {
    files::create_atomically(
        &changes.path(name),
        |target| files::digest_into(&mut files::open(path)?, target),
        |aside, digest| {
            if digest.sha256 != sha256 || FileDigest::of_file(aside)? != digest {
                bail!("{name}: записанное не читается обратно таким же");
            }
            Ok(digest)
        },
    )
}

/// What could be had of a zip.
enum Salvaged {
    /// All of it: its digest.
    Whole(FileDigest),
    /// Some files, in a folder.
    Partly,
    Nothing,
}

/// The zip out of several damaged ones, or its files as far as there are any.
fn salvage(copies: &Copies<'_>, wanted: &Wanted, changes: &Changes, progress: &Progress) -> Result<Salvaged> {
    let entry = &wanted.entry;
    let damaged = copies.damaged(entry)?;
    if damaged.is_empty() {
        out(&format!("УТРАЧЕНО: {} — на названных носителях его нет\n", entry.zip()));
        return Ok(Salvaged::Nothing);
    }
    let bar = progress.spinner("Поиск целых файлов");
    let mut salvage = Salvage::new(entry, damaged, &|n| bar.inc(n))?;
    bar.finish_and_clear();
    let assembled = copies.scratch.path().join(entry.zip());
    if salvage.assemble(entry, &assembled)? {
        progress
            .say(&format!("{}: целой копии нет, но архив собран из нескольких, байт в байт.", entry.zip()));
        return Ok(Salvaged::Whole(put(&assembled, &entry.zip_sha256, changes, &entry.zip())?));
    }
    let unpacked = copies.scratch.path().join(format!("{}.unpacked", entry.name));
    salvage.write(&unpacked)?;
    // What is unpacked and whole may be packed again; with the same version the bytes are the same.
    if salvage.is_proved && salvage.lost.is_empty() {
        let packed = Plan::of_bag(&unpacked, &entry.name)
            .and_then(|plan| pack(&unpacked.join("data"), &plan, &assembled, &|_| {}));
        if let Some(error) = packed.as_ref().err().filter(|error| files::is_no_room(error)) {
            bail!("{}: {}", assembled.display(), files::reason(error));
        }
        if packed.is_ok_and(|packed| packed.zip.sha256 == entry.zip_sha256) {
            progress.say(&format!("{}: запакован заново из распакованной копии, байт в байт.", entry.zip()));
            return Ok(Salvaged::Whole(put(&assembled, &entry.zip_sha256, changes, &entry.zip())?));
        }
    }
    if salvage.found() == 0 {
        out(&format!("УТРАЧЕНО: {} — целых файлов не нашлось ни в одной копии\n", entry.zip()));
        return Ok(Salvaged::Nothing);
    }
    for path in &salvage.lost {
        out(&format!("УТРАЧЕНО: {}!{path}\n", entry.zip()));
    }
    let count = words::count(salvage.found(), ["файл", "файла", "файлов"]);
    let target = copies.options.to.join(&entry.name);
    let place = target.display();
    let where_to = if copies.into_store || target.exists() { None } else { Some(&unpacked) };
    if let Some(unpacked) = where_to {
        for path in files::list(unpacked)? {
            files::copy(&unpacked.join(&path), &changes.path(&entry.name).join(&path))?;
        }
        changes.flush(&entry.name)?;
    }
    let what = match (salvage.is_proved, salvage.lost.len()) {
        (false, _) => format!(
            "нашлось {count}, но ЗА НИХ НИЧТО НЕ РУЧАЕТСЯ: списки сумм повреждены, и верны ли файлы, сказать нельзя"
        ),
        (true, 0) => format!("zip не собрать, но содержимое цело всё: {count}"),
        (true, lost) => {
            format!("цело: {count}; утрачено: {}", words::count(lost, ["файл", "файла", "файлов"]))
        }
    };
    let then = match where_to {
        Some(_) => format!("то, что есть, — в папке {place}"),
        // A store holds nothing but what its register names.
        None if copies.into_store => "чтобы достать то, что есть, назовите новую папку (--to)".to_owned(),
        None => format!(
            "папка {place} уже есть, и в ней может быть то, чего больше нигде нет: не убирайте её, назовите новую (--to), а к носителям добавьте и эту: --from \"{}\"",
            copies.options.to.display()
        ),
    };
    out(&format!("{}: {what}; {then}\n", entry.zip()));
    Ok(if where_to.is_some() { Salvaged::Partly } else { Salvaged::Nothing })
}
