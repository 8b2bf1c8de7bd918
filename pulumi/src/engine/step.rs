//! What a program hears of what it registers.

use super::{
    deployment::{Deployment, Missing, ending},
    files::digests,
    missing::LeftOut,
    outcome::{Operation, Registration},
    state::ResourceState,
    work::Work,
};
use crate::{
    mask::Mask,
    value::{Object, object_to_wire, without_secrets},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    self as rpc, RegisterResourceRequest, RegisterResourceResponse,
};
use std::collections::{BTreeMap, BTreeSet};
use tonic::Status;

impl Deployment {
    /// Answers a registration when the resource is there.
    pub(super) async fn register(
        &self,
        request: RegisterResourceRequest,
    ) -> Result<RegisterResourceResponse, Status> {
        let _working = self.working().await;
        let accepts_secrets = request.accept_secrets;
        let reports_results = request.supports_result_reporting;
        let registration = self.begin(request)?;
        let worked = match registration.custom {
            true => self.work(&registration).await,
            false => Ok(Worked::Done(Box::new(
                self.register_component(&registration),
            ))),
        };
        let answer = match worked {
            Ok(Worked::Done(state)) => Answer {
                id: state.id,
                outputs: state.outputs,
                result: rpc::Result::Success,
            },
            Ok(Worked::Missing(why)) => {
                self.is_missing(&registration.urn, why);
                Answer {
                    id: String::new(),
                    outputs: registration.inputs,
                    result: match why {
                        Missing::Failed => rpc::Result::Skip,
                        Missing::NoTarget => rpc::Result::Success,
                    },
                }
            }
            Err(message) => {
                let message = Mask::of_secrets(&registration.inputs).apply(&message);
                let message = format!("{}: {message}", registration.identity());
                self.fail(Some(registration.urn.clone()), message);
                if !(self.engine.continue_on_error && reports_results) {
                    return Err(ending());
                }
                self.is_missing(&registration.urn, Missing::Failed);
                Answer {
                    id: String::new(),
                    outputs: Object::new(),
                    result: rpc::Result::Fail,
                }
            }
        };
        let outputs = match accepts_secrets {
            true => answer.outputs,
            false => without_secrets(answer.outputs),
        };
        Ok(RegisterResourceResponse {
            urn: registration.urn,
            id: answer.id,
            object: Some(object_to_wire(&outputs)),
            result: answer.result as i32,
            ..RegisterResourceResponse::default()
        })
    }

    async fn work(&self, registration: &Registration) -> Result<Worked, String> {
        Ok(match self.left_out(registration).transpose()? {
            Some(LeftOut::Missing(why)) => Worked::Missing(why),
            Some(LeftOut::AsItWas(state)) => {
                self.record(Operation::Same, (*state).clone());
                Worked::Done(state)
            }
            None => Worked::Done(Box::new(self.register_custom(registration).await?)),
        })
    }

    /// A component, or the stack, is what the program says it is.
    fn register_component(&self, registration: &Registration) -> ResourceState {
        let state = self.state(
            registration,
            String::new(),
            registration.inputs.clone(),
            Object::new(),
        );
        let operation = match self.known(&state.urn) {
            Some(_) => Operation::Same,
            None => Operation::Create,
        };
        self.record(operation, state.clone());
        state
    }

    async fn register_custom(&self, registration: &Registration) -> Result<ResourceState, String> {
        let r#type = &registration.r#type;
        let provider = self
            .engine
            .providers
            .of(r#type)
            .ok_or_else(|| format!("the resource type {type} is not known here"))?;
        if let Some(reference) = &registration.provider {
            self.check_reference(reference, r#type)?;
        }
        let unknown = registration
            .inputs
            .iter()
            .find(|(_, input)| input.contains_unknown());
        if let Some((property, _)) = unknown.filter(|_| !self.is_preview()) {
            return Err(format!(
                "property `{property}` is unknown, and this is not a preview"
            ));
        }
        let digests = match &self.engine.folder {
            Some(folder) => digests(&registration.inputs, folder),
            None => Ok(BTreeMap::new()),
        };
        let work = Work {
            digests: digests.map_err(|error| error.to_string())?,
            deployment: self,
            registration,
            provider,
            identity: registration.identity(),
            secrets: secret_properties(&registration.inputs),
        };
        let (operation, state) = work.done().await.map_err(|error| error.to_string())?;
        self.record(operation, state.clone());
        Ok(state)
    }
}

/// What came of a registration.
enum Worked {
    Done(Box<ResourceState>),
    Missing(Missing),
}

/// What a program hears of it.
struct Answer {
    id: String,
    outputs: Object,
    result: rpc::Result,
}

fn secret_properties(inputs: &Object) -> BTreeSet<String> {
    inputs
        .iter()
        .filter(|(_, value)| value.contains_secret())
        .map(|(key, _)| key.clone())
        .collect()
}
