//! How a list of settings is written.

/// Declares a struct of settings and all that is known of each: `name: TYPE = DEFAULT, SECRECY, COST;`. A number is written with its
/// range in place of a type, `in 1..=10`. The default is written as in a stack's file. Keys are the names in camel case, after the
/// namespace in brackets, which is empty for the project's own. A setting that is a variable of the handler's environment ends with
/// `=> NAME`.
macro_rules! settings {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident($namespace:literal) {
            $(
                $(#[doc = $description:literal])+
                $field:ident: $(in $min:tt..=$max:tt)? $($type:ty)?
                    = $default:expr, $secrecy:ident, $cost:literal $(=> $variable:expr)?;
            )+
        }
        $(and {
            $(#[$other_attribute:meta])*
            pub $other:ident: $other_type:ty
        })?
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $(
                $(#[doc = $description])+
                pub $field: $crate::settings::setting::Setting<
                    $($crate::settings::number::Between<$min, $max>)? $($type)?
                >,
            )+
            $($(#[$other_attribute])* pub $other: $other_type)?
        }

        /// The values as the stack's file has them.
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        struct Values {
            $($field: $($crate::settings::number::Between<$min, $max>)? $($type)?,)+
        }

        impl Default for Values {
            fn default() -> Self {
                Self {
                    $($field: $crate::settings::setting::default(serde_json::json!($default)),)+
                }
            }
        }

        impl $name {
            /// What is declared of each setting, in the order of the documentation.
            pub fn declarations() -> Vec<$crate::settings::setting::Declaration> {
                vec![$(
                    $crate::settings::setting::Declaration {
                        key: $crate::settings::setting::key($namespace, stringify!($field)),
                        description: concat!($($description),+).trim(),
                        range: [$(($min, $max))?].first().copied(),
                        default: serde_json::json!($default),
                        secrecy: $crate::settings::setting::Secrecy::$secrecy,
                        cost: $cost,
                    },
                )+]
            }

            /// The settings that the handler reads, each by the name of its environment variable.
            pub fn environment(&self) -> Vec<(&'static str, pulumi::Output<String>)> {
                vec![$($(($variable, self.$field.output(ToString::to_string)),)?)+]
            }

            /// The same as plain text, each by its key in the stack's file: to be measured, not to be shown.
            pub fn environment_text(&self) -> Vec<(String, &'static str, String)> {
                vec![$($((
                    $crate::settings::setting::key($namespace, stringify!($field)),
                    $variable,
                    self.$field.to_string(),
                ),)?)+]
            }

            fn new(values: Values, config: &pulumi::Config $(, $other: $other_type)?) -> Self {
                let is_secret = |field| {
                    config.is_secret(&$crate::settings::setting::key($namespace, field))
                };
                Self {
                    $(
                        $field: $crate::settings::setting::Setting::new(
                            values.$field,
                            is_secret(stringify!($field)),
                        ),
                    )+
                    $($other)?
                }
            }
        }
    };
}

pub(super) use settings;
