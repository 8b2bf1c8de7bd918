//! What a preview knows of a stack that is not there.

use super::{
    declarations::program,
    golden::assert_golden,
    stacks::{EVERYTHING, with},
};
use pulumi::engine::Outcome;
use serde_json::json;
use std::collections::BTreeMap;

/// What is unknown in a preview of a stack that is not there, property by property.
#[test]
fn a_preview_of_a_new_stack_leaves_exactly_what_a_provider_must_say_unknown() {
    let preview = with(&EVERYTHING).preview().declare(program);
    let mut unknown = BTreeMap::new();
    for resource in preview.resources().filter(|r| r.custom) {
        let (some, known): (Vec<_>, Vec<_>) = resource
            .inputs
            .iter()
            .partition(|(_, value)| value.contains_unknown());
        for (property, _) in known {
            // What comes from another resource is not known before it is there, unless it was given to it.
            let on = &resource.property_dependencies[property];
            assert!(
                on.is_empty(),
                "{}.{property} is known, and depends on {on:?}",
                resource.name
            );
        }
        let some: Vec<_> = some
            .into_iter()
            .map(|(property, _)| property.clone())
            .collect();
        unknown.insert(resource.path().to_owned(), some);
    }
    unknown.insert("exports".to_owned(), unknown_exports(&preview.0));
    assert_golden("unknown.json", &json!(unknown));
}

fn unknown_exports(preview: &Outcome) -> Vec<String> {
    let exports = preview.exports.iter();
    exports
        .filter(|(_, value)| value.contains_unknown())
        .map(|(name, _)| name.clone())
        .collect()
}
