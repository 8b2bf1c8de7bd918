//! DynamoDB at an endpoint of its own, such as DynamoDB Local, in the place of the embedded one.

use super::{
    call::{CONTENT_TYPE, Call, TARGET},
    database::Database,
    sign::Signer,
    table::{DatabaseError, TableDeclaration, check_keys, create_input, ttl_changes},
};
use crate::road::HttpCall;
use http::{Request, header};
use serde_json::{Value, json};
use std::{str::FromStr, time::Duration};

/// How long a table may take to be made.
const MADE_WITHIN: Duration = Duration::from_secs(60);

/// How often it is asked after meanwhile.
const POLL: Duration = Duration::from_millis(100);

/// The base URL of an endpoint that speaks DynamoDB's HTTP interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        match Database::at(url) {
            Ok(_) => Ok(Self(url.to_owned())),
            Err(problem) => Err(problem.to_string()),
        }
    }
}

impl Endpoint {
    /// A folder's name, since each endpoint has tables of its own.
    pub fn folder(&self) -> String {
        let address = self.0.trim_start_matches("http://").trim_end_matches('/');
        format!("dynamodb-{}", address.replace(':', "-"))
    }
}

/// An endpoint whose tables the laptop makes.
pub struct ExternalEndpoint {
    endpoint: Endpoint,
    signer: Signer,
    database: Database,
}

impl ExternalEndpoint {
    /// The endpoint, in a region, if somebody answers there.
    ///
    /// # Errors
    ///
    /// Nobody does, or only to refuse.
    pub async fn find(endpoint: &Endpoint, region: &str) -> Result<Self, DatabaseError> {
        let signer = Signer::from_env(region);
        let elsewhere = Self {
            endpoint: endpoint.clone(),
            database: Self::database(endpoint, &signer),
            signer,
        };
        elsewhere.call("ListTables", json!({"Limit": 1})).await?;
        Ok(elsewhere)
    }

    /// A client of its own, for the end of the road.
    pub fn client(&self) -> Database {
        Self::database(&self.endpoint, &self.signer)
    }

    fn database(endpoint: &Endpoint, signer: &Signer) -> Database {
        Database::at(&endpoint.0)
            .expect("the endpoint was parsed")
            .signing_as(signer.clone())
    }

    /// Makes a table, unless there is one, waits until it is there, and lets its items expire by the attribute declared, or no more.
    ///
    /// # Errors
    ///
    /// The endpoint refuses it, or takes longer than a minute.
    pub async fn create(&self, table: &TableDeclaration) -> Result<(), DatabaseError> {
        match self.describe(&table.name).await? {
            Some(described) => check_keys(&described, table)?,
            None => _ = self.call("CreateTable", create_input(table)).await?,
        }
        let made = async {
            let active = |described: Value| described["Table"]["TableStatus"] == "ACTIVE";
            while !self.describe(&table.name).await?.is_some_and(active) {
                tokio::time::sleep(POLL).await;
            }
            Ok::<(), DatabaseError>(())
        };
        let late = || DatabaseError::Refused(format!("the table {} is not made", table.name));
        tokio::time::timeout(MADE_WITHIN, made)
            .await
            .unwrap_or_else(|_| Err(late()))?;
        let described = self
            .call("DescribeTimeToLive", json!({"TableName": table.name}))
            .await?;
        for change in ttl_changes(&described, table) {
            self.call("UpdateTimeToLive", change).await?;
        }
        Ok(())
    }

    /// What is told of a table, if there is that table.
    async fn describe(&self, name: &str) -> Result<Option<Value>, DatabaseError> {
        match self.call("DescribeTable", json!({"TableName": name})).await {
            Ok(described) => Ok(Some(described)),
            Err(DatabaseError::Refused(problem)) if problem.contains("ResourceNotFound") => {
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    async fn call(&self, operation: &str, input: Value) -> Result<Value, DatabaseError> {
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, CONTENT_TYPE)
            .header(TARGET, format!("DynamoDB_20120810.{operation}"))
            .body(())
            .expect("these are a method, a path and headers");
        let call = Call::new(request.into_parts().0, input.to_string().into());
        let silent = |_| DatabaseError::Silent(self.endpoint.0.clone());
        let answer = self.database.forward(call).await.map_err(silent)?;
        let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if answer.status().is_success() {
            return Ok(body);
        }
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        Err(DatabaseError::Refused(format!(
            "{operation} is refused by {}: {} {}{}",
            self.endpoint.0,
            text("__type"),
            text("message"),
            text("Message"),
        )))
    }
}
