//! Progress: a bar on a terminal, plain lines elsewhere, nothing where it is asked for.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};

/// Writes to standard output. That a reader has closed it (`letopis check | head`) is no failure.
pub fn out(text: &str) {
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Tells how far a command is.
pub struct Progress {
    quiet: bool,
    terminal: bool,
}

impl Progress {
    /// On standard error; `quiet` says nothing.
    pub fn new(quiet: bool) -> Progress {
        Progress { quiet, terminal: std::io::stderr().is_terminal() }
    }

    /// Begins a stage of so many steps.
    pub fn stage(&self, title: &str, steps: usize) -> ProgressBar {
        self.begin(title, "{msg:22} [{bar:32}] {pos} из {len}", steps as u64)
    }

    /// Begins a stage in which so many bytes are read.
    pub fn bytes(&self, title: &str, bytes: u64) -> ProgressBar {
        self.begin(title, "{msg:22} [{bar:32}] {percent} %", bytes)
    }

    fn begin(&self, title: &str, template: &str, length: u64) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        if !self.terminal {
            eprintln!("{title}…");
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template(template)
            .expect("the templates are constants")
            .progress_chars("=> ");
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr())
            .with_style(style)
            .with_message(title.to_owned());
        bar.tick();
        bar
    }

    /// Begins a stage of which nobody knows how long it is; it counts bytes.
    pub fn spinner(&self, title: &str) -> ProgressBar {
        if self.quiet || !self.terminal {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg:22} {spinner} {decimal_bytes}")
            .expect("the templates are constants");
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
        bar.with_message(title.to_owned())
    }

    /// Says on standard error what a waiting person should know.
    pub fn note(&self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }

    /// Says a line.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            out(&format!("{line}\n"));
        }
    }

    /// Whether nothing but errors is wanted.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }
}
