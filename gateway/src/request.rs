//! A client's request as integrations get to see it: headers in the client's spelling, and a decoded query.

use http::HeaderMap;
use std::collections::BTreeMap;

/// Every value of every name.
pub(crate) type MultiValues<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// The last value of every name.
pub(crate) fn last_values<'a>(all: &MultiValues<'a>) -> BTreeMap<&'a str, &'a str> {
    all.iter()
        .filter_map(|(name, values)| Some((*name, *values.last()?)))
        .collect()
}

/// Headers in the order and the spelling in which they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Headers by their names; a value that is not UTF-8 is made so.
    pub(crate) fn new<'a>(headers: impl Iterator<Item = (String, &'a [u8])>) -> Self {
        let text = |value| String::from_utf8_lossy(value).into_owned();
        Self(headers.map(|(name, value)| (name, text(value))).collect())
    }

    /// hyper's headers, the names in their usual spelling: each word with a capital.
    pub(crate) fn respelled(headers: &HeaderMap) -> Self {
        let capitalized = |name: &str| {
            let words = name.split('-').map(|word| match word.split_at_checked(1) {
                Some((first, rest)) => first.to_ascii_uppercase() + rest,
                None => String::new(),
            });
            words.collect::<Vec<_>>().join("-")
        };
        let headers = headers.iter();
        Self::new(headers.map(|(name, value)| (capitalized(name.as_str()), value.as_bytes())))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    pub(crate) fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    }

    /// Every value of every header, the name spelled as where it stands first.
    pub(crate) fn multi_values(&self) -> MultiValues<'_> {
        let mut all = MultiValues::new();
        for (name, value) in &self.0 {
            let spelled = all
                .keys()
                .copied()
                .find(|key| key.eq_ignore_ascii_case(name))
                .unwrap_or(name);
            all.entry(spelled).or_default().push(value);
        }
        all
    }
}

/// A query's names and values, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn decode(query: Option<&str>) -> Self {
        let query = query.unwrap_or_default().as_bytes();
        Self(form_urlencoded::parse(query).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    pub(crate) fn multi_values(&self) -> MultiValues<'_> {
        let mut all = MultiValues::new();
        for (name, value) in &self.0 {
            all.entry(name).or_default().push(value);
        }
        all
    }
}

/// What an authorizer and `$connect` learn of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HandshakeRequest {
    pub(crate) headers: Headers,
    pub(crate) query: Query,
}
