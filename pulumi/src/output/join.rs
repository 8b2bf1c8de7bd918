use super::{Output, Resolved, Resolving};
use crate::problem::Failure;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

impl<T> Output<T> {
    /// Several outputs as one: of a tuple (up to eight), an array, a `Vec` or a map.
    ///
    /// It depends on all that they depend on; it is secret if one of them is, and unknown if one of them is.
    ///
    /// ```
    /// # use pulumi::Output;
    /// let (host, port) = (Output::known("example.com".to_owned()), Output::known(443_u16));
    /// let address: Output<String> = Output::join((&host, &port)).map(|(host, port)| format!("{host}:{port}"));
    /// ```
    #[doc(alias = "all")]
    pub fn join<J: Join<Joined = T>>(outputs: J) -> Self {
        Self::resolve(all(outputs.into_parts()))
    }
}

/// An output, or a reference to one.
pub trait IntoOutput {
    /// What the output holds.
    type Item;

    /// The output itself.
    fn into_output(self) -> Output<Self::Item>;
}

impl<T> IntoOutput for Output<T> {
    type Item = T;

    fn into_output(self) -> Self {
        self
    }
}

impl<T> IntoOutput for &Output<T> {
    type Item = T;

    fn into_output(self) -> Output<T> {
        self.clone()
    }
}

/// An output, or a reference to one, whose value has a text; used by [`format!`](crate::format).
#[doc(hidden)]
pub trait IntoText {
    fn into_text(self) -> Output<String>;
}

impl<O> IntoText for O
where
    O: IntoOutput,
    O::Item: ToString + DeserializeOwned + 'static,
{
    fn into_text(self) -> Output<String> {
        self.into_output().map(|value| value.to_string())
    }
}

/// Outputs that [`Output::join`] makes one of.
pub trait Join {
    /// What the one output holds.
    type Joined;

    /// The outputs, in order.
    fn into_parts(self) -> Parts;
}

/// Outputs about to be joined.
pub struct Parts {
    /// The keys of a map.
    keys: Option<Vec<String>>,
    parts: Vec<Resolving>,
}

impl Parts {
    fn list(parts: Vec<Resolving>) -> Self {
        Self { keys: None, parts }
    }
}

impl<O: IntoOutput> Join for Vec<O> {
    type Joined = Vec<O::Item>;

    fn into_parts(self) -> Parts {
        let parts = self.into_iter().map(|o| o.into_output().resolving);
        Parts::list(parts.collect())
    }
}

impl<O: IntoOutput, const N: usize> Join for [O; N] {
    type Joined = Vec<O::Item>;

    fn into_parts(self) -> Parts {
        Join::into_parts(Vec::from(self))
    }
}

impl<K: Into<String> + Ord, O: IntoOutput> Join for BTreeMap<K, O> {
    type Joined = BTreeMap<String, O::Item>;

    fn into_parts(self) -> Parts {
        let (keys, parts) = self
            .into_iter()
            .map(|(key, output)| (key.into(), output.into_output().resolving))
            .unzip();
        Parts {
            keys: Some(keys),
            parts,
        }
    }
}

macro_rules! join_tuples {
    ($(($($output:ident)+))+) => {$(
        impl<$($output: IntoOutput),+> Join for ($($output,)+) {
            type Joined = ($($output::Item,)+);

            #[allow(non_snake_case)]
            fn into_parts(self) -> Parts {
                let ($($output,)+) = self;
                Parts::list(vec![$($output.into_output().resolving),+])
            }
        }
    )+};
}

join_tuples! {
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
}

/// Waits for all parts, so that dependencies are complete even when one of them is unknown.
async fn all(Parts { keys, parts }: Parts) -> Result<Resolved, Failure> {
    let mut values = Some(Vec::with_capacity(parts.len()));
    let mut secret = false;
    let mut dependencies = BTreeSet::new();
    for part in parts {
        let part = part.await?;
        secret |= part.secret;
        dependencies.extend(part.dependencies);
        match part.value {
            Some(value) => {
                if let Some(values) = &mut values {
                    values.push(value);
                }
            }
            None => values = None,
        }
    }
    Ok(Resolved {
        value: values.map(|values| match keys {
            Some(keys) => Json::Object(keys.into_iter().zip(values).collect()),
            None => Json::Array(values),
        }),
        secret,
        dependencies,
    })
}
