//! What resources are given: plain values, outputs, and lists and maps of both.

mod enumeration;
mod union;

pub use enumeration::{Enumeration, Open, UnknownValue};
pub use union::{Accepts, AcceptsOutput};

use crate::{
    output::{Output, Resolving},
    problem::Failure,
    resource::{Reference, Registration, Resource},
    value::{Archive, Asset, Object, Value},
};
use futures_util::future::{BoxFuture, FutureExt};
use serde::Serialize;
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
};

/// A value for an argument of type `T`: a `T`, an output of `T`, or, for lists and maps, items that are either.
///
/// Arguments take `impl Into<Input<T>>`, so it is seldom written out:
///
/// - `Input<String>` comes from `&str`, `String`, `Output<String>` and `&Output<String>`;
/// - `Input<i64>` and `Input<f64>` from numbers;
/// - `Input<E>` of an enumeration from its values, `Input<Open<E>>` from strings as well;
/// - `Input<Vec<T>>` from arrays and `Vec`s of whatever makes an `Input<T>`, or from an `Output<Vec<T>>`;
/// - `Input<BTreeMap<String, T>>` from arrays and `Vec`s of pairs and from maps, or from an output;
/// - `Input<Reference<R>>` from resources of the type `R`;
/// - any `Input<T>` from an `Output<Option<T>>`: without a value, the property is left out.
pub struct Input<T> {
    pub(crate) node: Node,
    marker: PhantomData<fn() -> T>,
}

/// An input whose type no longer matters: an export of a stack, or an input or output of a component.
#[derive(Clone)]
pub struct Property(pub(crate) Node);

/// The arguments of a resource or a function, or of an object in them, by their names on the wire. Used by generated code.
#[derive(Clone, Default)]
pub struct Arguments(pub(crate) Vec<(&'static str, Node)>);

/// Arguments whose outputs are all there.
#[derive(Default)]
pub(crate) struct Lowered {
    pub(crate) object: Object,
    /// URNs of the resources that each property depends on.
    pub(crate) dependencies: BTreeMap<String, BTreeSet<String>>,
}

/// A tree that may hold outputs anywhere.
#[derive(Clone)]
pub(crate) enum Node {
    Known(Json),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    Output(Resolving),
    Secret(Box<Node>),
    Resource(Registration),
}

/// How outputs go over the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As their values. What they depend on is told beside them.
    Values,
    /// With all that is known of them: a component of a provider hands them on to its children.
    Outputs,
}

impl Arguments {
    /// Sets an argument, in place of what it was before.
    ///
    /// ```
    /// # use pulumi::{Arguments, Property};
    /// # let retention = Some(14);
    /// let mut inputs = Arguments::from([("name", Property::from("alarms")), ("size", Property::from(3))]);
    /// if let Some(days) = retention {
    ///     inputs.set("days", days);
    /// }
    /// ```
    pub fn set(&mut self, name: &'static str, value: impl Into<Property>) {
        self.0.retain(|(existing, _)| *existing != name);
        self.0.push((name, value.into().0));
    }

    /// The arguments as an object inside another.
    pub fn into_input<T>(self) -> Input<T> {
        let fields = self.0.into_iter();
        Input::new(Node::Object(
            fields.map(|(name, node)| (name.to_owned(), node)).collect(),
        ))
    }

    /// Waits for all outputs in the arguments. What is absent is left out.
    pub(crate) async fn lower(self, form: Form) -> Result<Lowered, Failure> {
        let mut lowered = Lowered::default();
        for (name, node) in self.0 {
            let mut urns = BTreeSet::new();
            if let Some(value) = node.lower(form, &mut urns).await? {
                lowered.dependencies.insert(name.to_owned(), urns);
                lowered.object.insert(name.to_owned(), value);
            }
        }
        Ok(lowered)
    }
}

impl Node {
    /// The value as it goes over the wire, once all outputs in it are there; `None` if it is absent. Adds what it depends on.
    pub(crate) fn lower(
        self,
        form: Form,
        dependencies: &mut BTreeSet<String>,
    ) -> BoxFuture<'_, Result<Option<Value>, Failure>> {
        async move {
            Ok(match self {
                Self::Known(json) => present(json),
                Self::List(items) => {
                    let mut values = Vec::with_capacity(items.len());
                    for item in items {
                        // In a list, what is absent keeps its place.
                        let value = item.lower(form, dependencies).await?;
                        values.push(value.unwrap_or(Value::Null));
                    }
                    Some(Value::List(values))
                }
                Self::Object(fields) => {
                    let mut values = BTreeMap::new();
                    for (key, field) in fields {
                        if let Some(value) = field.lower(form, dependencies).await? {
                            values.insert(key, value);
                        }
                    }
                    Some(Value::Object(values))
                }
                Self::Secret(inner) => match (form, *inner) {
                    (Form::Outputs, Self::Output(output)) => {
                        let output = Output::<Json>::of(output).secret();
                        Self::Output(output.resolving())
                            .lower(form, dependencies)
                            .await?
                    }
                    (_, inner) => inner
                        .lower(form, dependencies)
                        .await?
                        .map(Value::into_secret),
                },
                Self::Output(output) => {
                    let resolved = output.await?;
                    let value = resolved.value.map_or(Some(Value::Unknown), present);
                    let value = value.map(|value| match (form, resolved.secret) {
                        (Form::Outputs, secret) => {
                            value.into_output(secret, &resolved.dependencies)
                        }
                        (Form::Values, true) => value.into_secret(),
                        (Form::Values, false) => value,
                    });
                    dependencies.extend(resolved.dependencies);
                    value
                }
                Self::Resource(resource) => {
                    let resource = resource.registered().await?;
                    if form == Form::Values {
                        dependencies.insert(resource.urn.clone());
                    }
                    Some(Value::from_json(resource.to_json()))
                }
            })
        }
        .boxed()
    }
}

/// On the wire, what has no value is left out.
fn present(json: Json) -> Option<Value> {
    (!json.is_null()).then(|| Value::from_json(json))
}

impl<T> Input<T> {
    pub(crate) fn new(node: Node) -> Self {
        Self {
            node,
            marker: PhantomData,
        }
    }

    /// The same input as a secret: an engine encrypts it and does not show it.
    #[must_use]
    pub fn secret(self) -> Self {
        Self::new(Node::Secret(Box::new(self.node)))
    }

    fn list<U: Into<Self>>(items: impl IntoIterator<Item = U>) -> Input<Vec<T>> {
        let nodes = items.into_iter().map(|item| item.into().node);
        Input::new(Node::List(nodes.collect()))
    }

    fn map<K: Into<String>, U: Into<Self>>(
        entries: impl IntoIterator<Item = (K, U)>,
    ) -> Input<BTreeMap<String, T>> {
        let entries = entries.into_iter();
        let nodes = entries.map(|(key, value)| (key.into(), value.into().node));
        Input::new(Node::Object(nodes.collect()))
    }
}

impl<T> Clone for Input<T> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<T> From<Output<T>> for Input<T> {
    fn from(output: Output<T>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}

impl<T> From<&Output<T>> for Input<T> {
    fn from(output: &Output<T>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}

impl<T> From<Output<Option<T>>> for Input<T> {
    fn from(output: Output<Option<T>>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}

impl<T> From<&Output<Option<T>>> for Input<T> {
    fn from(output: &Output<Option<T>>) -> Self {
        Self::new(Node::Output(output.resolving()))
    }
}

impl<T, U: Into<Input<T>>> From<Vec<U>> for Input<Vec<T>> {
    fn from(items: Vec<U>) -> Self {
        Input::list(items)
    }
}

impl<T, U: Into<Input<T>>, const N: usize> From<[U; N]> for Input<Vec<T>> {
    fn from(items: [U; N]) -> Self {
        Input::list(items)
    }
}

impl<T, K: Into<String>, U: Into<Input<T>>> From<Vec<(K, U)>> for Input<BTreeMap<String, T>> {
    fn from(entries: Vec<(K, U)>) -> Self {
        Input::map(entries)
    }
}

impl<T, K: Into<String>, U: Into<Input<T>>, const N: usize> From<[(K, U); N]>
    for Input<BTreeMap<String, T>>
{
    fn from(entries: [(K, U); N]) -> Self {
        Input::map(entries)
    }
}

impl<T, K: Into<String>, U: Into<Input<T>>> From<BTreeMap<K, U>> for Input<BTreeMap<String, T>> {
    fn from(entries: BTreeMap<K, U>) -> Self {
        Input::map(entries)
    }
}

macro_rules! plain {
    ($($from:ty => $type:ty: $convert:expr;)+) => {$(
        impl From<$from> for Input<$type> {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> Json = $convert;
                Self::new(Node::Known(convert(value)))
            }
        }
    )+};
}

plain! {
    String => String: Json::from;
    &String => String: |text| Json::from(text.as_str());
    &str => String: |text| Json::from(text);
    bool => bool: Json::from;
    i64 => i64: Json::from;
    i32 => i64: Json::from;
    u32 => i64: Json::from;
    u16 => i64: Json::from;
    f64 => f64: Json::from;
    i64 => f64: Json::from;
    i32 => f64: Json::from;
    Json => Json: |json| json;
    Asset => Json: to_json;
    Archive => Json: to_json;
    Archive => Archive: to_json;
    Asset => Asset: to_json;
}

fn to_json<T: Serialize>(value: T) -> Json {
    serde_json::to_value(value).expect("assets and archives have a JSON form: objects of strings")
}

impl<R: Resource> From<&R> for Input<Reference<R>> {
    fn from(resource: &R) -> Self {
        Self::new(Node::Resource(resource.registration().clone()))
    }
}

impl Property {
    /// An object of properties.
    pub fn object<K: Into<String>, V: Into<Self>>(
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let fields = fields.into_iter();
        let fields = fields.map(|(name, value)| (name.into(), value.into().0));
        Self(Node::Object(fields.collect()))
    }

    /// The same property as a secret.
    #[must_use]
    pub fn secret(self) -> Self {
        Self(Node::Secret(Box::new(self.0)))
    }
}

impl<R: Resource> From<&R> for Property {
    fn from(resource: &R) -> Self {
        Self(Node::Resource(resource.registration().clone()))
    }
}

impl<V: Into<Self>> From<Vec<V>> for Property {
    fn from(items: Vec<V>) -> Self {
        let items = items.into_iter().map(|item| item.into().0);
        Self(Node::List(items.collect()))
    }
}

impl<V: Into<Self>, const N: usize> From<[V; N]> for Property {
    fn from(items: [V; N]) -> Self {
        Vec::from(items).into()
    }
}

impl<V: Into<Property>, const N: usize> From<[(&'static str, V); N]> for Arguments {
    fn from(arguments: [(&'static str, V); N]) -> Self {
        let arguments = arguments.into_iter();
        Self(
            arguments
                .map(|(name, value)| (name, value.into().0))
                .collect(),
        )
    }
}

impl From<()> for Arguments {
    fn from((): ()) -> Self {
        Self::default()
    }
}

impl<T> From<Input<T>> for Property {
    fn from(input: Input<T>) -> Self {
        Self(input.node)
    }
}

impl<T> From<Output<T>> for Property {
    fn from(output: Output<T>) -> Self {
        Self(Node::Output(output.resolving()))
    }
}

impl<T> From<&Output<T>> for Property {
    fn from(output: &Output<T>) -> Self {
        Self(Node::Output(output.resolving()))
    }
}

macro_rules! property {
    ($($type:ty),+) => {$(
        impl From<$type> for Property {
            fn from(value: $type) -> Self {
                Self(Node::Known(Json::from(value)))
            }
        }
    )+};
}

property!(&str, String, bool, i64, i32, f64, Json);

impl From<Asset> for Property {
    fn from(asset: Asset) -> Self {
        Self(Node::Known(to_json(asset)))
    }
}

impl From<Archive> for Property {
    fn from(archive: Archive) -> Self {
        Self(Node::Known(to_json(archive)))
    }
}
