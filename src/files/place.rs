//! Where a path is.

use std::path::{Path, PathBuf};

/// The place that a path leads to, in full and with its links followed as far as it is there: one place has one
/// spelling, by which it is noted and compared.
pub fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let followed = |above: &Path| {
        let below = path.strip_prefix(above).ok()?;
        let above = dunce::canonicalize(above).ok()?;
        // Joining nothing would add a slash.
        Some(if below.as_os_str().is_empty() { above } else { above.join(below) })
    };
    path.ancestors().find_map(followed).unwrap_or_else(|| path.clone())
}

/// Whether two paths lead to one place.
pub fn is_same(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
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
        assert_eq!(folder_of(&root.path().join("x.pdf")), there);
        assert_eq!(real(&root.path().join("./a/")), there.join("a"));
        std::fs::create_dir(root.path().join("a")).expect("made");
        assert!(is_same(&root.path().join("a/../a/"), &there.join("a")));
    }
}
