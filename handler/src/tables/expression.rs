//! DynamoDB's expressions. Names and values stand apart from them, so that nothing a client sends is ever part of an
//! expression, and no attribute's name clashes with one of DynamoDB's reserved words.

use std::collections::HashMap;

/// The names that an expression stands for: `#title` is the attribute `title`.
pub(super) fn names(expressions: &[&str]) -> Option<HashMap<String, String>> {
    let after_each_sign = expressions.iter().flat_map(|text| text.split('#').skip(1));
    let names =
        after_each_sign.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
    Some(
        names
            .map(|name| (format!("#{name}"), name.to_owned()))
            .collect(),
    )
}
