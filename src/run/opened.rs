//! An input folder that was read, with all that figures, checks and reports need of it.

use crate::diagnostics::Report;
use crate::figures::{Exemptions, Facts, Ledger};
use crate::model::{Archive, Belonging};
use anyhow::Result;
use std::path::Path;

/// What was read, who belonged where, and what is wrong with it.
pub(super) struct Opened {
    pub(super) archive: Archive,
    belonging: Belonging,
    ledger: Ledger,
    exemptions: Exemptions,
    /// Errors and warnings. How the journals were kept, [`crate::check::findings`] tell.
    pub(super) report: Report,
}

impl Opened {
    /// Reads an input folder and checks it.
    pub(super) fn read(input: &Path) -> Result<Opened> {
        let (archive, report) = crate::read::read(input)?;
        let belonging = Belonging::new(&archive);
        let (ledger, exemptions) = (Ledger::new(&archive), Exemptions::new(&archive));
        let mut opened = Opened { archive, belonging, ledger, exemptions, report };
        let checked = crate::check::check(&opened.facts());
        opened.report.append(checked);
        Ok(opened)
    }

    /// What figures are computed from.
    pub(super) fn facts(&self) -> Facts<'_> {
        let Opened { archive, belonging, ledger, exemptions, .. } = self;
        Facts { archive, belonging, ledger, exemptions }
    }
}
