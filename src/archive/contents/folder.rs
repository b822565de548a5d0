//! A folder on the disk.

use super::{Contents, Reading, Survey, Wanted, readers};
use crate::archive::finding::{Code, Findings};
use crate::files;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder on the disk.
pub struct Folder {
    root: PathBuf,
    paths: BTreeMap<String, PathBuf>,
    links: Vec<String>,
}

impl Folder {
    /// Lists a folder. Links are not followed.
    pub fn open(root: &Path) -> Result<Folder> {
        let listing = files::list_all(root)?;
        let slashed = |paths: Vec<PathBuf>| paths.into_iter().map(|path| (files::slashed(&path), path));
        Ok(Folder {
            root: root.to_owned(),
            paths: slashed(listing.files).collect(),
            links: slashed(listing.others).map(|(path, _)| path).collect(),
        })
    }
}

impl Contents for Folder {
    fn paths(&self) -> Vec<&str> {
        self.paths.keys().map(String::as_str).collect()
    }

    fn has_folder(&self, name: &str) -> bool {
        self.root.join(name).is_dir()
    }

    fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        for link in &self.links {
            findings.error(
                Code::Link,
                link,
                "это ссылка, устройство или имя не в UTF-8: такого файла в архиве быть не может",
            );
        }
        findings
    }

    fn read(&self, wanted: &Wanted<'_>) -> Result<Survey> {
        let paths: Vec<(&String, &PathBuf)> = self.paths.iter().collect();
        let next = AtomicUsize::new(0);
        let found = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for _ in 0..readers().min(paths.len()) {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    while let Some((name, path)) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let reading = match files::open(&self.root.join(path)) {
                            Ok(mut file) => wanted.read(name, &mut file),
                            Err(error) => {
                                Reading { trouble: Some(files::reason(&error)), ..Reading::default() }
                            }
                        };
                        own.push(((*name).clone(), reading));
                    }
                    found.lock().expect("no thread panics with what was found").extend(own);
                });
            }
        });
        Ok(Survey {
            files: found.into_inner().expect("no thread panics with what was found"),
            whole: None,
            foreign: None,
        })
    }
}
