//! The program `letopis`: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(letopis::cli::main())
}
