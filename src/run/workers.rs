//! Work done side by side by plain threads: typst must not be called from the pool that it uses itself.

use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What a function makes of each item, in their order, with at most so many threads. After an error no
/// other item is begun, and the first one's error is told.
pub(super) fn map<T: Sync, R: Send>(
    items: &[T],
    workers: usize,
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let results: Mutex<BTreeMap<usize, Result<R>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..workers.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    let made = work(item);
                    failed.fetch_or(made.is_err(), Ordering::Relaxed);
                    results.lock().expect("no thread panics with the results").insert(index, made);
                }
            });
        }
    });
    results.into_inner().expect("no thread panics with the results").into_values().collect()
}
