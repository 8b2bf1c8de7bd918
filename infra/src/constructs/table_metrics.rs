//! What DynamoDB measures of a table.

use crate::metric::{Metric, Statistic};
use pulumi_aws::dynamodb;

/// The metrics of a construct that owns a table.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html>
pub trait TableMetrics {
    /// Its table.
    fn table(&self) -> &dynamodb::Table;

    /// Reads that the table refused as too many.
    fn metric_read_throttles(&self) -> Metric {
        sum(self.table(), "ReadThrottleEvents")
    }

    /// Writes that the table refused as too many.
    fn metric_write_throttles(&self) -> Metric {
        sum(self.table(), "WriteThrottleEvents")
    }

    /// What reading costs, in units.
    fn metric_consumed_reads(&self) -> Metric {
        sum(self.table(), "ConsumedReadCapacityUnits")
    }

    /// What writing costs, in units.
    fn metric_consumed_writes(&self) -> Metric {
        sum(self.table(), "ConsumedWriteCapacityUnits")
    }
}

fn sum(table: &dynamodb::Table, name: &'static str) -> Metric {
    Metric {
        namespace: "AWS/DynamoDB",
        name,
        statistic: Statistic::Sum,
        dimensions: vec![("TableName", table.name.clone())],
    }
}
