use crate::{
    engine::ProviderError,
    resource::PROVIDER_TYPE,
    value::{Json, Object, Value},
};

/// A provider's schema, or a part of it: which properties its resources have, and of which types.
///
/// <https://github.com/pulumi/pulumi/blob/master/pkg/codegen/schema/pulumi.json>
#[derive(Debug, Clone)]
pub struct Schema(Json);

impl Schema {
    /// Reads a schema in its JSON form.
    ///
    /// # Errors
    ///
    /// Text that is not JSON.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self)
    }

    /// The name of the package that the schema is of; empty if the schema does not say it.
    pub fn package(&self) -> &str {
        self.0["name"].as_str().unwrap_or_default()
    }

    /// Holds inputs to the schema: no property that it does not have, none of another type, none missing that is required.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, each with its path.
    pub fn check(&self, r#type: &str, inputs: &Object) -> Result<(), ProviderError> {
        let Some(resource) = self.resource(r#type) else {
            return Err(ProviderError::new(format!(
                "the resource type {type} is not in the schema"
            )));
        };
        let properties = &resource["inputProperties"];
        let decoded = self.is_provider(r#type).then(|| decode(inputs, properties));
        let inputs = decoded.as_ref().unwrap_or(inputs);
        self.hold(inputs, properties, &resource["requiredInputs"])
    }

    /// Holds the arguments of a function to the schema.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, each with its path.
    pub fn check_arguments(&self, function: &str, arguments: &Object) -> Result<(), ProviderError> {
        let Some(function) = self.0["functions"].get(function) else {
            return Err(ProviderError::new("the function is not in the schema"));
        };
        let inputs = &function["inputs"];
        self.hold(arguments, &inputs["properties"], &inputs["required"])
    }

    fn hold(
        &self,
        inputs: &Object,
        properties: &Json,
        required: &Json,
    ) -> Result<(), ProviderError> {
        let mut faults = Faults(Vec::new());
        self.check_object(&mut faults, "", inputs, properties, required);
        match faults.0.is_empty() {
            true => Ok(()),
            false => Err(ProviderError { reasons: faults.0 }),
        }
    }

    fn resource(&self, r#type: &str) -> Option<&Json> {
        match self.is_provider(r#type) {
            true => self.0.get("provider"),
            false => self.0["resources"].get(r#type),
        }
    }

    fn is_provider(&self, r#type: &str) -> bool {
        let package = r#type.strip_prefix(PROVIDER_TYPE);
        package.is_some_and(|package| package == self.package())
    }

    /// Outputs that a resource of a type always has, made up from its name: `itemsTable.arn`, 0, false.
    pub fn make_up_outputs(&self, r#type: &str, name: &str) -> Object {
        self.resource(r#type)
            .map_or_else(Object::new, |resource| make_up(resource, name))
    }

    /// Results that a function always has, made up from its name: `getRegion.region`.
    pub fn make_up_results(&self, function: &str) -> Object {
        let name = function.rsplit(':').next().unwrap_or(function);
        make_up(&self.0["functions"][function]["outputs"], name)
    }

    fn check_object(
        &self,
        faults: &mut Faults,
        path: &str,
        object: &Object,
        properties: &Json,
        required: &Json,
    ) {
        for (name, value) in object {
            let path = join(path, name);
            match properties.get(name) {
                Some(schema) => self.check_value(faults, &path, value, schema),
                None => faults.add(&path, "is not in the schema"),
            }
        }
        for name in required
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if !object.contains_key(name) {
                faults.add(&join(path, name), "is missing");
            }
        }
    }

    fn check_value(&self, faults: &mut Faults, path: &str, value: &Value, schema: &Json) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.check_reference(faults, path, value, reference);
        }
        match (value.opened(), schema["type"].as_str()) {
            // A choice of types has too many forms to be worth it.
            (Value::Unknown, _) | (_, None) => {}
            (Value::String(_), Some("string")) | (Value::Bool(_), Some("boolean")) => {}
            (Value::Number(_), Some("number")) => {}
            (Value::Number(number), Some("integer")) if number.fract() == 0.0 => {}
            (Value::List(items), Some("array")) => {
                for (i, item) in items.iter().enumerate() {
                    self.check_value(faults, &format!("{path}[{i}]"), item, &schema["items"]);
                }
            }
            (Value::Object(fields), Some("object")) => {
                for (key, field) in fields {
                    self.check_value(
                        faults,
                        &join(path, key),
                        field,
                        &schema["additionalProperties"],
                    );
                }
            }
            (_, Some(r#type)) => faults.add(path, &format!("is not of type {type}")),
        }
    }

    fn check_reference(&self, faults: &mut Faults, path: &str, value: &Value, reference: &str) {
        let definition = reference
            .strip_prefix("#/types/")
            .map(|token| &self.0["types"][token]);
        match (value.opened(), reference, definition) {
            (Value::Unknown, _, _) | (_, "pulumi.json#/Any", _) => {}
            (Value::Archive(_) | Value::Asset(_), "pulumi.json#/Asset", _) => {}
            (Value::Archive(_), "pulumi.json#/Archive", _) => {}
            (Value::String(_), _, Some(definition)) if definition["type"] == "string" => {}
            (Value::Object(fields), _, Some(definition)) if definition["type"] == "object" => {
                let (properties, required) = (&definition["properties"], &definition["required"]);
                self.check_object(faults, path, fields, properties, required);
            }
            _ => faults.add(path, &format!("is not of type {reference}")),
        }
    }
}

/// Values for the properties that a schema says are required.
fn make_up(schema: &Json, name: &str) -> Object {
    let required = schema["required"].as_array().into_iter().flatten();
    required
        .filter_map(|property| {
            let property = property.as_str()?;
            let value = match schema["properties"][property]["type"].as_str() {
                Some("string") => Value::String(format!("{name}.{property}")),
                Some("boolean") => Value::Bool(false),
                Some("integer" | "number") => Value::Number(0.0),
                Some("array") => Value::List(Vec::new()),
                Some("object") => Value::Object(Object::new()),
                _ => return None,
            };
            Some((property.to_owned(), value))
        })
        .collect()
}

/// A provider's configuration is text on the wire; what is none is JSON in it.
fn decode(inputs: &Object, properties: &Json) -> Object {
    let decode = |name: &str, value: &Value| match value.opened() {
        Value::String(text) if properties[name]["type"] != "string" => {
            serde_json::from_str(text).map_or_else(|_| value.clone(), Value::from_json)
        }
        other => other.clone(),
    };
    let inputs = inputs.iter();
    inputs
        .map(|(name, value)| (name.clone(), decode(name, value)))
        .collect()
}

struct Faults(Vec<(Option<String>, String)>);

impl Faults {
    fn add(&mut self, path: &str, fault: &str) {
        self.0.push((Some(path.to_owned()), fault.to_owned()));
    }
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}
