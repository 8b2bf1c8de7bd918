use serde::Deserialize;

/// A region of AWS, such as `eu-north-1`, as the stack's file sets it for the provider (`aws:region`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Region(String);

impl Region {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Region {
    type Error = &'static str;

    /// Which regions there are changes with time; what they look like does not: `eu-north-1`, `us-gov-west-1`.
    fn try_from(name: String) -> Result<Self, Self::Error> {
        let parts: Vec<_> = name.split('-').collect();
        let [area, directions @ .., number] = parts.as_slice() else {
            return Err(MUST_BE);
        };
        let is_word =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if area.len() >= 2
            && is_word(area)
            && !directions.is_empty()
            && directions.iter().all(is_word)
            && is_number
        {
            Ok(Self(name))
        } else {
            Err(MUST_BE)
        }
    }
}

const MUST_BE: &str = "it must be a region of AWS, such as `eu-north-1`";
