use super::{Input, Node};
use crate::output::Output;
use serde_json::Value as Json;
use std::{error::Error, fmt, marker::PhantomData};

/// The values that a string may have; declared by [`enumeration!`](crate::enumeration).
pub trait Enumeration: Copy {
    /// The value on the wire.
    fn as_str(self) -> &'static str;

    /// The value as an input of any type.
    #[doc(hidden)]
    fn into_input<T>(self) -> Input<T> {
        Input::new(Node::Known(Json::from(self.as_str())))
    }
}

/// The type of an argument that takes a value of an enumeration or any other string: what is known, and what will be.
pub struct Open<E>(PhantomData<E>);

impl<E: Enumeration> From<E> for Input<Open<E>> {
    fn from(value: E) -> Self {
        value.into_input()
    }
}

impl<E: Enumeration> From<&str> for Input<Open<E>> {
    fn from(text: &str) -> Self {
        Self::new(Node::Known(Json::from(text)))
    }
}

impl<E: Enumeration> From<String> for Input<Open<E>> {
    fn from(text: String) -> Self {
        Self::new(Node::Known(Json::from(text)))
    }
}

impl<E: Enumeration> From<&String> for Input<Open<E>> {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<E: Enumeration> From<Output<String>> for Input<Open<E>> {
    fn from(output: Output<String>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}

impl<E: Enumeration> From<&Output<String>> for Input<Open<E>> {
    fn from(output: &Output<String>) -> Self {
        output.clone().into()
    }
}

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
