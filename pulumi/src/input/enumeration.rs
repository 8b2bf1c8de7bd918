use super::{Accepts, AcceptsOutput, Input, Node};
use serde_json::Value as Json;
use std::{error::Error, fmt, marker::PhantomData};

/// The values that a string or a number may have; declared by [`enumeration!`](crate::enumeration).
pub trait Enumeration: Copy {
    /// The value on the wire.
    fn to_json(self) -> Json;

    /// The value as an input of any type.
    #[doc(hidden)]
    fn into_input<T>(self) -> Input<T> {
        Input::new(Node::Known(self.to_json()))
    }
}

/// The type of an argument that takes a value of an enumeration or any other string: what is known, and what will be.
pub struct Open<E>(PhantomData<E>);

impl<E: Enumeration> From<E> for Input<Open<E>> {
    fn from(value: E) -> Self {
        value.into_input()
    }
}

impl<E: Enumeration> Accepts<String> for Open<E> {}
impl<E: Enumeration> AcceptsOutput<String> for Open<E> {}

/// A text that is not one of an enumeration's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    text: String,
    known: &'static [&'static str],
}

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(text: &str, known: &'static [&'static str]) -> Self {
        Self {
            text: text.to_owned(),
            known,
        }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not one of {}", self.text, self.known.join(", "))
    }
}

impl Error for UnknownValue {}
