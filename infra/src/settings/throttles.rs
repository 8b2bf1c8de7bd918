//! How many requests the API accepts.

use protocol::{Action, names::routes};
use serde::Deserialize;
use std::{collections::BTreeSet, ops::RangeInclusive};

/// Requests a second that a throttle may let through.
const RATES: RangeInclusive<i64> = 1..=10_000;

/// Requests at once that a throttle may let through: what an account has.
const BURSTS: RangeInclusive<i64> = 1..=5_000;

/// How many requests are accepted. Both values always go together: a setting with one of them has the other as zero, which
/// refuses everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Requests a second.
    pub rate: i64,
    /// Requests at once above that rate.
    pub burst: i64,
}

/// The throttles of routes that have their own, written `ROUTE=RATE/BURST`. Those that a list does not name have their default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct RouteThrottles(Vec<(String, Throttle)>);

impl RouteThrottles {
    /// Each route key with its throttle.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Throttle)> {
        self.0
            .iter()
            .map(|(key, throttle)| (key.as_str(), *throttle))
    }
}

/// What costs most has a limit of its own: a handshake, a write with its events, and a scan.
fn defaults_by_route() -> Vec<(String, Throttle)> {
    let connect = Throttle {
        rate: 50,
        burst: 500,
    };
    let mut actions = Action::ALL;
    actions.sort_by_key(|action| !action.spec().writes);
    let actions = actions.into_iter().filter_map(|action| {
        let throttle = action.spec().throttle?;
        let throttle = Throttle {
            rate: throttle.rate.into(),
            burst: throttle.burst.into(),
        };
        Some((action.as_str().to_owned(), throttle))
    });
    let connect = (routes::CONNECT.to_owned(), connect);
    [connect].into_iter().chain(actions).collect()
}

/// The default, as a stack's file would say it.
pub(super) fn defaults() -> Vec<String> {
    let throttles = defaults_by_route().into_iter();
    throttles
        .map(|(key, Throttle { rate, burst })| format!("{key}={rate}/{burst}"))
        .collect()
}

impl TryFrom<Vec<String>> for RouteThrottles {
    type Error = String;

    fn try_from(list: Vec<String>) -> Result<Self, String> {
        let mut throttles = defaults_by_route();
        let mut named = BTreeSet::new();
        for text in &list {
            let (key, throttle) = parse(text).ok_or_else(|| must_be(text))?;
            if !named.insert(key) {
                return Err(format!("it must not name the route `{key}` twice"));
            }
            match throttles.iter_mut().find(|(known, _)| known == key) {
                Some((_, default)) => *default = throttle,
                None => throttles.push((key.to_owned(), throttle)),
            }
        }
        Ok(Self(throttles))
    }
}

fn parse(text: &str) -> Option<(&str, Throttle)> {
    let (key, throttle) = text.split_once('=')?;
    let (rate, burst) = throttle.split_once('/')?;
    let within = |text: &str, range: RangeInclusive<i64>| {
        text.trim()
            .parse()
            .ok()
            .filter(|number| range.contains(number))
    };
    let throttle = Throttle {
        rate: within(rate, RATES)?,
        burst: within(burst, BURSTS)?,
    };
    let key = key.trim();
    keys().any(|known| known == key).then_some((key, throttle))
}

/// The routes of the board.
fn keys() -> impl Iterator<Item = &'static str> {
    let actions = Action::ALL.into_iter().map(Action::as_str);
    [routes::CONNECT, routes::DISCONNECT]
        .into_iter()
        .chain(actions)
        .chain([routes::DEFAULT])
}

fn must_be(text: &str) -> String {
    format!(
        "each entry must be ROUTE=RATE/BURST with a rate from {} to {} requests a second and a burst from {} to {}, such as \
         `createItem=50/200`, which `{text}` is not; the routes are {}",
        RATES.start(),
        RATES.end(),
        BURSTS.start(),
        BURSTS.end(),
        keys().collect::<Vec<_>>().join(", "),
    )
}
