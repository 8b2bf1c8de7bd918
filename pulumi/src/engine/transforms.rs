//! What a program changes in what it registers and calls, by functions of its own that the engine calls.

use super::deployment::Deployment;
use crate::{
    protocol::{
        Callback, CallbackInvokeRequest, MESSAGE_LIMIT, RegisterResourceRequest,
        ResourceInvokeRequest, TransformInvokeRequest, TransformInvokeResponse, TransformRequest,
        TransformResourceOptions, TransformResponse, callbacks_client::CallbacksClient,
        register_resource_request::PropertyDependencies,
    },
    value::{Object, Value, object_from_wire, object_to_wire},
};
use prost::Message;
use std::{collections::BTreeSet, mem};
use tonic::Status;

impl Deployment {
    /// What a program registers, as its transforms want it: first those of the resource itself, then those of its parents, then
    /// those of the stack.
    pub(super) async fn transformed(
        &self,
        mut request: RegisterResourceRequest,
    ) -> Result<RegisterResourceRequest, Status> {
        for transform in self.transforms(&request) {
            let asked = TransformRequest {
                r#type: request.r#type.clone(),
                name: request.name.clone(),
                custom: request.custom,
                parent: request.parent.clone(),
                properties: Some(object_to_wire(&outputs(&request))),
                // Those that the layer lets a transform change.
                options: Some(TransformResourceOptions {
                    protect: request.protect,
                    retain_on_delete: request.retain_on_delete,
                    delete_before_replace: request
                        .delete_before_replace_defined
                        .then_some(request.delete_before_replace),
                    ignore_changes: request.ignore_changes.clone(),
                    replace_on_changes: request.replace_on_changes.clone(),
                    additional_secret_outputs: request.additional_secret_outputs.clone(),
                    ..TransformResourceOptions::default()
                }),
            };
            let wanted: TransformResponse = call(&transform, &asked).await?;
            if wanted.properties.is_some() {
                let mut properties = object_from_wire(wanted.properties);
                request.property_dependencies.clear();
                for (name, value) in &mut properties {
                    let mut urns = BTreeSet::new();
                    *value = mem::replace(value, Value::Null).open_outputs(&mut urns);
                    let urns = urns.into_iter().collect();
                    let dependencies = &mut request.property_dependencies;
                    dependencies.insert(name.clone(), PropertyDependencies { urns });
                }
                request.object = Some(object_to_wire(&properties));
            }
            if let Some(options) = wanted.options {
                request.protect = options.protect;
                request.retain_on_delete = options.retain_on_delete;
                request.delete_before_replace_defined = options.delete_before_replace.is_some();
                request.delete_before_replace = options.delete_before_replace == Some(true);
                request.ignore_changes = options.ignore_changes;
                request.replace_on_changes = options.replace_on_changes;
                request.additional_secret_outputs = options.additional_secret_outputs;
            }
        }
        Ok(request)
    }

    fn transforms(&self, request: &RegisterResourceRequest) -> Vec<Callback> {
        let progress = self.progress();
        let mut transforms = request.transforms.clone();
        let mut above = progress.registrations.get(&request.parent);
        while let Some(parent) = above {
            let of_parent = progress.transforms.get(&parent.urn);
            transforms.extend(of_parent.into_iter().flatten().cloned());
            above = parent
                .parent
                .as_ref()
                .and_then(|urn| progress.registrations.get(urn));
        }
        transforms.extend(progress.stack_transforms.iter().cloned());
        transforms
    }

    /// What a program calls, as its transforms want it.
    pub(super) async fn transformed_invoke(
        &self,
        mut request: ResourceInvokeRequest,
    ) -> Result<ResourceInvokeRequest, Status> {
        let transforms = self.progress().invoke_transforms.clone();
        for transform in transforms {
            let asked = TransformInvokeRequest {
                token: request.tok.clone(),
                args: request.args.clone(),
                options: None,
            };
            let wanted: TransformInvokeResponse = call(&transform, &asked).await?;
            request.args = wanted.args.or(request.args);
        }
        Ok(request)
    }
}

/// The properties with what each depends on.
fn outputs(request: &RegisterResourceRequest) -> Object {
    let dependencies = |name: &str| -> BTreeSet<String> {
        let dependencies = request.property_dependencies.get(name).into_iter();
        dependencies.flat_map(|it| it.urns.clone()).collect()
    };
    let properties = object_from_wire(request.object.clone()).into_iter();
    properties
        .map(|(name, value)| {
            let value = value.depending_on(&dependencies(&name));
            (name, value)
        })
        .collect()
}

/// Calls a function of the program.
async fn call<R: Message + Default>(
    Callback { target, token, .. }: &Callback,
    request: &impl Message,
) -> Result<R, Status> {
    let client = CallbacksClient::connect(format!("http://{target}")).await;
    let mut client = client
        .map_err(|error| Status::unknown(error.to_string()))?
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    let request = CallbackInvokeRequest {
        token: token.clone(),
        request: request.encode_to_vec(),
    };
    let response = client.invoke(request).await?.into_inner().response;
    R::decode(&*response).map_err(|error| Status::unknown(error.to_string()))
}
