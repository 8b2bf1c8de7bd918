//! What the SDK went through for one answer of DynamoDB.
//!
//! The SDK repeats a call by itself. Whether an earlier attempt may have been carried out decides what a later answer
//! means, and the replies' `$metadata` says how many attempts there were and how long the SDK waited between them.

use std::error::Error as _;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, Error, FinalizerInterceptorContextRef, InterceptorContext,
    Output,
};
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use protocol::Metadata;

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// DynamoDB did what it was asked.
    Done,
    /// DynamoDB was too busy, and did nothing.
    Throttled,
    /// DynamoDB refused, a condition that does not hold included, and did nothing.
    Refused,
    /// No connection could be made: DynamoDB never saw the request.
    NotSent,
    /// DynamoDB may or may not have done it: a 5xx, a time-out, a connection that broke.
    Unknown,
}

/// Error codes by which DynamoDB says that it is too busy.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
const THROTTLING: [&str; 4] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "Throttling",
];

impl Attempt {
    fn of<E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static>(
        response: Option<&HttpResponse>,
        result: Option<Result<&Output, &OrchestratorError<Error>>>,
    ) -> Self {
        let error = match result {
            Some(Ok(_)) => return Self::Done,
            Some(Err(error)) => error,
            None => return Self::Unknown,
        };
        let modelled = error
            .as_operation_error()
            .and_then(|error| error.downcast_ref::<E>());
        if modelled
            .and_then(ProvideErrorMetadata::code)
            .is_some_and(|code| THROTTLING.contains(&code))
        {
            return Self::Throttled;
        }
        match response {
            Some(response) if response.status().is_client_error() => Self::Refused,
            Some(_) => Self::Unknown,
            None if never_connected(error) => Self::NotSent,
            None => Self::Unknown,
        }
    }
}

/// Whether establishing the connection failed, which hyper's client knows and the SDK does not pass on.
fn never_connected(error: &OrchestratorError<Error>) -> bool {
    let mut source = error.as_connector_error().and_then(|error| error.source());
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
            return error.is_connect();
        }
        source = error.source();
    }
    false
}

/// The attempts at one call, or at several whose results make one answer. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    attempts: Vec<Attempt>,
    /// When the last attempt ended, unless it was the last of its call.
    waiting_since: Option<Instant>,
    waited: Duration,
    http_status_code: u16,
    request_id: String,
}

impl Attempts {
    /// What records the attempts of a call whose errors are `E`.
    pub(crate) fn recorder<E>(&self) -> Recorder<E> {
        Recorder {
            attempts: self.clone(),
            operation: PhantomData,
        }
    }

    /// What became of each, in order.
    pub(crate) fn outcomes(&self) -> Vec<Attempt> {
        self.read(|log| log.attempts.clone())
    }

    /// The `$metadata` of the reply.
    pub(crate) fn metadata(&self) -> Metadata {
        self.read(|log| Metadata {
            http_status_code: log.http_status_code,
            request_id: log.request_id.clone(),
            attempts: u32::try_from(log.attempts.len()).unwrap_or(u32::MAX),
            total_retry_delay: u64::try_from(log.waited.as_millis()).unwrap_or(u64::MAX),
        })
    }

    fn read<T>(&self, read: impl FnOnce(&mut Log) -> T) -> T {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Listens to the attempts of one call.
#[derive(Debug)]
pub(crate) struct Recorder<E> {
    attempts: Attempts,
    operation: PhantomData<fn() -> E>,
}

#[dyn_dispatch_hint]
impl<E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static> Intercept
    for Recorder<E>
{
    fn name(&self) -> &'static str {
        "Recorder"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.attempts.read(|log| {
            if let Some(since) = log.waiting_since.take() {
                log.waited += since.elapsed();
            }
            // Until it is known better: the call's own time-out ends an attempt without another word.
            log.attempts.push(Attempt::Unknown);
        });
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let attempt = Attempt::of::<E>(response, context.output_or_error());
        self.attempts.read(|log| {
            if let Some(last) = log.attempts.last_mut() {
                *last = attempt;
            }
            log.waiting_since = (attempt != Attempt::Done).then(Instant::now);
            if let Some(response) = response {
                log.http_status_code = response.status().as_u16();
                log.request_id = response
                    .headers()
                    .get("x-amzn-requestid")
                    .unwrap_or_default()
                    .to_owned();
            }
        });
        Ok(())
    }
}

/// Keeps the SDK from repeating a call that may have been carried out already.
///
/// For writes that would undo what others did meanwhile: setting a status without an expected version.
impl<E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static> ClassifyRetry
    for Recorder<E>
{
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match Attempt::of::<E>(context.response(), context.output_or_error()) {
            Attempt::Unknown => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "Recorder"
    }
}
