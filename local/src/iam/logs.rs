//! What sandboxes write: on AWS it comes to CloudWatch by calls that Lambda makes as the function's role.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>

use super::{Access, Iam, Principal};
use crate::lambda::LogSink;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The calls that Lambda makes for a log group that is declared.
const WRITE: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

/// The call that comes before them where it is not.
const CREATE: &str = "logs:CreateLogGroup";

/// Takes the lines of a function's sandboxes, if its role may write them.
pub struct RoleLog {
    iam: Arc<Iam>,
    principal: Principal,
    /// The ARN of the log group.
    group: String,
    is_declared: bool,
    /// Whether somebody was told that lines are lost.
    told: AtomicBool,
    sink: Arc<dyn LogSink>,
}

impl RoleLog {
    /// Takes lines for a log group, given by its ARN, and hands them to `sink`.
    pub fn new(
        iam: Arc<Iam>,
        principal: Principal,
        group: String,
        is_declared: bool,
        sink: Arc<dyn LogSink>,
    ) -> Self {
        Self {
            iam,
            principal,
            group,
            is_declared,
            told: AtomicBool::new(false),
            sink,
        }
    }

    fn accesses(&self, stream: &str) -> impl Iterator<Item = Access> {
        let group = (!self.is_declared).then(|| Access::new(CREATE, &self.group));
        let in_stream = WRITE
            .iter()
            .map(move |action| Access::new(*action, format!("{}:log-stream:{stream}", self.group)));
        group.into_iter().chain(in_stream)
    }
}

impl LogSink for RoleLog {
    fn write(&self, stream: &str, line: &str) {
        let refused = self
            .accesses(stream)
            .find_map(|access| self.iam.decide(&self.principal, &access).err());
        match refused {
            None => self.sink.write(stream, line),
            Some(denied) if !self.told.swap(true, Ordering::Relaxed) => {
                tracing::warn!("what the function writes is lost, as on AWS: {denied}");
            }
            Some(_) => {}
        }
    }
}
