use crate::protocol::register_resource_request as wire;
use std::time::Duration;

/// How long a provider may take for what it does to a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct CustomTimeouts {
    create: Option<Duration>,
    update: Option<Duration>,
    delete: Option<Duration>,
    read: Option<Duration>,
}

impl CustomTimeouts {
    /// As long as the provider thinks right.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long the creation may take.
    pub fn create(mut self, timeout: Duration) -> Self {
        self.create = Some(timeout);
        self
    }

    /// How long an update may take.
    pub fn update(mut self, timeout: Duration) -> Self {
        self.update = Some(timeout);
        self
    }

    /// How long the deletion may take.
    pub fn delete(mut self, timeout: Duration) -> Self {
        self.delete = Some(timeout);
        self
    }

    /// How long reading it may take.
    pub fn read(mut self, timeout: Duration) -> Self {
        self.read = Some(timeout);
        self
    }

    pub(crate) fn to_wire(&self) -> wire::CustomTimeouts {
        wire::CustomTimeouts {
            create: text(self.create),
            update: text(self.update),
            delete: text(self.delete),
            read: text(self.read),
        }
    }
}

/// On the wire, a duration is text in the manner of Go, such as `90s`; one that is not given is empty.
fn text(timeout: Option<Duration>) -> String {
    match timeout {
        None => String::new(),
        Some(timeout) if timeout.subsec_nanos() == 0 => format!("{}s", timeout.as_secs()),
        Some(timeout) => format!("{}ms", timeout.as_millis()),
    }
}
