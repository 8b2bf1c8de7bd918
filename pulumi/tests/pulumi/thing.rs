//! Resources and providers that the tests use.

use pulumi::{
    Context, Object, ResourceOptions, Value,
    engine::{
        Created, Diff, Existing, Identity, Operation, Outcome, Provider, ProviderError, async_trait,
    },
};
use std::sync::{Arc, Mutex};

pulumi::arguments! {
    /// A part of a thing.
    pub struct Part {
        required {
            label: String = "label",
        }
        optional {
            weight: f64 = "weight",
        }
    }
}

pulumi::arguments! {
    /// Arguments of [`Thing`].
    pub struct ThingArgs {
        required {}
        optional {
            title: String = "title",
            size: i64 = "size",
            enabled: bool = "enabled",
            tags: Vec<String> = "tags",
            labels: std::collections::BTreeMap<String, String> = "labels",
            part: Part = "part",
            parts: Vec<Part> = "parts",
            code: pulumi::Archive = "code",
        }
    }
}

pulumi::resource! {
    /// A thing.
    pub struct Thing("test:index/thing:Thing", "1.2.3", ThingArgs) {
        arn: String = "arn",
        title: Option<String> = "title",
        size: i64 = "size",
    }
}

pulumi::arguments! {
    /// Settings of [`TestProvider`].
    pub struct Settings {
        required {}
        optional {
            tags: std::collections::BTreeMap<String, String> = "tags",
        }
    }
}

pulumi::arguments! {
    /// Arguments of [`TestProvider`].
    pub struct TestProviderArgs {
        required {}
        optional {
            region: String = "region",
            retries: i64 = "retries",
            settings: Settings = "settings",
            validate: bool = "validate" default true,
        }
        secret {
            token: String = "token",
        }
    }
}

pulumi::provider! {
    /// Whoever creates things.
    pub struct TestProvider("test", "1.2.3", TestProviderArgs) {
        region: Option<String> = "region",
    }
}

pulumi::arguments! {
    /// Arguments of [`get_thing`].
    pub struct GetThingArgs {
        required {
            name: String = "name",
        }
        optional {}
    }
}

pulumi::function! {
    /// Finds a thing.
    pub fn get_thing("test:index/getThing:getThing", "1.2.3", GetThingArgs) -> GetThingResult {
        title: String = "title",
        size: i64 = "size",
        note: Option<String> = "note",
    }
}

/// A thing with a title, and nothing else.
pub fn thing(ctx: &Context, name: &str, title: &str) -> Thing {
    Thing::new(
        ctx,
        name,
        ThingArgs::new().title(title),
        ResourceOptions::new(),
    )
}

/// What was done to things, without what stayed the same.
pub fn changes(outcome: &Outcome) -> Vec<(Operation, &str)> {
    let steps = outcome
        .steps
        .iter()
        .filter(|step| step.path().starts_with("test:"));
    steps
        .filter(|step| step.operation != Operation::Same)
        .map(|step| (step.operation, step.path().rsplit_once("::").unwrap().1))
        .collect()
}

/// What [`Journal`] was asked to do, and with which resource.
pub type Entries = Arc<Mutex<Vec<String>>>;

/// Writes down what it is asked to do. A changed `size` replaces a thing; a thing that is titled `cursed` cannot be created, one
/// that is titled `sticky` cannot be deleted, and one that is titled `fleeting` is gone when it is read.
#[derive(Clone, Default)]
pub struct Journal {
    pub entries: Entries,
}

impl Journal {
    pub fn entries(&self) -> Vec<String> {
        self.entries.lock().unwrap().clone()
    }

    fn note(&self, what: &str, resource: &Identity) {
        let entry = format!("{what} {}", resource.name);
        self.entries.lock().unwrap().push(entry);
    }
}

fn is_titled(inputs: &Object, title: &str) -> bool {
    inputs.get("title").and_then(Value::as_str) == Some(title)
}

#[async_trait]
impl Provider for Journal {
    async fn check(
        &self,
        resource: &Identity,
        old: Option<&Object>,
        mut new: Object,
    ) -> Result<Object, ProviderError> {
        if is_titled(&new, "wrong") {
            return Err(ProviderError::property("title", "must not be wrong"));
        }
        let kept = old.and_then(|old| old.get("autoname").cloned());
        let made = || Value::from(format!("{}-{}", resource.name, self.entries().len()));
        new.insert("autoname".into(), kept.unwrap_or_else(made));
        Ok(new)
    }

    async fn diff(
        &self,
        _resource: &Identity,
        old: &Existing,
        new: &Object,
    ) -> Result<Diff, ProviderError> {
        Ok(Diff::between(&old.inputs, new).replacing(&["size"]))
    }

    async fn create(
        &self,
        resource: &Identity,
        inputs: &Object,
        preview: bool,
    ) -> Result<Created, ProviderError> {
        if is_titled(inputs, "cursed") {
            return Err(ProviderError::property("title", "no luck with this one"));
        }
        let mut outputs = inputs.clone();
        if !preview {
            self.note("create", resource);
            outputs.insert("arn".into(), format!("arn:{}", resource.name).into());
        }
        let id = inputs["autoname"].as_str().unwrap().to_owned();
        Ok(Created { id, outputs })
    }

    async fn read(
        &self,
        resource: &Identity,
        old: &Existing,
    ) -> Result<Option<Object>, ProviderError> {
        self.note("read", resource);
        Ok((!is_titled(&old.inputs, "fleeting")).then(|| old.outputs.clone()))
    }

    async fn update(
        &self,
        resource: &Identity,
        old: &Existing,
        inputs: &Object,
        preview: bool,
    ) -> Result<Object, ProviderError> {
        if !preview {
            self.note("update", resource);
        }
        let mut outputs = inputs.clone();
        outputs.insert("arn".into(), old.outputs["arn"].clone());
        Ok(outputs)
    }

    async fn delete(&self, resource: &Identity, old: &Existing) -> Result<(), ProviderError> {
        if is_titled(&old.inputs, "sticky") {
            return Err(ProviderError::new("it sticks"));
        }
        self.note("delete", resource);
        Ok(())
    }

    async fn invoke(&self, function: &str, arguments: &Object) -> Result<Object, ProviderError> {
        let mut result = arguments.clone();
        result.insert("function".into(), function.into());
        Ok(result)
    }
}
