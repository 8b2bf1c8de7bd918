//! A table: the items of all boards, or the connections that are open.

use super::role::Role;
use crate::metric::{Metric, Statistic};
use protocol::names::EXPIRES_AT;
use pulumi::{Component, Context, Output, ResourceOptions};
use pulumi_aws::dynamodb;

/// A table with a partition key and a sort key, both strings. Requests are paid for one by one, and rows expire.
pub struct Table {
    table: dynamodb::Table,
}

/// What a table is like.
#[derive(Debug, Clone, Copy)]
pub struct TableProps {
    /// The type of the construct in the stack's tree of resources, such as `taskboard:infra:ItemsTable`.
    pub r#type: &'static str,
    /// The attribute that is the partition key.
    pub partition_key: &'static str,
    /// The attribute that is the sort key.
    pub sort_key: &'static str,
    /// Whether rows are kept from being lost: continuous backups, deletion protection and Pulumi's `protect`. `None` is for rows
    /// that are never worth it.
    pub data_protection: Option<bool>,
}

impl Table {
    /// Declares the table under a logical name.
    pub fn new(ctx: &Context, name: &str, props: TableProps, options: ResourceOptions) -> Self {
        let component = Component::new(ctx, props.r#type, name, options);
        let keys = [props.partition_key, props.sort_key];
        let mut args = dynamodb::TableArgs::new()
            .billing_mode("PAY_PER_REQUEST")
            .attributes(keys.map(|key| dynamodb::TableAttribute::new(key, "S")))
            .hash_key(props.partition_key)
            .range_key(props.sort_key)
            .ttl(
                dynamodb::TableTtl::new()
                    .attribute_name(EXPIRES_AT)
                    .enabled(true),
            );
        let mut options = component.child();
        if let Some(protected) = props.data_protection {
            args = args
                .point_in_time_recovery(dynamodb::TablePointInTimeRecovery::new(protected))
                .deletion_protection_enabled(protected);
            options = options.protect(protected);
        }
        let table = dynamodb::Table::new(ctx, name, args, options);
        component.register_outputs([("tableName", &table.name)]);
        Self { table }
    }

    /// The table's physical name.
    pub fn name(&self) -> &Output<String> {
        &self.table.name
    }

    /// Allows what the board's actions do to items: `PutItem` for a new one, `UpdateItem` for a change and for a deletion, which
    /// leaves a tombstone, and `Query` of a board. No `Scan`, and no `DeleteItem`: only the TTL deletes.
    pub fn grant_read_write(&self, role: &Role) {
        let actions = &["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];
        role.allow(actions, self.arn());
    }

    /// Allows what a connection's life needs: `BatchWriteItem`, which writes and deletes both of its rows, and `Query`, which finds
    /// it and lists a board's connections.
    pub fn grant_register_and_list(&self, role: &Role) {
        role.allow(&["dynamodb:BatchWriteItem", "dynamodb:Query"], self.arn());
    }

    fn arn(&self) -> Output<Vec<String>> {
        self.table.arn.map(|arn| vec![arn])
    }

    /// Reads that the table refused as too many.
    pub fn metric_read_throttles(&self) -> Metric {
        self.metric("ReadThrottleEvents")
    }

    /// Writes that the table refused as too many.
    pub fn metric_write_throttles(&self) -> Metric {
        self.metric("WriteThrottleEvents")
    }

    /// What reading costs, in units.
    pub fn metric_consumed_reads(&self) -> Metric {
        self.metric("ConsumedReadCapacityUnits")
    }

    /// What writing costs, in units.
    pub fn metric_consumed_writes(&self) -> Metric {
        self.metric("ConsumedWriteCapacityUnits")
    }

    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html>
    fn metric(&self, name: &'static str) -> Metric {
        Metric {
            namespace: "AWS/DynamoDB",
            name,
            statistic: Statistic::Sum,
            dimensions: vec![("TableName", self.table.name.clone())],
        }
    }
}
