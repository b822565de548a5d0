//! Keeps a panic of a library that reads hostile bytes from ending the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

/// The library gave up on the file.
#[derive(Debug)]
pub(super) struct GaveUp;

/// Does what a library does with a file that may be anything. Only for libraries: a panic of our own
/// code is a bug and must be heard.
#[inline]
pub(super) fn shielded<T>(work: impl FnOnce() -> T) -> Result<T, GaveUp> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !SHIELDED.get() {
                before(panic);
            }
        }));
    });
    SHIELDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    SHIELDED.set(false);
    done.map_err(|_| GaveUp)
}

#[cfg(test)]
mod tests {
    use super::shielded;

    #[test]
    fn a_panic_is_an_answer() {
        assert!(shielded(|| 1).is_ok());
        assert!(shielded(|| -> u8 { panic!("a library's bug") }).is_err());
        assert!(shielded(|| 2).is_ok());
    }
}
