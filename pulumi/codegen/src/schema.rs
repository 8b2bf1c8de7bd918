use serde_json::{Map, Value as Json};

pub(crate) fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

/// The fields of an object; none if there is no object.
pub(crate) fn fields(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flat_map(Map::iter)
}

pub(crate) fn contains(names: &Json, name: &str) -> bool {
    let mut names = names.as_array().into_iter().flatten();
    names.any(|known| known == name)
}
