//! A folder for what is needed only while a command runs.

use anyhow::{Context as _, Result};
use std::path::Path;
use tempfile::TempDir;

/// A folder among the system's temporary ones, which nobody else may look into; it goes with the value.
#[derive(Debug)]
pub struct Scratch(TempDir);

impl Scratch {
    /// Makes one.
    pub fn new() -> Result<Scratch> {
        let made = tempfile::Builder::new().prefix("letopis-").tempdir();
        let describe = || {
            let folder = std::env::temp_dir();
            format!("не удаётся создать временную папку в {}", folder.display())
        };
        made.map(Scratch).with_context(describe)
    }

    /// Makes one in a folder, which cleans up what a killed run leaves there.
    pub fn within(folder: &Path) -> Result<Scratch> {
        let made = tempfile::Builder::new().prefix("scratch-").tempdir_in(folder);
        made.map(Scratch)
            .with_context(|| format!("не удаётся создать временную папку в {}", folder.display()))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
