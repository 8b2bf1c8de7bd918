//! Structs as they are on the wire, and frames: those that say in a field what they are.

/// Declares structs of the wire. One whose first field has a value of its own is a frame.
macro_rules! wire {
    ($($(#[$about:meta])* $Name:ident {
        $($tag:literal: $name:literal,)?
        $($(#[$attribute:meta])* $field:ident: $Type:ty,)*
    })*) => {
        $(
            #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
            #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
            #[serde(rename_all = "camelCase")]
            $(
                #[cfg_attr(feature = "contract", schemars(inline, transform = $crate::wire::tagged($tag, $name)))]
                #[serde(tag = $tag, rename = $name)]
            )?
            $(#[$about])*
            pub struct $Name {
                $($(#[$attribute])* pub $field: $Type,)*
            }
        )*
    };
}
pub(crate) use wire;

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
