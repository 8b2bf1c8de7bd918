//! Values that become known while a program runs.

mod answer;
mod join;
mod setting;

pub(crate) use answer::Answer;
#[doc(hidden)]
pub use join::IntoText;
pub use join::{IntoOutput, Join, Parts};
pub(crate) use setting::NEWTYPE;

use crate::{
    mask::Mask,
    panic,
    problem::{Failure, Problem},
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;
use std::{collections::BTreeSet, fmt, future, marker::PhantomData};

/// A value that comes from a resource, or from other outputs.
///
/// It carries along what an engine must know of it: which resources it depends on, whether it is secret, and, in a preview,
/// whether it is unknown. A function given to [`Output::map`] never sees an unknown value: it is not called. If whatever
/// produces an output fails, so does all that needs it, in silence: the cause has been told.
///
/// A mapping runs at most once, when something needs its result: an input of a resource, an export, another output that
/// is needed. One that nothing needs never runs.
///
/// Cloning is cheap.
pub struct Output<T> {
    resolving: Resolving,
    marker: PhantomData<fn() -> T>,
}

pub(crate) type Resolving = Shared<BoxFuture<'static, Result<Resolved, Failure>>>;

/// What has become of an output.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// `None` is unknown.
    pub(crate) value: Option<Json>,
    pub(crate) secret: bool,
    /// URNs of the resources that the value comes from.
    pub(crate) dependencies: BTreeSet<String>,
}

impl Resolved {
    /// A value, or none yet, that is no secret and depends on nothing.
    pub(crate) fn plain(value: Option<Json>) -> Self {
        Self {
            value,
            secret: false,
            dependencies: BTreeSet::new(),
        }
    }

    /// What must not be shown of a value, if it is secret.
    pub(crate) fn mask(&self, value: &Json) -> Mask {
        match self.secret {
            true => Mask::of(value),
            false => Mask::default(),
        }
    }
}

impl<T> Output<T> {
    pub(crate) fn resolve(
        future: impl Future<Output = Result<Resolved, Failure>> + Send + 'static,
    ) -> Self {
        Self {
            resolving: future.boxed().shared(),
            marker: PhantomData,
        }
    }

    fn ready(value: Result<Json, Problem>) -> Self {
        let resolved = value.map(|value| Resolved::plain(Some(value)));
        Self::resolve(future::ready(resolved.map_err(Failure::from)))
    }

    pub(crate) fn of(resolving: Resolving) -> Self {
        Self {
            resolving,
            marker: PhantomData,
        }
    }

    pub(crate) fn resolving(&self) -> Resolving {
        self.resolving.clone()
    }

    /// A value that is known already.
    #[doc(alias("of", "output", "from_input", "ToOutput"))]
    pub fn known(value: T) -> Self
    where
        T: Serialize,
    {
        Self::ready(to_json(&value))
    }

    /// The same value as a secret: an engine encrypts it and does not show it, nor anything made from it.
    #[must_use]
    pub fn secret(&self) -> Self {
        self.with_secrecy(true)
    }

    /// The same value as one that may be shown, though it was a secret.
    #[must_use]
    pub fn unsecret(&self) -> Self {
        self.with_secrecy(false)
    }

    fn with_secrecy(&self, secret: bool) -> Self {
        let source = self.resolving();
        Self::resolve(async move {
            let resolved = source.await?;
            Ok(Resolved { secret, ..resolved })
        })
    }
}

impl<T: DeserializeOwned + 'static> Output<T> {
    /// The result of a function of the value.
    ///
    /// A panic in the function becomes a diagnostic with its place in the source.
    #[doc(alias = "apply")]
    pub fn map<U: Serialize + 'static>(
        &self,
        function: impl FnOnce(T) -> U + Send + 'static,
    ) -> Output<U> {
        self.try_map(move |value| Ok(function(value)))
    }

    /// The result of a function of the value that may fail. Its error ends the program.
    #[doc(alias = "apply")]
    pub fn try_map<U: Serialize + 'static>(
        &self,
        function: impl FnOnce(T) -> anyhow::Result<U> + Send + 'static,
    ) -> Output<U> {
        self.then(move |value| match function(value) {
            Ok(result) => Ok(Output::ready(Ok(to_json(&result)?))),
            Err(error) => Err(Problem::new(format!("{error:#}"))),
        })
    }

    /// The output that a function of the value gives. It carries along what is known of both.
    #[doc(alias = "apply")]
    pub fn and_then<U: 'static>(
        &self,
        function: impl FnOnce(T) -> Output<U> + Send + 'static,
    ) -> Output<U> {
        self.then(move |value| Ok(function(value)))
    }

    fn then<U: 'static>(
        &self,
        next: impl FnOnce(T) -> Result<Output<U>, Problem> + Send + 'static,
    ) -> Output<U> {
        let source = self.resolving();
        Output::resolve(async move {
            let mut resolved = source.await?;
            if let Some(value) = resolved.value.take() {
                let mask = resolved.mask(&value);
                let next = from_json(value).and_then(|value| panic::catch(|| next(value))?);
                let next = next.map_err(|problem| problem.masked(&mask))?;
                let next = next.resolving.await?;
                resolved.value = next.value;
                resolved.secret |= next.secret;
                resolved.dependencies.extend(next.dependencies);
            }
            Ok(resolved)
        })
    }
}

impl<T> Clone for Output<T> {
    fn clone(&self) -> Self {
        Self {
            resolving: self.resolving(),
            marker: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Output<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Output<{}>", std::any::type_name::<T>())
    }
}

fn to_json<T: Serialize>(value: &T) -> Result<Json, Problem> {
    serde_json::to_value(value).map_err(|error| {
        Problem::new(format!(
            "a value of type {} has no JSON form: {error}",
            std::any::type_name::<T>()
        ))
    })
}

/// What a resource gives is checked where it comes from, so this fails only if a type writes what it cannot read.
fn from_json<T: DeserializeOwned>(value: Json) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|error| {
        Problem::new(format!(
            "an output is not of type {}: {error}",
            std::any::type_name::<T>()
        ))
    })
}
