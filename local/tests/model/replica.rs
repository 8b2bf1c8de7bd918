//! The board as a client has it, by the four rules of docs/protocol.md and nothing else.

use serde_json::Value;
use std::collections::BTreeMap;

/// The rules, each of which can be left out to prove that it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Rule 1: scan after the socket is open.
    pub scan_when_open: bool,
    /// Rule 1: every page.
    pub every_page: bool,
    /// Rule 1: apply the events that arrive meanwhile.
    pub events_meanwhile: bool,
    /// Rule 2: apply an item only if its version is higher.
    pub higher_version: bool,
    /// Rule 3: remember deleted ids.
    pub remember_deleted: bool,
    /// Rule 4: scan again after every reconnect.
    pub scan_again: bool,
}

impl Rules {
    pub const ALL: Self = Self {
        scan_when_open: true,
        every_page: true,
        events_meanwhile: true,
        higher_version: true,
        remember_deleted: true,
        scan_again: true,
    };
}

/// Items by id, each with its version, and its title and status unless it was deleted.
#[derive(Debug, Clone, Default)]
pub struct Replica(BTreeMap<String, (u64, Option<(String, String)>)>);

impl Replica {
    /// The items that are there.
    pub fn items(&self) -> BTreeMap<String, (u64, String, String)> {
        let live = self.0.iter().filter_map(|(id, (version, state))| {
            let (title, status) = state.clone()?;
            Some((id.clone(), (*version, title, status)))
        });
        live.collect()
    }

    /// A scan begins on the same connection: what it does not find is not there. Deleted ids stay known, as rule 3 has it.
    pub fn begin(&mut self) {
        self.0.retain(|_, (_, state)| state.is_none());
    }

    pub fn version(&self, id: &str) -> Option<u64> {
        self.0.get(id).map(|(version, _)| *version)
    }

    /// An item as a reply, an event or a page has it.
    pub fn take(&mut self, item: &Value, rules: Rules) {
        let text = |name: &str| item[name].as_str().map(str::to_owned);
        let (Some(id), Some(version)) = (text("itemId"), item["version"].as_u64()) else {
            return;
        };
        let state = text("title").zip(text("status"));
        let newer = self.version(&id).is_none_or(|known| known < version);
        if !newer && rules.higher_version {
            return;
        }
        if state.is_none() && !rules.remember_deleted {
            self.0.remove(&id);
        } else {
            self.0.insert(id, (version, state));
        }
    }
}
