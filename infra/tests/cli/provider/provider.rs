//! The answers to the CLI.

use super::{
    account::{Account, Existing},
    fault, knowledge,
    outputs::{ACCOUNT, outputs},
    rpc::{self, diff_response::DiffChanges, resource_provider_server::ResourceProvider},
    schema::Schema,
    wire::{Object, read, write},
};
use serde_json::{Value as Json, json};
use std::{
    collections::BTreeSet,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tonic::{Request, Response, Status, async_trait};

type Answer<T> = Result<Response<T>, Status>;

pub struct Aws {
    schema: Schema,
    account: Account,
    /// What the stack's file or the program sets for the provider.
    region: Mutex<String>,
}

impl Aws {
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            schema: Schema::read()?,
            account: Account::open()?,
            region: Mutex::default(),
        })
    }

    fn region(&self) -> MutexGuard<'_, String> {
        self.region.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The provider gives a name and the provider's region to whatever takes one and has none, before the CLI compares.
    /// <https://github.com/pulumi/pulumi-aws/blob/master/provider/autonaming.go>, and `region.go` beside it.
    fn add_defaults(&self, urn: &str, inputs: &mut Object, olds: &Object) {
        let known = &self.schema.resource(type_of(urn))["inputProperties"];
        for key in ["name", "bucket"] {
            let is_own =
                known.get(key).is_some() && (key == "name" || urn.contains("bucket:Bucket::"));
            if is_own && !inputs.contains_key(key) {
                let old = olds.get(key).cloned();
                inputs.insert(key.to_owned(), old.unwrap_or_else(|| json!(physical(urn))));
            }
        }
        let region = self.region().clone();
        if known.get("region").is_some() && !region.is_empty() && !inputs.contains_key("region") {
            inputs.insert("region".to_owned(), json!(region));
        }
    }

    fn outputs(&self, urn: &str, id: Option<&str>, inputs: &Object) -> Object {
        let r#type = type_of(urn);
        outputs(self.schema.resource(r#type), r#type, id, inputs)
    }

    /// What exists but one resource.
    fn others(&self, id: &str) -> io::Result<Vec<Existing>> {
        let mut all = self.account.all()?;
        all.retain(|existing| existing.id != id);
        Ok(all)
    }

    fn put(&self, urn: &str, id: &str, inputs: Object) -> Result<Object, Status> {
        let _locked = self.account.lock()?;
        let resource = Existing {
            id: id.to_owned(),
            r#type: type_of(urn).to_owned(),
            outputs: self.outputs(urn, Some(id), &inputs),
            inputs,
        };
        let deleted = self.account.deleted()?;
        if let Some(gone) = deleted.iter().find(|gone| resource.mentions(gone)) {
            let refusal = format!("{id} needs {gone}, which is deleted");
            return Err(Status::failed_precondition(refusal));
        }
        if let Some(refusal) = knowledge::refusal(&resource, &self.others(id)?) {
            return Err(Status::failed_precondition(refusal));
        }
        self.account.put(&resource)?;
        Ok(resource.outputs)
    }
}

#[async_trait]
impl ResourceProvider for Aws {
    async fn handshake(
        &self,
        _: Request<rpc::ProviderHandshakeRequest>,
    ) -> Answer<rpc::ProviderHandshakeResponse> {
        Ok(Response::new(Default::default()))
    }

    async fn get_plugin_info(&self, _: Request<()>) -> Answer<rpc::PluginInfo> {
        Ok(Response::new(rpc::PluginInfo {
            version: self.schema.version().to_owned(),
        }))
    }

    async fn get_schema(
        &self,
        _: Request<rpc::GetSchemaRequest>,
    ) -> Answer<rpc::GetSchemaResponse> {
        Ok(Response::new(rpc::GetSchemaResponse {
            schema: Schema::text().to_owned(),
        }))
    }

    async fn check_config(
        &self,
        request: Request<rpc::CheckRequest>,
    ) -> Answer<rpc::CheckResponse> {
        let inputs = request.into_inner().news;
        Ok(Response::new(rpc::CheckResponse {
            inputs,
            failures: Vec::new(),
        }))
    }

    async fn diff_config(&self, request: Request<rpc::DiffRequest>) -> Answer<rpc::DiffResponse> {
        let request = request.into_inner();
        let changed = changed(&read(request.old_inputs), &read(request.news));
        Ok(Response::new(diff(changed, |_| false)))
    }

    async fn configure(
        &self,
        request: Request<rpc::ConfigureRequest>,
    ) -> Answer<rpc::ConfigureResponse> {
        let region = read(request.into_inner().args).remove("region");
        let region = region.and_then(|region| Some(region.as_str()?.to_owned()));
        *self.region() = region.unwrap_or_default();
        Ok(Response::new(rpc::ConfigureResponse {
            supports_preview: true,
            ..Default::default()
        }))
    }

    async fn invoke(&self, request: Request<rpc::InvokeRequest>) -> Answer<rpc::InvokeResponse> {
        let region = self.region().clone();
        let result = match request.into_inner().tok.as_str() {
            "aws:index/getRegion:getRegion" => json!({"id": region, "region": region}),
            "aws:index/getCallerIdentity:getCallerIdentity" => json!({
                "accountId": ACCOUNT,
                "arn": format!("arn:aws:iam::{ACCOUNT}:root"),
                "id": ACCOUNT,
                "userId": ACCOUNT,
            }),
            "aws:index/getPartition:getPartition" => {
                json!({"dnsSuffix": "amazonaws.com", "id": "aws", "partition": "aws"})
            }
            other => return Err(Status::not_found(format!("there is no function {other}"))),
        };
        Ok(Response::new(rpc::InvokeResponse {
            r#return: result.as_object().and_then(write),
            failures: Vec::new(),
        }))
    }

    async fn check(&self, request: Request<rpc::CheckRequest>) -> Answer<rpc::CheckResponse> {
        let request = request.into_inner();
        let mut inputs = read(request.news);
        let failures = self.schema.failures(type_of(&request.urn), &inputs);
        self.add_defaults(&request.urn, &mut inputs, &read(request.olds));
        Ok(Response::new(rpc::CheckResponse {
            inputs: write(&inputs),
            failures,
        }))
    }

    async fn diff(&self, request: Request<rpc::DiffRequest>) -> Answer<rpc::DiffResponse> {
        let request = request.into_inner();
        let (olds, news) = (read(request.old_inputs), read(request.news));
        let r#type = type_of(&request.urn);
        let mut diff = diff(changed(&olds, &news), |key| {
            knowledge::replaces(r#type, key)
        });
        // Two cannot have one name; a name that the provider made up is another one then.
        diff.delete_before_replace = !diff.replaces.is_empty()
            && olds.get("name").is_some_and(|name| {
                news.get("name") == Some(name) && !is_physical(&request.urn, name)
            });
        Ok(Response::new(diff))
    }

    async fn create(&self, request: Request<rpc::CreateRequest>) -> Answer<rpc::CreateResponse> {
        let request = request.into_inner();
        let (urn, inputs) = (request.urn, read(request.properties));
        if request.preview {
            return Ok(Response::new(rpc::CreateResponse {
                properties: write(&self.outputs(&urn, None, &inputs)),
                ..Default::default()
            }));
        }
        self.account.log("create", &urn)?;
        fault::pass("create", name_of(&urn)).await?;
        let named = ["name", "bucket"]
            .into_iter()
            .filter_map(|key| inputs.get(key));
        let id = named
            .filter(|name| is_physical(&urn, name))
            .find_map(|name| Some(name.as_str()?.to_owned()));
        let id = id.unwrap_or_else(|| physical(&urn));
        let properties = write(&self.put(&urn, &id, inputs)?);
        Ok(Response::new(rpc::CreateResponse {
            id,
            properties,
            ..Default::default()
        }))
    }

    /// Also what an import reads, which knows the id alone.
    async fn read(&self, request: Request<rpc::ReadRequest>) -> Answer<rpc::ReadResponse> {
        let request = request.into_inner();
        self.account.log("read", &request.urn)?;
        let _locked = self.account.lock()?;
        let existing = self.account.get(&request.id)?;
        Ok(Response::new(existing.map_or_else(
            Default::default,
            |existing| rpc::ReadResponse {
                properties: write(&existing.outputs),
                inputs: write(&existing.inputs),
                id: existing.id,
                ..Default::default()
            },
        )))
    }

    async fn update(&self, request: Request<rpc::UpdateRequest>) -> Answer<rpc::UpdateResponse> {
        let request = request.into_inner();
        let (urn, id, inputs) = (request.urn, request.id, read(request.news));
        let outputs = if request.preview {
            self.outputs(&urn, Some(&id), &inputs)
        } else {
            self.account.log("update", &urn)?;
            fault::pass("update", name_of(&urn)).await?;
            self.put(&urn, &id, inputs)?
        };
        Ok(Response::new(rpc::UpdateResponse {
            properties: write(&outputs),
            ..Default::default()
        }))
    }

    async fn delete(&self, request: Request<rpc::DeleteRequest>) -> Answer<()> {
        let rpc::DeleteRequest { id, urn, .. } = request.into_inner();
        self.account.log("delete", &urn)?;
        fault::pass("delete", name_of(&urn)).await?;
        let _locked = self.account.lock()?;
        let Some(existing) = self.account.get(&id)? else {
            return Ok(Response::new(()));
        };
        if let Some(refusal) = knowledge::refusal_to_delete(&existing, &self.others(&id)?) {
            return Err(Status::failed_precondition(refusal));
        }
        self.account.delete(&id)?;
        Ok(Response::new(()))
    }

    async fn cancel(&self, _: Request<()>) -> Answer<()> {
        Ok(Response::new(()))
    }
}

fn diff(changed: Vec<String>, replaces: impl Fn(&str) -> bool) -> rpc::DiffResponse {
    let changes = match changed.is_empty() {
        true => DiffChanges::DiffNone,
        false => DiffChanges::DiffSome,
    };
    rpc::DiffResponse {
        changes: changes.into(),
        replaces: changed
            .iter()
            .filter(|key| replaces(key))
            .cloned()
            .collect(),
        diffs: changed,
        ..Default::default()
    }
}

fn changed(olds: &Object, news: &Object) -> Vec<String> {
    let keys: BTreeSet<_> = olds.keys().chain(news.keys()).collect();
    let changed = keys
        .into_iter()
        .filter(|key| olds.get(*key) != news.get(*key));
    changed.cloned().collect()
}

fn name_of(urn: &str) -> &str {
    urn.rsplit("::").next().unwrap_or_default()
}

/// `aws:iam/role:Role` of `urn:pulumi:dev::project::component$aws:iam/role:Role::name`.
fn type_of(urn: &str) -> &str {
    let qualified = urn.rsplit("::").nth(1).unwrap_or_default();
    qualified.rsplit('$').next().unwrap_or_default()
}

/// A name in AWS: the logical one and seven digits.
fn physical(urn: &str) -> String {
    format!("{}-{:07x}", name_of(urn), fastrand::u32(..1 << 28))
}

fn is_physical(urn: &str, name: &Json) -> bool {
    let name = name
        .as_str()
        .and_then(|name| name.strip_prefix(name_of(urn)));
    name.is_some_and(|suffix| suffix.len() == 8 && suffix.starts_with('-'))
}
