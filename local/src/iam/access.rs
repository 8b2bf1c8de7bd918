//! What a call is about to do, as policies see it.

/// Something that somebody is about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The action, such as `dynamodb:PutItem`.
    pub action: String,
    /// The ARN of what it is done to.
    pub resource: String,
    /// The same ARN with the name of a part, such as `{connectionId}`, for each part that is different every time.
    pub kind: String,
}

impl Access {
    /// An action on a resource that has one name.
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        let resource = resource.into();
        Self {
            action: action.into(),
            kind: resource.clone(),
            resource,
        }
    }
}
