//! What a program runs in: its stack, its configuration, and the engine that it declares resources to.

use crate::protocol::{
    self as rpc, MESSAGE_LIMIT, RegisterResourceOutputsRequest, RegisterResourceRequest,
    SupportsFeatureRequest, resource_monitor_client::ResourceMonitorClient,
};
use crate::{
    callbacks::{Callback, Callbacks},
    config::Config,
    input::{Form, Node, Property},
    log::Log,
    problem::{Failure, Problem},
    request::RunRequest,
    resource::Registration,
    value::{Object, object_to_wire},
};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use std::{
    collections::BTreeSet,
    mem,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{runtime::Handle, sync::OnceCell, task::JoinHandle};
use tonic::{Code, Status, transport::Channel};

/// The type of the resource that stands for the stack, the parent of all others.
pub(crate) const STACK_TYPE: &str = "pulumi:pulumi:Stack";

/// What a person should hear who runs the program without an engine.
pub(crate) const HOW_TO_RUN: &str = "this is a Pulumi program, which the Pulumi CLI runs: `pulumi preview` or `pulumi up` in the folder of its Pulumi.yaml";

/// What a program is given: everything it declares, it declares to this. Cloning is cheap.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    request: RunRequest,
    config: Config,
    monitor: ResourceMonitorClient<Channel>,
    log: Log,
    /// The stack's own URN.
    root: String,
    runtime: Handle,
    callbacks: OnceCell<Callbacks>,
    collected: Mutex<Collected>,
}

/// What must be done before anything that the program declares after it.
pub(crate) type Preparation = Shared<BoxFuture<'static, Result<(), Failure>>>;

/// What comes together while a program runs.
#[derive(Default)]
struct Collected {
    tasks: Vec<JoinHandle<()>>,
    preparations: Vec<Preparation>,
    components: Vec<Registration>,
    exports: Vec<(String, Node)>,
    problems: Vec<Arc<Problem>>,
    /// URNs of the resources that do not exist yet.
    absent: BTreeSet<String>,
    /// Whether the engine is ending, and has said why.
    ended: bool,
}

impl Context {
    /// Connects to the engine and registers the stack itself.
    pub(crate) async fn connect(request: RunRequest, log: Log) -> Result<Self, Failure> {
        let address = &request.monitor_address;
        let monitor = ResourceMonitorClient::connect(format!("http://{address}"))
            .await
            .map_err(|_| unreachable(address))?
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT);
        let name = format!("{}-{}", request.project, request.stack);
        let stack = RegisterResourceRequest {
            r#type: STACK_TYPE.to_owned(),
            name: name.clone(),
            accept_secrets: true,
            supports_partial_values: true,
            supports_result_reporting: true,
            ..RegisterResourceRequest::default()
        };
        let root = monitor.clone().register_resource(stack).await;
        let root = root.map_err(|status| refused(&format!("the stack `{name}`"), &status))?;
        Ok(Self(Arc::new(Inner {
            config: Config::new(&request, log.clone()),
            request,
            monitor,
            log,
            root: root.into_inner().urn,
            runtime: Handle::current(),
            callbacks: OnceCell::new(),
            collected: Mutex::default(),
        })))
    }

    /// The project's name, from `Pulumi.yaml`.
    #[doc(alias = "getProject")]
    pub fn project(&self) -> &str {
        &self.0.request.project
    }

    /// The stack's name, such as `production`.
    #[doc(alias = "getStack")]
    pub fn stack(&self) -> &str {
        &self.0.request.stack
    }

    /// The organisation that the stack belongs to.
    #[doc(alias = "getOrganization")]
    pub fn organization(&self) -> &str {
        &self.0.request.organization
    }

    /// Whether nothing is created or changed. A program should declare the same in both cases.
    #[doc(alias = "isDryRun")]
    pub fn is_preview(&self) -> bool {
        self.0.request.dry_run
    }

    /// The stack's configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The folder of `Pulumi.yaml`. The program runs in it, or in the folder below it that `main` names there.
    #[doc(alias = "getRootDirectory")]
    pub fn root_directory(&self) -> &Path {
        &self.0.request.root_directory
    }

    /// Demands a version of the CLI, such as `>=3.200.0`. Another ends the program; without the CLI, as in tests, nothing does.
    pub fn require_pulumi_version(&self, range: &str) {
        let (log, range) = (self.log().clone(), range.to_owned());
        self.spawn(async move {
            let demanded = log.require_pulumi_version(range).await;
            demanded.map_err(|status| Problem::new(status.message()).into())
        });
    }

    /// Messages for the person who runs the program.
    pub fn log(&self) -> &Log {
        &self.0.log
    }

    /// Makes a value an output of the stack. Two under one name are an error.
    pub fn export(&self, name: &str, value: impl Into<Property>) {
        let node = value.into().0;
        let mut collected = self.collected();
        let mut exports = collected.exports.iter();
        if exports.any(|(existing, _)| existing == name) {
            let problem = format!("the output `{name}` of the stack is exported twice");
            collected.problems.push(Arc::new(Problem::new(problem)));
            return;
        }
        collected.exports.push((name.to_owned(), node));
    }

    pub(crate) fn monitor(&self) -> ResourceMonitorClient<Channel> {
        self.0.monitor.clone()
    }

    /// Notes that a resource does not exist yet: it is to be created, and this is a preview, or that failed.
    pub(crate) fn note_absent(&self, urn: &str) {
        self.collected().absent.insert(urn.to_owned());
    }

    pub(crate) fn is_any_absent(&self, urns: &BTreeSet<String>) -> bool {
        !self.collected().absent.is_disjoint(urns)
    }

    /// What the engine calls, for requests to name it.
    pub(crate) async fn callback(&self, function: Callback) -> Result<rpc::Callback, Failure> {
        let callbacks = self.0.callbacks.get_or_try_init(Callbacks::serve).await;
        let callbacks = callbacks.map_err(|error| {
            Problem::new(format!("cannot listen for the engine's calls: {error}"))
        })?;
        Ok(callbacks.add(function))
    }

    /// Waits until the engine has made its last call, if the program has anything that it calls.
    pub(crate) async fn answer_callbacks(&self) {
        if self.0.callbacks.initialized() {
            // An engine that does not know the request makes no call any more.
            let _ = self.monitor().signal_and_wait_for_shutdown(()).await;
        }
    }

    /// Demands a feature of the engine, by the name that the engine has for it.
    pub(crate) async fn demand(&self, feature: &str) -> Result<(), Failure> {
        let id = feature.to_owned();
        let mut monitor = self.monitor();
        let supports = monitor.supports_feature(SupportsFeatureRequest { id });
        let supports = supports.await.map_err(|status| refused(feature, &status))?;
        match supports.into_inner().has_support {
            true => Ok(()),
            false => Err(Problem::new(format!(
                "the program uses `{feature}`, which this engine does not have: take a newer Pulumi CLI"
            ))
            .into()),
        }
    }

    /// Begins what comes before all that the program declares from now on.
    pub(crate) fn prepare(&self, preparation: Preparation) {
        self.spawn(preparation.clone());
        self.collected().preparations.push(preparation);
    }

    /// Waits for the preparations that the program has begun before now, and then for something else.
    pub(crate) fn after_preparations<T: 'static>(
        &self,
        next: impl Future<Output = Result<T, Failure>> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, Failure>> {
        let preparations = self.collected().preparations.clone();
        async move {
            for preparation in preparations {
                preparation.await?;
            }
            next.await
        }
        .boxed()
    }

    pub(crate) fn root(&self) -> &str {
        &self.0.root
    }

    pub(crate) fn add_component(&self, component: Registration) {
        self.collected().components.push(component);
    }

    /// Does something beside the program, which does not end before it is done.
    pub(crate) fn spawn(&self, work: impl Future<Output = Result<(), Failure>> + Send + 'static) {
        let context = self.clone();
        let task = self.0.runtime.spawn(async move {
            if let Err(failure) = work.await {
                context.note(failure);
            }
        });
        self.collected().tasks.push(task);
    }

    /// Remembers why something failed. What fails for the same cause is noted once.
    pub(crate) fn note(&self, failure: Failure) {
        let mut collected = self.collected();
        match failure {
            Failure::Ended => collected.ended = true,
            Failure::Problem(problem) => {
                let mut problems = collected.problems.iter();
                if !problems.any(|known| Arc::ptr_eq(known, &problem)) {
                    collected.problems.push(problem);
                }
            }
        }
    }

    /// Sends the outputs of a component.
    pub(crate) fn send_outputs(
        &self,
        component: &Registration,
        outputs: Vec<(String, Node)>,
        first: bool,
    ) {
        let (context, component) = (self.clone(), component.clone());
        self.spawn(async move {
            let urn = component.registered().await?.urn.clone();
            if !first {
                let problem = format!(
                    "the outputs of the component `{}` are registered twice",
                    component.name()
                );
                return Err(Problem::new(problem).at(&urn).into());
            }
            context.register_outputs(urn, outputs).await
        });
    }

    async fn register_outputs(
        &self,
        urn: String,
        outputs: Vec<(String, Node)>,
    ) -> Result<(), Failure> {
        let mut values = Object::new();
        for (name, node) in outputs {
            let value = node.lower(Form::Values, &mut BTreeSet::new()).await?;
            values.extend(value.map(|value| (name, value)));
        }
        let request = RegisterResourceOutputsRequest {
            outputs: Some(object_to_wire(&values)),
            urn,
        };
        let response = self.monitor().register_resource_outputs(request).await;
        response.map_err(|status| refused("outputs", &status))?;
        Ok(())
    }

    /// Waits for all that the program has set off, and for what that sets off in turn.
    pub(crate) async fn settle(&self) {
        loop {
            let tasks = mem::take(&mut self.collected().tasks);
            if tasks.is_empty() {
                return;
            }
            for task in tasks {
                if let Err(error) = task.await {
                    self.note(
                        Problem::new(format!("a task of the program ended early: {error}")).into(),
                    );
                }
            }
        }
    }

    /// Completes the components that the program did not, and gives the stack its outputs.
    pub(crate) async fn register_all_outputs(&self) {
        let components = self.collected().components.clone();
        for component in components {
            if component.claim_outputs() {
                self.send_outputs(&component, Vec::new(), true);
            }
        }
        self.settle().await;
        let exports = mem::take(&mut self.collected().exports);
        if let Err(failure) = self.register_outputs(self.0.root.clone(), exports).await {
            self.note(failure);
        }
    }

    /// What went wrong so far: `None` if nothing did, an empty list if the engine has said it.
    pub(crate) fn failed(&self) -> Option<Vec<Arc<Problem>>> {
        let collected = self.collected();
        (collected.ended || !collected.problems.is_empty()).then(|| collected.problems.clone())
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        // Lists that somebody panicked over are still lists.
        let collected = self.0.collected.lock();
        collected.unwrap_or_else(PoisonError::into_inner)
    }
}

/// What it means that there is no engine.
fn unreachable(address: &str) -> Problem {
    let engine = match address {
        "" => "no Pulumi engine is named".to_owned(),
        address => format!("cannot reach the Pulumi engine at {address}"),
    };
    Problem::new(format!("{engine}: {HOW_TO_RUN}"))
}

/// What a refusal of the engine means.
pub(crate) fn refused(what: &str, status: &Status) -> Failure {
    match status.code() {
        Code::Unavailable | Code::Cancelled => Failure::Ended,
        _ => Problem::new(format!("{what}: {}", status.message())).into(),
    }
}
