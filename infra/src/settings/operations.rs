//! Settings for who operates a stack.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Where alarms are mailed to; nobody, if it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Email(Option<String>);

impl Email {
    /// The address, if there is one.
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(address: String) -> Result<Self, Self::Error> {
        if address.is_empty() {
            return Ok(Self(None));
        }
        // Whether it exists, only a mail tells: AWS sends one, to be confirmed.
        let unfit = |c: char| c.is_whitespace() || c.is_control() || ",;<>".contains(c);
        match address.split_once('@') {
            Some((name, host))
                if !name.is_empty()
                    && host.contains('.')
                    && !host.contains('@')
                    && !address.contains(unfit) =>
            {
                Ok(Self(Some(address)))
            }
            _ => Err("it must be one e-mail address such as `board@example.com`, or empty"),
        }
    }
}

/// Tags of everything that a stack consists of, written `KEY=VALUE`.
///
/// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Tags(BTreeMap<String, String>);

impl Tags {
    /// What an object in S3 may have, such as a file of the page, less the program's own two. Other resources may have 50.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>
    const MAX: usize = 8;

    /// The program's own, which the file may set as well, in the same letters.
    const OWN: [&str; 2] = ["project", "stack"];

    /// Each key with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl TryFrom<Vec<String>> for Tags {
    type Error = String;

    fn try_from(list: Vec<String>) -> Result<Self, String> {
        if list.len() > Self::MAX {
            return Err(format!("it must be at most {} tags", Self::MAX));
        }
        let mut tags = BTreeMap::new();
        for text in list {
            let tag = text
                .split_once('=')
                .filter(|(key, value)| is_tag(key, value));
            let (key, value) = tag.ok_or_else(|| {
                format!(
                    "each entry must be KEY=VALUE, such as `team=board`, of letters, digits, spaces and + - = . _ : / @, with a key of \
                     1 to 128 characters that does not begin with `aws:` and a value of at most 256, which `{text}` is not"
                )
            })?;
            if tags.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(format!("it must not have the key `{key}` twice"));
            }
        }
        // IAM's keys know no case, those of other services do: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
        let mut folded = BTreeMap::new();
        for key in tags.keys() {
            let fold = key.to_lowercase();
            if let Some(own) = Self::OWN.iter().find(|own| fold == **own && key != *own) {
                return Err(format!(
                    "it must not have the key `{key}`, which IAM takes for the program's own `{own}`: write that to set it"
                ));
            }
            if let Some(other) = folded.insert(fold, key) {
                return Err(format!(
                    "it must not have both keys `{other}` and `{key}`, which IAM takes for one"
                ));
            }
        }
        Ok(Self(tags))
    }
}

fn is_tag(key: &str, value: &str) -> bool {
    let fit = |c: char| c.is_alphanumeric() || c == ' ' || "+-=._:/@".contains(c);
    (1..=128).contains(&key.chars().count())
        && value.chars().count() <= 256
        && key.chars().chain(value.chars()).all(fit)
        && !key.to_ascii_lowercase().starts_with("aws:")
}
