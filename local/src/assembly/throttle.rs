//! The throttles that a stage's settings declare.

use super::{AssemblyError, Declared};
use gateway::Throttle;
use serde_json::Value;

const DEFAULT_SETTINGS: &str = "defaultRouteSettings";
const ROUTE_SETTINGS: &str = "routeSettings";

/// The throttle of a route: by its own settings, or else by the stage's default ones. None if there are neither.
///
/// Settings that do not name a value have it at zero, as the provider sends it, and zero lets nothing pass:
/// <https://github.com/pulumi/pulumi-aws/issues/2363>. So a route's own settings never get a value from the default ones.
pub(super) fn of(stage: &Declared, route_key: &str) -> Result<Option<Throttle>, AssemblyError> {
    let own = stage
        .inputs
        .get(ROUTE_SETTINGS)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .find(|settings| settings["routeKey"] == route_key)
        .map(|settings| (ROUTE_SETTINGS, settings));
    let default = stage
        .inputs
        .get(DEFAULT_SETTINGS)
        .map(|settings| (DEFAULT_SETTINGS, settings));
    let Some((property, settings)) = own.or(default) else {
        return Ok(None);
    };
    if settings.as_object().is_none_or(serde_json::Map::is_empty) {
        return Ok(None);
    }
    let number = |name: &str, what: &str| match &settings[name] {
        Value::Null => Ok(0.0),
        value => value
            .as_f64()
            .filter(|number| *number >= 0.0)
            .ok_or_else(|| {
                stage.problem(
                    property,
                    format!("has {value} as its {name}: it must be {what}"),
                )
            }),
    };
    let burst = number("throttlingBurstLimit", "a number of requests")?;
    Ok(Some(Throttle {
        rate: number("throttlingRateLimit", "a number of requests a second")?,
        // Saturates, which is what is wanted: nobody sends so many at once.
        burst: burst as u32,
    }))
}
