use super::Output;
use serde::{Deserialize, Deserializer, Serialize, de::Visitor};
use std::{fmt, marker::PhantomData};

/// The name under which an output asks for its value: the configuration notes by it what stays a secret.
pub(crate) const NEWTYPE: &str = "pulumi::Output";

/// As a field of what [`Config::read`](crate::Config::read) makes, an output is a secret.
impl<'de, T: Deserialize<'de> + Serialize> Deserialize<'de> for Output<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NEWTYPE, Setting(PhantomData::<T>))
    }
}

struct Setting<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Serialize> Visitor<'de> for Setting<T> {
    type Value = Output<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Output<T>, D::Error> {
        T::deserialize(value).map(|value| Output::known(value).secret())
    }
}
