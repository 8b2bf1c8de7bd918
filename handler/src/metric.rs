//! The metric that an alarm watches: events that did not reach a peer.

use std::io::Write as _;

use protocol::names::metric::{DIMENSION, NAMESPACE, UNDELIVERED_EVENTS};
use serde_json::json;

use crate::clock::Now;

/// Connection ids that the line names, at most.
const NAMED: usize = 100;

/// Writes the count as a line that CloudWatch Logs turns into a metric. There is no line for zero: the alarm takes missing
/// data for good news.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
pub(crate) fn undelivered(
    function_name: &str,
    request_id: &str,
    now: Now,
    count: usize,
    connections: &[String],
) {
    if count == 0 {
        return;
    }
    let line = json!({
        "_aws": {
            "Timestamp": now.0,
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [[DIMENSION]],
                "Metrics": [{"Name": UNDELIVERED_EVENTS, "Unit": "Count"}],
            }],
        },
        DIMENSION: function_name,
        UNDELIVERED_EVENTS: count,
        "requestId": request_id,
        "connectionIds": connections.get(..NAMED).unwrap_or(connections),
    });
    // Ignored: there is nowhere left to report it.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
