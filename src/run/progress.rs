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
        if self.quiet {
            return ProgressBar::hidden();
        }
        if !self.terminal {
            eprintln!("{title}…");
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg:22} [{bar:32}] {pos} из {len}")
            .expect("the template is a constant")
            .progress_chars("=> ");
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr())
            .with_style(style)
            .with_message(title.to_owned());
        bar.tick();
        bar
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
