//! How a resource is to be treated, whatever its type.

mod alias;
mod property;
mod timeouts;

pub use alias::Alias;
pub use property::{OutputName, PropertyPath};
pub use timeouts::CustomTimeouts;

use crate::{
    hook::{ErrorHook, Hooks, Moment, ResourceHook},
    input::{Node, Property},
    resource::{ProviderResource, Registration, Resource},
    transform::{Transform, TransformArgs},
};
use std::{collections::BTreeMap, marker::PhantomData, sync::Arc};

/// Options of a resource or component.
///
/// They fit every type as long as they name no properties; those that do are options of resources with the arguments `A`.
///
/// ```
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct TopicArgs { required {} optional { display_name: String = "displayName", } }
/// # }
/// # pulumi::resource! {
/// #     /// A topic.
/// #     pub struct Topic("aws:sns/topic:Topic", TopicArgs) {}
/// #     version: "7.48.0",
/// # }
/// # use pulumi::{Context, ResourceOptions};
/// fn program(ctx: &Context) {
///     let options = ResourceOptions::new().protect(true);
///     let ignoring = options.clone().ignore_changes(TopicArgs::properties().display_name);
///     Topic::new(ctx, "alarms", TopicArgs::new(), options);
///     Topic::new(ctx, "bills", TopicArgs::new(), ignoring);
/// }
/// ```
///
/// A property that the type does not have does not compile (here, `dispaly_name`), nor does one of another type:
///
/// ```compile_fail,E0609
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct TopicArgs { required {} optional { display_name: String = "displayName", } }
/// # }
/// # use pulumi::ResourceOptions;
/// let options = ResourceOptions::new().protect(true);
/// options.ignore_changes(TopicArgs::properties().dispaly_name);
/// ```
///
/// ```compile_fail,E0277
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct TopicArgs { required {} optional { display_name: String = "displayName", } }
/// # }
/// # pulumi::arguments! {
/// #     /// Arguments.
/// #     pub struct QueueArgs { required {} optional { delay: i64 = "delay", } }
/// # }
/// # pulumi::resource! {
/// #     /// A topic.
/// #     pub struct Topic("aws:sns/topic:Topic", TopicArgs) {}
/// #     version: "7.48.0",
/// # }
/// # use pulumi::{Context, ResourceOptions};
/// fn program(ctx: &Context) {
///     let options = ResourceOptions::new().protect(true);
///     let ignoring = options.clone().ignore_changes(QueueArgs::properties().delay);
///     Topic::new(ctx, "alarms", TopicArgs::new(), options);
///     Topic::new(ctx, "bills", TopicArgs::new(), ignoring);
/// }
/// ```
///
/// <https://www.pulumi.com/docs/iac/concepts/options/>
#[doc(alias("CustomResourceOptions", "ComponentResourceOptions"))]
#[must_use]
pub struct ResourceOptions<A = AnyArguments> {
    pub(crate) given: Given,
    arguments: PhantomData<fn() -> A>,
}

/// Stands for the arguments of every type, in options that name no properties.
pub enum AnyArguments {}

/// Arguments of one type of resource; implemented by [`arguments!`](crate::arguments).
pub trait ResourceArguments {
    /// Those that are always secrets, and so are outputs of their names.
    const SECRETS: &'static [&'static str];
}

/// Options that can go on as those of resources with the arguments `B`.
#[diagnostic::on_unimplemented(
    message = "these options name properties of `{Self}`, not of `{B}`",
    label = "options are for one type of resource once they name a property"
)]
pub trait Become<B> {}

impl<B: ResourceArguments> Become<B> for AnyArguments {}
impl<B: ResourceArguments> Become<B> for B {}

/// What options say.
#[derive(Clone, Default)]
pub(crate) struct Given {
    pub(crate) parent: Option<Registration>,
    pub(crate) depends_on: Vec<Registration>,
    pub(crate) protect: Option<bool>,
    pub(crate) retain_on_delete: Option<bool>,
    pub(crate) delete_before_replace: Option<bool>,
    pub(crate) custom_timeouts: Option<CustomTimeouts>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) version: Option<String>,
    /// By package.
    pub(crate) providers: BTreeMap<&'static str, Registration>,
    pub(crate) ignore_changes: Vec<String>,
    pub(crate) replace_on_changes: Vec<String>,
    pub(crate) additional_secret_outputs: Vec<String>,
    pub(crate) hide_diffs: Vec<String>,
    pub(crate) import: Option<String>,
    pub(crate) deleted_with: Option<Registration>,
    pub(crate) replace_with: Vec<Registration>,
    pub(crate) replacement_trigger: Option<Node>,
    pub(crate) plugin_download_url: Option<String>,
    pub(crate) env_var_mappings: BTreeMap<String, String>,
    pub(crate) hooks: Hooks,
    pub(crate) transforms: Vec<Transform>,
}

impl ResourceOptions {
    /// No options: a child of the stack, created as soon as its inputs are known.
    pub fn new() -> Self {
        Self::of(Given::default())
    }
}

impl<A> ResourceOptions<A> {
    fn of(given: Given) -> Self {
        Self {
            given,
            arguments: PhantomData,
        }
    }

    /// Makes the resource a child, of a component as a rule. Without it, the parent is the stack.
    pub fn parent(mut self, parent: &impl Resource) -> Self {
        self.given.parent = Some(parent.registration().clone());
        self
    }

    /// Creates the resource after another and deletes it before, even though no input tells so. May be called several times.
    ///
    /// Of a component, it depends on all resources that are below it by now.
    #[doc(alias = "dependsOn")]
    pub fn depends_on(mut self, other: &impl Resource) -> Self {
        self.given.depends_on.push(other.registration().clone());
        self
    }

    /// Whether an engine refuses to delete the resource. Children inherit it.
    pub fn protect(mut self, protect: bool) -> Self {
        self.given.protect = Some(protect);
        self
    }

    /// Whether an engine forgets the resource instead of deleting it, also when another takes its place. Children inherit it.
    pub fn retain_on_delete(mut self, retain: bool) -> Self {
        self.given.retain_on_delete = Some(retain);
        self
    }

    /// Whether a resource that must be replaced is deleted before the other is created: there cannot be two of one name. All
    /// that must be replaced along with it is deleted before as well.
    pub fn delete_before_replace(mut self, before: bool) -> Self {
        self.given.delete_before_replace = Some(before);
        self
    }

    /// How long the provider may take.
    pub fn custom_timeouts(mut self, timeouts: CustomTimeouts) -> Self {
        self.given.custom_timeouts = Some(timeouts);
        self
    }

    /// Another name by which an engine may know the resource, from before it was renamed or moved. May be called several times.
    pub fn alias(mut self, alias: Alias) -> Self {
        self.given.aliases.push(alias);
        self
    }

    /// Creates the resource with this provider, in place of the one of the stack's configuration. Children inherit it; a component
    /// has it for them alone. May be called several times, with providers of several packages.
    pub fn provider<P: ProviderResource>(mut self, provider: &P) -> Self {
        let provider = provider.registration().clone();
        self.given.providers.insert(P::PACKAGE, provider);
        self
    }

    /// Chooses the version of the provider, in place of the one that the resource's type was generated for.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.given.version = Some(version.into());
        self
    }

    /// Leaves a property as it was when the resource was created, whatever the program says. May be called several times.
    pub fn ignore_changes<B, T>(self, property: PropertyPath<B, T>) -> ResourceOptions<B>
    where
        A: Become<B>,
    {
        let mut given = self.given;
        given.ignore_changes.push(property.into_text());
        ResourceOptions::of(given)
    }

    /// Replaces the resource if a property changes, even though it could be updated. May be called several times.
    pub fn replace_on_changes<B, T>(self, property: PropertyPath<B, T>) -> ResourceOptions<B>
    where
        A: Become<B>,
    {
        let mut given = self.given;
        given.replace_on_changes.push(property.into_text());
        ResourceOptions::of(given)
    }

    /// Takes over a resource that exists already, by its provider's id. Its inputs must be what it has.
    pub fn import(mut self, id: impl Into<String>) -> Self {
        self.given.import = Some(id.into());
        self
    }

    /// The resource goes when another is deleted, so an engine need not delete it by itself.
    pub fn deleted_with(mut self, other: &impl Resource) -> Self {
        self.given.deleted_with = Some(other.registration().clone());
        self
    }

    /// Replaces the resource whenever another is replaced. May be called several times.
    pub fn replace_with(mut self, other: &impl Resource) -> Self {
        self.given.replace_with.push(other.registration().clone());
        self
    }

    /// Replaces the resource whenever this value changes.
    pub fn replacement_trigger(mut self, value: impl Into<Property>) -> Self {
        self.given.replacement_trigger = Some(value.into().0);
        self
    }

    /// Where the provider is to be downloaded from, in place of where the package says.
    pub fn plugin_download_url(mut self, url: impl Into<String>) -> Self {
        self.given.plugin_download_url = Some(url.into());
        self
    }

    /// Gives a provider that is declared as a resource the variable `from` of the environment as `to`. May be called several times.
    pub fn env_var_mapping(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.given.env_var_mappings.insert(from.into(), to.into());
        self
    }

    /// Has a hook called at a moment of the resource's life. May be called several times.
    pub fn hook(mut self, moment: Moment, hook: &ResourceHook) -> Self {
        self.given.hooks.add(moment, hook);
        self
    }

    /// Has a hook called when the provider fails, which says whether it is to try again. May be called several times.
    pub fn on_error(mut self, hook: &ErrorHook) -> Self {
        self.given.hooks.add_on_error(hook);
        self
    }

    /// Has a function see, and perhaps change, the resource before it is registered, and all that are below it. May be called several
    /// times. [`Context::transform`](crate::Context::transform) is for all resources of the stack.
    pub fn transform(
        mut self,
        transform: impl Fn(&mut TransformArgs) -> anyhow::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.given.transforms.push(Arc::new(transform));
        self
    }

    /// Leaves all properties as they were when the resource was created, whatever the program says.
    pub fn ignore_all_changes(mut self) -> Self {
        self.given.ignore_changes.push("*".to_owned());
        self
    }

    /// Hides a property's changes in what an engine shows. May be called several times.
    pub fn hide_diff<B, T>(self, property: PropertyPath<B, T>) -> ResourceOptions<B>
    where
        A: Become<B>,
    {
        let mut given = self.given;
        given.hide_diffs.push(property.into_text());
        ResourceOptions::of(given)
    }

    /// Makes an output a secret, though the provider does not say so. May be called several times.
    pub fn additional_secret_output<B>(self, output: OutputName<B>) -> ResourceOptions<B>
    where
        A: Become<B>,
    {
        let mut given = self.given;
        given
            .additional_secret_outputs
            .push(output.text().to_owned());
        ResourceOptions::of(given)
    }
}

impl<A> Clone for ResourceOptions<A> {
    fn clone(&self) -> Self {
        Self::of(self.given.clone())
    }
}

impl Default for ResourceOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: ResourceArguments> From<ResourceOptions> for ResourceOptions<A> {
    fn from(options: ResourceOptions) -> Self {
        Self::of(options.given)
    }
}
