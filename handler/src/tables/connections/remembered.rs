//! What this sandbox has seen of connections.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

/// A few hundred bytes each: some megabytes when it is full.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(10_000).expect("10,000 is not zero");

/// Something of each connection, by its id; what has been unused for longest is forgotten first.
#[derive(Debug)]
pub(super) struct Remembered<T>(Mutex<LruCache<String, T>>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
    }
}

impl<T: Clone> Remembered<T> {
    /// What is remembered, unless it no longer holds.
    pub(super) fn get(&self, id: &str, holds: impl FnOnce(&T) -> bool) -> Option<T> {
        let mut seen = self.lock();
        let known = seen.get(id)?;
        if holds(known) {
            return Some(known.clone());
        }
        seen.pop(id);
        None
    }

    pub(super) fn put(&self, id: String, known: T) {
        self.lock().put(id, known);
    }

    pub(super) fn forget(&self, id: &str) {
        self.lock().pop(id);
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
