//! Lists of names, which environment variables have comma-separated.

/// Gives newtypes of `Vec<String>` their comma-separated form.
macro_rules! list {
    ($Name:ident) => {
        impl $Name {
            /// Reads the comma-separated form that the function's environment has.
            ///
            /// # Errors
            /// The first rule that the list breaks.
            pub fn parse(list: &str) -> Result<Self, $crate::Invalid> {
                let names = list.split(',').map(|name| name.trim().to_owned());
                Self::try_from(names.collect::<Vec<_>>())
            }
        }

        impl std::fmt::Display for $Name {
            /// The form that [`Self::parse`] reads.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0.join(","))
            }
        }
    };
}
pub(crate) use list;
