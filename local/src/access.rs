//! Where IAM comes in: at the gate before the database, at `@connections`, at what sandboxes write, and in the keys that they sign with.

use crate::{
    account::Account,
    assembly::FunctionDeclaration,
    gate::{Gate, Layer, authorize::Authorize, identify::Identify},
    iam::{Iam, Keys, Principal, Signatures, connections::Connections, logs::RoleLog},
    lambda::{self, Function, FunctionConfig},
};
use std::{collections::BTreeMap, sync::Arc};

/// Access to the stack: whose keys there are, and what they open.
pub(crate) struct Access {
    pub(crate) keys: Arc<Keys>,
    pub(crate) iam: Arc<Iam>,
    pub(crate) account: Account,
}

impl Access {
    /// What a call to the database passes: who makes it, and whether they may.
    pub(crate) fn layers(&self) -> Vec<Arc<dyn Layer>> {
        vec![
            Arc::new(Identify::new(self.signatures(Identify::SERVICE))),
            Arc::new(Authorize::new(self.iam.clone(), self.account.clone())),
        ]
    }

    /// What a call of `@connections` of an API passes.
    pub(crate) fn connections(&self, api_id: &str) -> Connections {
        let signatures = self.signatures(Connections::SERVICE);
        let api = self.account.arn(Connections::SERVICE, api_id);
        Connections::new(signatures, self.iam.clone(), api)
    }

    /// A function whose sandboxes sign as its role, and write as it.
    pub(crate) fn function(
        &self,
        function: FunctionDeclaration,
        options: lambda::Options,
        gate: &Gate,
    ) -> Function {
        let principal = Principal::Sandbox {
            role: function.role,
            function: function.name.clone(),
        };
        let group = format!("log-group:{}", function.log_group);
        let log = RoleLog::new(
            self.iam.clone(),
            principal.clone(),
            self.account.arn("logs", &group),
            function.has_log_group,
            options.log,
        );
        let options = lambda::Options {
            log: Arc::new(log),
            ..options
        };
        let config = FunctionConfig {
            name: function.name,
            arn: function.arn,
            executable: function.executable,
            handler: function.handler,
            memory_size: function.memory_size,
            timeout: function.timeout,
            environment: function.environment,
            endpoints: BTreeMap::from([("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), gate.endpoint())]),
            region: self.account.region.clone(),
            log_group: function.log_group,
            credentials: self.keys.issue(principal),
        };
        Function::new(config, options)
    }

    fn signatures(&self, service: &'static str) -> Signatures {
        Signatures::new(self.keys.clone(), self.account.region.clone(), service)
    }
}
