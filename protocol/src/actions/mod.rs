//! What a client can ask for: one file per action, and the one list of them all.
//!
//! An action's file has its name, the fields of its request with their checks, its reply, what others hear of it, what it
//! is called when it fails, whether it writes, and the throttle of its route.

pub mod create_item;
pub mod delete_item;
pub mod scan_entire_table;
mod spec;
pub mod test;
pub mod update_status;

use serde::Serialize;

use crate::fields::Fields;
use crate::{ErrorBody, Statuses};
pub use spec::{Spec, Throttle};

/// From the list of actions: the actions themselves, their requests, replies and events.
macro_rules! actions {
    ($($Action:ident in $module:ident $(tells $Event:ident)?,)*) => {
        $(pub use $module::$Action;)*

        /// What a client can ask for. Each action is a route of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = concat!("See [`mod@", stringify!($module), "`].")] $Action,)*
        }

        impl Action {
            /// All actions.
            pub const ALL: [Self; [$(stringify!($Action)),*].len()] = [$(Self::$Action),*];

            /// The `action` of the request, and the key of its route.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Action => $Action::NAME,)*
                }
            }

            /// What the action is.
            #[must_use]
            pub const fn spec(self) -> Spec {
                match self {
                    $(Self::$Action => $module::SPEC,)*
                }
            }

            /// The schema of the action's reply.
            #[cfg(feature = "contract")]
            pub fn reply_schema(self, types: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self {
                    $(Self::$Action => types.subschema_for::<$module::Reply>(),)*
                }
            }
        }

        /// A request that is well-formed: every value in it is one that its type allows.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum Request {
            $(#[allow(missing_docs)] $Action($Action),)*
        }

        impl Request {
            /// Reads the action's fields.
            pub(crate) fn of_fields(
                action: Action,
                fields: &Fields<'_>,
                statuses: &Statuses,
            ) -> Result<Self, ErrorBody> {
                match action {
                    $(Action::$Action => {
                        $Action::of_fields(fields, statuses).map(Self::$Action)
                    })*
                }
            }
        }

        /// A successful reply. In the format `dynamodb`, `test` is answered by [`test::HELLO`] instead.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum Reply {
            $(#[allow(missing_docs)] $Action($module::Reply),)*
        }

        $(impl From<$module::Reply> for Reply {
            fn from(reply: $module::Reply) -> Self {
                Self::$Action(reply)
            }
        })*

        /// The change itself: the reply's envelope without `$metadata` and `requestId`.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum Delta {
            $($(#[allow(missing_docs)] $Event($module::Event),)?)*
        }

        $($(impl From<$module::Event> for Delta {
            fn from(event: $module::Event) -> Self {
                Self::$Event(event)
            }
        })?)*
    };
}

actions! {
    Test in test,
    ScanEntireTable in scan_entire_table,
    CreateItem in create_item tells Created,
    UpdateStatus in update_status tells Updated,
    DeleteItem in delete_item tells Deleted,
}

impl Action {
    /// The action of that route, if there is one.
    #[must_use]
    pub fn of_route(route_key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == route_key)
    }
}
