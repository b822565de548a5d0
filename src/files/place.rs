//! Where a path is.

use std::path::{Component, Path, PathBuf};

/// The place that a path leads to, in full and with its links followed as far as it is there: one place has one
/// spelling, by which it is noted and compared.
pub fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let followed = |above: &Path| {
        let below = path.strip_prefix(above).ok()?;
        let mut followed = dunce::canonicalize(above).ok()?;
        for part in below.components() {
            match part {
                Component::ParentDir => drop(followed.pop()),
                part => followed.push(part),
            }
        }
        Some(followed)
    };
    path.ancestors().find_map(followed).unwrap_or_else(|| path.clone())
}

/// Whether a name is one of a file in a folder, and of nothing else, on every system.
pub fn is_name(name: &str) -> bool {
    let leads_elsewhere = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    !name.trim_matches(['.', ' ']).is_empty() && !name.contains(leads_elsewhere)
}

/// Whether two paths lead to one place.
pub fn is_same(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
}

/// Whether two paths lead to one disk, as far as the system tells; of a path that is not there its folder counts.
pub fn is_same_disk(one: &Path, other: &Path) -> bool {
    let (one, other) = (real(one), real(other));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let disk = |path: &Path| path.ancestors().find_map(|path| Some(path.metadata().ok()?.dev()));
        disk(&one).is_some_and(|disk_of_one| disk(&other) == Some(disk_of_one))
    }
    #[cfg(not(unix))]
    {
        // The drive, or the share.
        let disk = |path: &Path| path.components().next().map(|part| part.as_os_str().to_ascii_lowercase());
        disk(&one) == disk(&other)
    }
}

/// Whether a path is a folder's or leads into it.
pub fn lies_in(path: &Path, folder: &Path) -> bool {
    real(path).starts_with(real(folder))
}

/// The place of the folder that a file is in, or will be: a link in the file's place is replaced, not followed.
pub fn folder_of(file: &Path) -> PathBuf {
    real(file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_yet_is_placed_by_the_folders_above_it() {
        let root = tempfile::tempdir().expect("room");
        let there = dunce::canonicalize(root.path()).expect("it is there");
        assert_eq!(real(&root.path().join("a/b")), there.join("a").join("b"));
        assert!(lies_in(&root.path().join("a/b"), root.path()));
        assert!(!lies_in(root.path(), &root.path().join("a")));
        assert_eq!(real(&root.path().join("a/b/../../c")), there.join("c"));
        assert_eq!(folder_of(&root.path().join("x.pdf")), there);
        assert_eq!(real(&root.path().join("./a/")), there.join("a"));
        std::fs::create_dir(root.path().join("a")).expect("made");
        assert!(is_same(&root.path().join("a/../a/"), &there.join("a")));
    }
}
