//! Resources that the program does not create: those that others refer to, and whether there is one.

use crate::{
    context::{Context, refused},
    input::{Arguments, Form, Input},
    output::{Answer, Output, Resolved},
    protocol::{ExistsResourceRequest, ResourceInvokeRequest},
    resource::{Kind, Providers, Reference, Registered, Registration, ResourceType},
    value::{Object, UNKNOWN, Value, object_from_wire, object_to_wire},
};
use std::{collections::BTreeSet, sync::Arc};

impl Context {
    /// The resource that an output of another refers to.
    ///
    /// ```
    /// # pulumi::arguments! {
    /// #     /// Arguments.
    /// #     pub struct TopicArgs { required {} optional { name: String = "name", } }
    /// # }
    /// # pulumi::resource! {
    /// #     /// A topic.
    /// #     pub struct Topic("aws:sns/topic:Topic", TopicArgs) { arn: String = "arn", }
    /// #     version: "7.48.0",
    /// # }
    /// # use pulumi::{Context, Output, Reference};
    /// fn program(ctx: &Context, alarms: &Output<Reference<Topic>>) {
    ///     ctx.export("alarms", &ctx.resource(alarms).arn);
    /// }
    /// ```
    pub fn resource<R: ResourceType>(&self, reference: &Output<Reference<R>>) -> R {
        let (ctx, reference) = (self.clone(), reference.resolving());
        let registering = async move {
            let resolved = reference.await?;
            let reference = resolved.value.map(serde_json::from_value::<Reference<R>>);
            let urn = reference
                .and_then(Result::ok)
                .map(|reference| reference.urn);
            let mut registered = Registered {
                urn: urn.clone().unwrap_or_default(),
                id: None,
                custom: !R::KIND.remote,
                answer: Answer {
                    absent_is_unknown: true,
                    secret: resolved.secret,
                    dependencies: resolved.dependencies,
                    ..Answer::default()
                },
            };
            if let Some(urn) = urn {
                let arguments = Object::from([("urn".to_owned(), Value::from(urn.as_str()))]);
                let request = ResourceInvokeRequest {
                    tok: "pulumi:pulumi:getResource".to_owned(),
                    args: Some(object_to_wire(&arguments)),
                    accept_resources: true,
                    ..ResourceInvokeRequest::default()
                };
                let response = ctx.monitor().invoke(request).await;
                let response = response
                    .map_err(|status| refused(&urn, &status))?
                    .into_inner();
                let mut found = object_from_wire(response.r#return);
                let id = found.get("id").and_then(Value::as_str);
                registered.id = id
                    .filter(|id| !id.is_empty() && *id != UNKNOWN)
                    .map(str::to_owned);
                if let Some(Value::Object(state)) = found.remove("state") {
                    registered.answer.properties = state;
                }
                registered.answer.dependencies.insert(urn);
                registered.answer.absent_is_unknown = ctx.is_preview();
            }
            Ok(Arc::new(registered))
        };
        let registration =
            Registration::new(R::KIND.token, "", false, Providers::new(), registering);
        R::of(registration)
    }

    /// Whether there is a resource of a type with an id, and with this state as far as the provider needs it.
    ///
    /// In a preview, it may be unknown.
    pub fn resource_exists<R: ResourceType>(
        &self,
        id: impl Into<Input<String>>,
        state: impl Into<Arguments>,
    ) -> Output<bool> {
        let Kind { token, version, .. } = R::KIND;
        let (ctx, id, state) = (self.clone(), id.into().node, state.into());
        Output::resolve(async move {
            let mut dependencies = BTreeSet::new();
            let id = id.lower(Form::Values, &mut dependencies).await?;
            let state = state.lower(Form::Values).await?.object;
            let mut resolved = Resolved {
                dependencies,
                ..Resolved::plain(None)
            };
            if let Some(id) = id.as_ref().and_then(Value::as_str) {
                let request = ExistsResourceRequest {
                    r#type: token.to_owned(),
                    id: id.to_owned(),
                    parent: ctx.root().to_owned(),
                    properties: (!state.is_empty()).then(|| object_to_wire(&state)),
                    version: version.to_owned(),
                    ..ExistsResourceRequest::default()
                };
                let response = ctx.monitor().exists_resource(request).await;
                let response = response
                    .map_err(|status| refused(token, &status))?
                    .into_inner();
                resolved.value = (!response.unknown).then(|| response.exists.into());
            }
            Ok(resolved)
        })
    }
}
