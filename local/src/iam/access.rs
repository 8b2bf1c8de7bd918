//! What a call is about to do, as policies see it.

/// Something that somebody is about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The action, such as `dynamodb:PutItem`.
    pub action: String,
    /// The ARN of what it is done to.
    pub resource: String,
}

impl Access {
    /// An action on a resource.
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
        }
    }
}
