//! The throttles that a stage's settings declare.

use crate::declared::{DeclarationError, Declared};
use gateway::Throttle;
use serde_json::Value;
use std::collections::BTreeSet;

const DEFAULT_SETTINGS: &str = "defaultRouteSettings";
const ROUTE_SETTINGS: &str = "routeSettings";

/// Makes sure that settings are for routes that there are. AWS refuses a stage with others: NotFoundException, "Unable to find Route by
/// key KEY within the provided RouteSettings".
pub(super) fn check(stage: &Declared, route_keys: &BTreeSet<&str>) -> Result<(), DeclarationError> {
    let keys = of_routes(stage).filter_map(|settings| settings["routeKey"].as_str());
    for key in keys {
        if !route_keys.contains(key) {
            let problem =
                format!("is for `{key}`, and the program declares no route with that key");
            return Err(stage.problem(ROUTE_SETTINGS, problem));
        }
    }
    Ok(())
}

fn of_routes(stage: &Declared) -> impl Iterator<Item = &Value> {
    let settings = stage.inputs.get(ROUTE_SETTINGS).and_then(Value::as_array);
    settings.into_iter().flatten()
}

/// The throttle of a route: by its own settings, or else by the stage's default ones. None if there are neither.
///
/// Settings that do not name a value have it at zero, as the provider sends it, and zero lets nothing pass:
/// <https://github.com/pulumi/pulumi-aws/issues/2363>. So a route's own settings never get a value from the default ones.
pub(super) fn of(stage: &Declared, route_key: &str) -> Result<Option<Throttle>, DeclarationError> {
    let own = of_routes(stage)
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
