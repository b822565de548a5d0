//! Where a path is: in full, and with its links followed.

use std::path::{Path, PathBuf};

/// A path in full, as people are shown it and as it is noted: its links are not followed, since what is noted
/// should be what was named.
pub fn in_full(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The place that a path leads to, for comparing: its links are followed as far as it is there.
pub fn real(path: &Path) -> PathBuf {
    let path = in_full(path);
    let followed = |above: &Path| {
        let below = path.strip_prefix(above).ok()?;
        let above = above.canonicalize().ok()?;
        // Joining nothing would add a slash.
        Some(if below.as_os_str().is_empty() { above } else { above.join(below) })
    };
    path.ancestors().find_map(followed).unwrap_or_else(|| path.clone())
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
        let there = root.path().canonicalize().expect("it is there");
        assert_eq!(real(&root.path().join("a/b")), there.join("a").join("b"));
        assert!(lies_in(&root.path().join("a/b"), root.path()));
        assert!(!lies_in(root.path(), &root.path().join("a")));
        assert_eq!(folder_of(&root.path().join("x.pdf")), there);
    }
}
