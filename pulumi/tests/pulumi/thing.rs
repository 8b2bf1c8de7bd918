//! Resources and providers that the tests use.

use pulumi::{
    Context, Object, ResourceOptions, Value,
    engine::{Created, Provider, ProviderError, Registration, async_trait},
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
    pub struct Thing("test:index/thing:Thing", ThingArgs) {
        arn: String = "arn",
        title: Option<String> = "title",
        size: i64 = "size",
    }
    version: "1.2.3",
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
            token: String = "token" [secret],
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
    pub fn get_thing("test:index/getThing:getThing", "1.2.3", GetThingArgs) -> struct GetThingResult {
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

/// What [`Journal`] was asked to do.
pub type Entries = Arc<Mutex<Vec<String>>>;

/// Writes down what it creates. A thing that is titled `wrong` is refused, and one that is titled `cursed` cannot be created.
#[derive(Clone, Default)]
pub struct Journal {
    pub entries: Entries,
}

impl Journal {
    pub fn entries(&self) -> Vec<String> {
        self.entries.lock().unwrap().clone()
    }
}

fn is_titled(inputs: &Object, title: &str) -> bool {
    inputs.get("title").and_then(Value::as_str) == Some(title)
}

#[async_trait]
impl Provider for Journal {
    async fn check(&self, _: &Registration, inputs: &Object) -> Result<(), ProviderError> {
        match is_titled(inputs, "wrong") {
            true => Err(ProviderError::property("title", "must not be wrong")),
            false => Ok(()),
        }
    }

    async fn create(
        &self,
        Registration { name, .. }: &Registration,
        inputs: &Object,
    ) -> Result<Created, ProviderError> {
        if is_titled(inputs, "cursed") {
            return Err(ProviderError::property("title", "no luck with this one"));
        }
        self.entries.lock().unwrap().push(format!("create {name}"));
        let mut outputs = inputs.clone();
        outputs.insert("arn".into(), format!("arn:{name}").into());
        let id = format!("id:{name}");
        Ok(Created { id, outputs })
    }

    async fn invoke(&self, function: &str, arguments: &Object) -> Result<Object, ProviderError> {
        let mut result = arguments.clone();
        result.insert("function".into(), function.into());
        Ok(result)
    }
}
