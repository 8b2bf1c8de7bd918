use super::{Input, Node};
use crate::output::Output;
use serde_json::Value as Json;

/// A type of which every `T` is a value: a union, or an enumeration that is [open](super::Open).
#[diagnostic::on_unimplemented(
    message = "an argument of type `{Self}` cannot take a value of type `{T}`",
    label = "this argument is of type `{Self}`"
)]
pub trait Accepts<T> {}

/// A type that takes an output of `T`: what a provider gives is a value of it, though Rust does not know.
#[diagnostic::on_unimplemented(
    message = "an argument of type `{Self}` cannot take an output of `{T}`",
    label = "this argument is of type `{Self}`",
    note = "make an output of the type that it takes: `output.map(|value| …)`"
)]
pub trait AcceptsOutput<T> {}

impl<T> Input<T> {
    /// The input as one of a union.
    pub fn into_union<U: Accepts<T>>(self) -> Input<U> {
        Input::new(self.node)
    }
}

macro_rules! accepts {
    ($($type:ty: $($from:ty),+;)+) => {$(
        $(
            impl<U: Accepts<$type>> From<$from> for Input<U> {
                fn from(value: $from) -> Self {
                    Self::new(Node::Known(Json::from(value)))
                }
            }
        )+

        impl<U: AcceptsOutput<$type>> From<Output<$type>> for Input<U> {
            fn from(output: Output<$type>) -> Self {
                Self::new(Node::Output(output.resolving()))
            }
        }

        impl<U: AcceptsOutput<$type>> From<&Output<$type>> for Input<U> {
            fn from(output: &Output<$type>) -> Self {
                output.clone().into()
            }
        }
    )+};
}

accepts! {
    String: &str, String;
    i64: i64, i32;
    f64: f64;
    bool: bool;
}

impl<U: Accepts<String>> From<&String> for Input<U> {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

// Outputs that are objects are JSON.
impl<U: AcceptsOutput<Json>> From<Output<Json>> for Input<U> {
    fn from(output: Output<Json>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}

impl<U: AcceptsOutput<Json>> From<&Output<Json>> for Input<U> {
    fn from(output: &Output<Json>) -> Self {
        output.clone().into()
    }
}

impl<U: AcceptsOutput<Json>> From<Output<Vec<Json>>> for Input<Vec<U>> {
    fn from(output: Output<Vec<Json>>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}
