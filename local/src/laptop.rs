//! The laptop as a whole: from a program to a board that serves.

use crate::{
    account::Account,
    cli::Options,
    conditions::Conditions,
    connections_api::ConnectionsApi,
    deployment::deploy,
    dynamodb::{Endpoint, Storage, Tables},
    faults::connections::ConnectionsFaults,
    iam::Iam,
    lambda,
    names::Names,
    outputs::Outputs,
    page::Page,
    project::Project,
    provider::LocalAwsProvider,
    road::{Checkpoint, Listener},
    services::{
        Backends, apigatewayv2,
        backend::Surroundings,
        dynamodb::{check_names, name_undeclared},
        iam::roles,
        lambda::{Functions, functions},
        website::check_bucket_policies,
    },
    state::StateFolder,
};
use anyhow::{Context as _, bail};
use gateway::Gateway;
use std::{
    collections::BTreeSet,
    env, io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

/// The provider setting that says where a stack is.
const REGION: &str = "aws:region";

/// How long clients, and handlers at work, get to end when the laptop is ended.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// A stack that runs on this machine.
pub struct Laptop {
    outputs: Outputs,
    page_url: Option<String>,
    gateway: gateway::Running,
    functions: Functions,
    listeners: Vec<Listener>,
    iam: Arc<Iam>,
    backends: Arc<Backends>,
    /// Held until the end, so that no other laptop takes the folder.
    _state: Option<StateFolder>,
}

impl Laptop {
    /// Runs `program` and serves what it declares; returns when the first message can be served.
    ///
    /// # Errors
    ///
    /// Whatever keeps the stack from running as declared, in words for the person at the laptop.
    pub async fn start<P>(options: &Options, program: P) -> anyhow::Result<Self>
    where
        P: FnOnce(&pulumi::Context) -> anyhow::Result<()> + Send + 'static,
    {
        Self::start_under(Conditions::default(), options, program).await
    }

    /// Does the same under other conditions than a person's laptop has.
    ///
    /// # Errors
    ///
    /// The same.
    pub async fn start_under<P>(
        conditions: Conditions,
        options: &Options,
        program: P,
    ) -> anyhow::Result<Self>
    where
        P: FnOnce(&pulumi::Context) -> anyhow::Result<()> + Send + 'static,
    {
        for fault in &options.faults {
            tracing::warn!(%fault, "faults are injected");
            conditions.faults.add(fault.clone());
        }
        if options.dynamodb.is_some()
            && let Some(fault) = options.faults.iter().find(|fault| fault.needs_a_copy())
        {
            bail!(
                "the fault `{fault}` answers reads from an older copy of the tables, which the laptop makes of the embedded database only: leave out --dynamodb, or this fault"
            );
        }
        let project = Project::find(&env::current_dir()?)?;
        let stack = project.stack(&options.stack)?;
        let Some(region) = stack.config.get(REGION).cloned() else {
            bail!(
                "{} does not set {REGION}, which the stack's outputs name",
                project.stack_file(&stack.name).display()
            );
        };
        let bound = listen(options.port).await?;
        let account = Account {
            region,
            gateway: bound.address(),
        };
        let (folder, names) = match options.in_memory {
            true => (None, Names::new()),
            false => {
                let mut root = state_folder(options, &project);
                root.extend(options.dynamodb.as_ref().map(Endpoint::folder));
                let (folder, names) = StateFolder::open(&root, &stack.name)?;
                (Some(folder), names)
            }
        };
        let storage = folder.as_ref().map_or(Storage::Memory, |f| f.storage());
        let surroundings = Surroundings {
            options,
            conditions: &conditions,
            storage,
            region: &account.region,
        };
        let backends = Arc::new(Backends::start(&surroundings).await?);
        let provider = LocalAwsProvider::new(account.clone(), backends.clone(), names);
        let (declared, outputs) = deploy(&project, &stack, program, provider).await?;

        check_names(&declared)?;
        if let Some(tables) = backends.tables() {
            name_undeclared(&tables, &declared)?;
        }
        check_bucket_policies(&declared)?;
        let mut roles = roles(&declared)?;
        if let Some(amend) = &conditions.amend_roles {
            amend(&mut roles);
        }
        let checkpoint = Checkpoint {
            keys: Arc::default(),
            iam: Iam::new(roles, conditions.watch_roles.clone()),
            account: account.clone(),
        };
        let endpoints = backends.open(&checkpoint).await?;
        let sandboxes = sandboxes(options, &conditions);
        let functions = functions(&declared, &checkpoint, &endpoints.variables, &sandboxes)?;
        let served = apigatewayv2::serve(&declared, &account, &functions)?;
        let faults = Arc::new(ConnectionsFaults(conditions.faults));
        let connections = ConnectionsApi::new(checkpoint.clone(), &served.api.id, vec![faults]);
        // A handler that starts opens its connection to the API in advance, so the gateway is there before.
        let gateway = Gateway::new(served.api)
            .with_account_quota(options.account_quota())
            .with_call_guard(Arc::new(connections))
            .with_clock(conditions.clock);
        let page = Page::new(&outputs);
        let page_url = page
            .as_ref()
            .map(|_| format!("http://{}/", account.gateway));
        let gateway = match page {
            Some(page) => gateway.with_fallback(Arc::new(page)),
            None => gateway,
        };
        let gateway = gateway.serve(bound);
        warm_up(&functions, &served.invoked).await?;
        Ok(Self {
            outputs,
            page_url,
            gateway,
            functions,
            listeners: endpoints.listeners,
            iam: checkpoint.iam,
            backends,
            _state: folder,
        })
    }

    /// The stack's outputs.
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// Where the board is to be seen in a browser; nowhere, if the program does not export what the page needs.
    pub fn page_url(&self) -> Option<&str> {
        self.page_url.as_deref()
    }

    /// The tables as they are, past every fault; none that are at an endpoint of their own.
    pub fn tables(&self) -> Option<Tables> {
        self.backends.tables()
    }

    /// How many clients are connected.
    pub fn connections(&self) -> usize {
        self.gateway.connections()
    }

    /// Who may do what in this stack, and what was done.
    pub fn iam(&self) -> &Iam {
        &self.iam
    }

    /// Ends it all: clients are told to go away, handlers at work get a moment, data are kept.
    pub async fn shutdown(self) {
        self.gateway.shutdown(SHUTDOWN).await;
        for function in self.functions.values() {
            function.shutdown().await;
        }
        drop(self.listeners);
        for backend in self.backends.iter() {
            backend.shutdown().await;
        }
    }
}

/// How sandboxes are run under these conditions.
fn sandboxes(options: &Options, conditions: &Conditions) -> lambda::Options {
    let defaults = lambda::Options::default();
    lambda::Options {
        concurrency: usize::from(options.concurrency),
        clock: conditions.clock.clone(),
        at_work: conditions.faults.at_work(),
        log: conditions.log.clone().unwrap_or(defaults.log),
        ..defaults
    }
}

async fn listen(port: u16) -> anyhow::Result<gateway::Bound> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match gateway::bind(address).await {
        Ok(bound) => Ok(bound),
        Err(e) if e.kind() == io::ErrorKind::AddrInUse => bail!(
            "port {port} is in use by another process: end that one, or choose another port with --port (0 takes a free one)"
        ),
        Err(e) => Err(e).with_context(|| format!("cannot listen on {address}")),
    }
}

fn state_folder(options: &Options, project: &Project) -> PathBuf {
    let chosen = options.state.clone();
    chosen.unwrap_or_else(|| project.root.join(".local"))
}

/// Starts a sandbox of every function that a route invokes, so that one that cannot start is known before anybody connects.
async fn warm_up(functions: &Functions, invoked: &BTreeSet<String>) -> anyhow::Result<()> {
    for (_, function) in functions.iter().filter(|(arn, _)| invoked.contains(*arn)) {
        function.warm_up().await?;
    }
    Ok(())
}
