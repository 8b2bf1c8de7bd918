//! Frames: objects that say in a field what they are.

/// Declares a frame: the field that says what it is, then the others.
macro_rules! frame {
    ($(#[$about:meta])* $Frame:ident { $tag:literal: $name:literal, $($(#[$attribute:meta])* $field:ident: $Type:ty,)* }) => {
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "contract", schemars(inline, transform = $crate::frame::tagged($tag, $name)))]
        #[serde(tag = $tag, rename = $name, rename_all = "camelCase")]
        $(#[$about])*
        pub struct $Frame {
            $($(#[$attribute])* pub $field: $Type,)*
        }
    };
}
pub(crate) use frame;

/// Adds the field that says what a frame is, which `schemars` leaves out.
#[cfg(feature = "contract")]
pub(crate) fn tagged(tag: &'static str, name: &'static str) -> impl schemars::transform::Transform {
    use serde_json::{Value, json};

    move |schema: &mut schemars::Schema| {
        let fields = schema.ensure_object();
        let properties = fields.entry("properties").or_insert_with(|| json!({}));
        properties[tag] = json!({"type": "string", "const": name});
        let required = fields.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            required.insert(0, tag.into());
        }
    }
}
