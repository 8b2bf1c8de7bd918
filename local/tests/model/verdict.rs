//! Whether every reply and every event agrees with what really happened, and what is there in the end.

use super::history::{Commit, Happened, Heard, Moment, Request};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The board's history, item by item.
pub struct Verdict {
    requests: Vec<Request>,
    items: BTreeMap<String, Vec<Commit>>,
    /// Versions of items that a reply told their sender of.
    claimed: BTreeMap<(String, u64), Request>,
    pub violations: Vec<String>,
}

/// An item's last version.
pub struct Latest {
    pub item: String,
    pub version: u64,
    pub state: Option<(String, String)>,
    /// Its sender was told of success, so every client was told of it, or of having missed something.
    pub announced: bool,
}

impl Verdict {
    pub fn of(happened: Happened) -> Self {
        let Happened {
            requests,
            commits,
            events,
        } = happened;
        let mut items: BTreeMap<String, Vec<Commit>> = BTreeMap::new();
        for commit in commits {
            items.entry(commit.item.clone()).or_default().push(commit);
        }
        let mut verdict = Self {
            requests,
            items,
            claimed: BTreeMap::new(),
            violations: Vec::new(),
        };
        verdict.histories_are_possible();
        for request in verdict.requests.clone() {
            if let Some(reply) = &request.reply {
                verdict.reply_agrees(&request, reply);
            }
        }
        verdict.every_change_was_asked_for();
        for heard in &events {
            verdict.event_agrees(heard);
        }
        verdict
    }

    pub fn latest(&self) -> Vec<Latest> {
        let last = |(item, commits): (&String, &Vec<Commit>)| {
            let commit = commits.last()?;
            let claim = self.claimed.get(&(item.clone(), commit.version));
            Some(Latest {
                item: item.clone(),
                version: commit.version,
                state: commit.state.clone(),
                announced: claim.is_some_and(|claim| !self.may_be_a_repeat(claim)),
            })
        };
        self.items.iter().filter_map(last).collect()
    }

    /// A create that was repeated with its token succeeds, but who made the item may have got no answer.
    fn may_be_a_repeat(&self, claim: &Request) -> bool {
        let token = &claim.asked["clientToken"];
        !token.is_null()
            && self.requests.iter().any(|request| {
                request.asked["clientToken"] == *token
                    && request
                        .reply
                        .as_ref()
                        .is_none_or(|reply| reply.get("error").is_some())
            })
    }

    fn violation(&mut self, what: &str, details: impl std::fmt::Debug) {
        self.violations.push(format!("{what}: {details:?}"));
    }

    /// A version follows the one before; nothing follows a deletion, nothing comes before a creation.
    fn histories_are_possible(&mut self) {
        let mut found = Vec::new();
        for commits in self.items.values_mut() {
            commits.sort_by_key(|commit| commit.version);
            let mut before: Option<&Commit> = None;
            for commit in commits.iter() {
                let follows = match before {
                    None => commit.version == 1 && commit.state.is_some(),
                    Some(before) => {
                        before.state.is_some()
                            && commit.version == before.version + 1
                            && commit.between.1 > before.between.0
                    }
                };
                if !follows {
                    found.push(("an impossible change", before.cloned(), commit.clone()));
                }
                before = Some(commit);
            }
        }
        for (what, before, commit) in found {
            self.violation(what, (before, commit));
        }
    }

    fn reply_agrees(&mut self, request: &Request, reply: &Value) {
        let asked = &request.asked;
        let item = asked["itemId"].as_str().unwrap_or_default();
        match (reply["error"]["code"].as_str(), asked["action"].as_str()) {
            (Some("ItemNotFound"), Some("updateStatus" | "deleteItem")) => {
                if self.was_live_throughout(item, request.between) {
                    self.violation("an item that was there was not found", request);
                }
            }
            (Some("ItemNotFound"), _) => {}
            (Some("VersionConflict"), _) => {
                let current = reply["error"]["currentVersion"]
                    .as_u64()
                    .unwrap_or_default();
                let expected = asked["expectedVersion"].as_u64();
                if !self.could_be_current(item, current, request.between)
                    || expected == Some(current)
                {
                    self.violation("a version that was none conflicts", request);
                }
            }
            (Some(_), _) => {}
            (None, Some("scanEntireTable")) => self.page_agrees(request, reply),
            (None, Some("createItem")) => self.claim(request, &reply["item"]),
            (None, Some("updateStatus")) => self.claim(request, &reply["response"]["Attributes"]),
            (None, Some("deleteItem")) => self.claim(request, &reply["item"]),
            (None, _) => {}
        }
    }

    /// A success tells of a change that was stored as it was asked for, and of which nobody else was told that it is his.
    fn claim(&mut self, request: &Request, item: &Value) {
        let asked = &request.asked;
        let commit = match self.stored(item, request.between.1) {
            Ok(commit) => commit.clone(),
            Err(problem) => return self.violation(&format!("a reply tells of {problem}"), request),
        };
        let version = commit.version;
        let repeatable = !asked["clientToken"].is_null();
        if repeatable && version > 1 {
            // The item as it now is.
            return;
        }
        let in_time =
            commit.between.0 <= request.between.1 && request.between.0 <= commit.between.1;
        let expected = asked["expectedVersion"].as_u64();
        let as_asked = match asked["action"].as_str() {
            Some("createItem") => version == 1 && item["title"] == asked["title"],
            Some("updateStatus") => item["status"] == asked["status"],
            _ => commit.state.is_none(),
        };
        if !as_asked
            || (!in_time && !repeatable)
            || expected.is_some_and(|expected| version != expected + 1)
        {
            self.violation("a reply does not answer what was asked", (request, &commit));
        }
        let earlier = self.claimed.insert((commit.item, version), request.clone());
        if let Some(earlier) = earlier.filter(|_| !repeatable) {
            self.violation(
                "two requests are told that they made one change",
                (earlier, request),
            );
        }
    }

    /// A page has only what was there, nothing older than when it was asked for, and nothing deleted before.
    fn page_agrees(&mut self, request: &Request, reply: &Value) {
        let begun = request.between.0;
        for item in reply["response"]["Items"].as_array().into_iter().flatten() {
            let id = item["itemId"].as_str().unwrap_or_default();
            let version = item["version"].as_u64().unwrap_or_default();
            let newest = self.items.get(id).into_iter().flatten();
            let newest = newest
                .filter(|commit| commit.between.1 < begun)
                .map(|commit| commit.version)
                .max();
            let stored = self.stored(item, request.between.1);
            let is_there = stored.is_ok_and(|commit| commit.state.is_some());
            if !is_there || newest > Some(version) {
                self.violation("a page has what is not there, or no longer", (item, newest));
            }
        }
    }

    /// An event tells of a change, whoever made it.
    fn event_agrees(&mut self, heard: &Heard) {
        let event = &heard.event;
        let item = event
            .get("item")
            .unwrap_or(&event["response"]["Attributes"]);
        if let Err(problem) = self.stored(item, heard.at) {
            let Heard { client, event, at } = heard;
            self.violation(&format!("an event tells of {problem}"), (client, event, at));
        }
    }

    /// The change that made an item what somebody was told that it is.
    fn stored(&self, item: &Value, told_at: Moment) -> Result<&Commit, &'static str> {
        let id = item["itemId"].as_str().unwrap_or_default();
        let version = item["version"].as_u64().unwrap_or_default();
        let commit = self.commit(id, version);
        let commit = commit.ok_or("a version that was not stored")?;
        let told = item["title"].as_str().zip(item["status"].as_str());
        let stored = commit.state.as_ref();
        if told != stored.map(|(title, status)| (title.as_str(), status.as_str())) {
            return Err("what was not stored");
        }
        if commit.between.0 > told_at {
            return Err("a change that is made later");
        }
        Ok(commit)
    }

    /// What was refused has changed nothing; what is unknown has changed one thing at most.
    fn every_change_was_asked_for(&mut self) {
        let unknown: Vec<&Request> = self
            .requests
            .iter()
            .filter(|request| is_unknown(request))
            .collect();
        let unclaimed: Vec<&Commit> = self
            .items
            .values()
            .flatten()
            .filter(|commit| {
                let version = (commit.item.clone(), commit.version);
                !self.claimed.contains_key(&version)
            })
            .collect();
        let mut askers = Askers {
            candidates: unclaimed
                .iter()
                .map(|commit| {
                    let askers = unknown.iter().enumerate();
                    askers
                        .filter(|(_, request)| may_have_made(request, commit))
                        .map(|(asker, _)| asker)
                        .collect()
                })
                .collect(),
            made: vec![None; unknown.len()],
        };
        let unasked: Vec<Commit> = (0..unclaimed.len())
            .filter(|change| !askers.find_one_for(*change, &mut BTreeSet::new()))
            .map(|change| unclaimed[change].clone())
            .collect();
        for commit in unasked {
            let item = Some(commit.item.as_str());
            let title = self.items[&commit.item][0].state.as_ref();
            let title = title.map(|(title, _)| title.as_str());
            let about: Vec<Request> = self
                .requests
                .iter()
                .filter(|Request { asked, .. }| {
                    asked["itemId"].as_str() == item || asked["title"].as_str() == title
                })
                .cloned()
                .collect();
            let history = self.items[&commit.item].clone();
            self.violation(
                "a change that nobody asked for, or that was refused",
                (commit, history, about),
            );
        }
    }

    fn commit(&self, id: &str, version: u64) -> Option<&Commit> {
        let commits = self.items.get(id)?;
        commits.iter().find(|commit| commit.version == version)
    }

    /// Whether an item was made before and not deleted until after.
    fn was_live_throughout(&self, id: &str, (begun, ended): (Moment, Moment)) -> bool {
        let Some(commits) = self.items.get(id) else {
            return false;
        };
        commits.first().is_some_and(|made| made.between.1 < begun)
            && commits
                .iter()
                .all(|commit| commit.state.is_some() || commit.between.0 > ended)
    }

    fn could_be_current(&self, id: &str, version: u64, (begun, ended): (Moment, Moment)) -> bool {
        let begins = self.commit(id, version).map(|commit| commit.between.0);
        let ends = self.commit(id, version + 1).map(|commit| commit.between.1);
        begins.is_some_and(|begins| begins < ended) && ends.is_none_or(|ends| ends > begun)
    }
}

/// Whether a request's outcome is open, or its reply leaves open what it changed.
fn is_unknown(request: &Request) -> bool {
    let Some(reply) = &request.reply else {
        return true;
    };
    match reply["error"]["code"].as_str() {
        Some(code) => matches!(code, "Unavailable" | "Internal"),
        // A create with a token is told of the item as it now is, also if it made it itself.
        None => {
            reply["item"]["version"].as_u64() > Some(1) && !request.asked["clientToken"].is_null()
        }
    }
}

fn may_have_made(request: &Request, commit: &Commit) -> bool {
    let asked = &request.asked;
    let same_item = asked["itemId"].as_str() == Some(&commit.item);
    let expected = asked["expectedVersion"].as_u64();
    let version = expected.is_none_or(|expected| commit.version == expected + 1);
    let begun = request.between.0 <= commit.between.1;
    begun
        && match (asked["action"].as_str(), &commit.state) {
            (Some("createItem"), Some((title, _))) => {
                commit.version == 1 && asked["title"].as_str() == Some(title)
            }
            (Some("updateStatus"), Some((_, status))) => {
                same_item && version && asked["status"].as_str() == Some(status)
            }
            (Some("deleteItem"), None) => same_item && version,
            _ => false,
        }
}

/// Who may have made which change, each one of them at most: a matching, by augmenting paths (Kuhn's algorithm).
struct Askers {
    /// By change.
    candidates: Vec<Vec<usize>>,
    /// By asker.
    made: Vec<Option<usize>>,
}

impl Askers {
    /// Finds an asker for a change, if need be by giving an earlier change another one.
    fn find_one_for(&mut self, change: usize, tried: &mut BTreeSet<usize>) -> bool {
        for asker in self.candidates[change].clone() {
            if !tried.insert(asker) {
                continue;
            }
            if self.made[asker].is_none_or(|other| self.find_one_for(other, tried)) {
                self.made[asker] = Some(change);
                return true;
            }
        }
        false
    }
}

/// A client of a board against what is stored: one that heard of everything before a scan, and has nothing else after it.
pub fn compare(
    what: &str,
    client: usize,
    has: &super::replica::Replica,
    latest: &[Latest],
    announced_only: bool,
) -> Vec<String> {
    let mut items = has.items();
    let mut wrong = Vec::new();
    for last in latest {
        let has = items.remove(&last.item);
        if announced_only && !last.announced {
            continue;
        }
        let stored = last.state.clone();
        let stored = stored.map(|(title, status)| (last.version, title, status));
        if has != stored {
            wrong.push(format!(
                "{what} client {client} has {has:?} of the item {} and {stored:?} is stored",
                last.item,
            ));
        }
    }
    let never_stored = items.into_iter().map(|(item, has)| {
        format!("{what} client {client} has {has:?} of the item {item}, which was never stored")
    });
    wrong.extend(never_stored);
    wrong
}

/// The rows of a board against what was written.
pub fn compare_rows(rows: &[Value], latest: &[Latest]) -> Vec<String> {
    let rows = rows.iter().map(|row| Commit::of(row, (0, 0)));
    let stored: BTreeSet<_> = rows.map(|row| (row.item, row.version, row.state)).collect();
    let last = latest.iter();
    let written = last.map(|last| (last.item.clone(), last.version, last.state.clone()));
    let written: BTreeSet<_> = written.collect();
    let others = stored.symmetric_difference(&written);
    others
        .map(|item| match stored.contains(item) {
            true => format!("the table has what was not written, or no longer: {item:?}"),
            false => format!("the table does not have what was written: {item:?}"),
        })
        .collect()
}
