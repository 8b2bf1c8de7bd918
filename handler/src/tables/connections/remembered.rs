//! The connections that this sandbox has seen.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use super::Connection;
use crate::clock::Now;

/// A few hundred bytes each: some megabytes when it is full.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(10_000).expect("10,000 is not zero");

/// Connections by id; those unused for longest are forgotten first.
#[derive(Debug)]
pub(super) struct Remembered(Mutex<LruCache<String, Connection>>);

impl Default for Remembered {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
    }
}

impl Remembered {
    /// The connection, unless its rows have expired.
    pub(super) fn get(&self, id: &str, now: Now) -> Option<Connection> {
        let mut connections = self.lock();
        let connection = connections.get(id)?;
        if connection.expires_at > now.seconds() {
            return Some(connection.clone());
        }
        connections.pop(id);
        None
    }

    pub(super) fn put(&self, connection: Connection) {
        self.lock().put(connection.id.clone(), connection);
    }

    pub(super) fn forget(&self, id: &str) {
        self.lock().pop(id);
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
