//! The connections that are open, and what each of them chose.

use super::TableMetrics;
use crate::policy::Grant;
use protocol::names::{EXPIRES_AT, connections};
use pulumi::{Component, Context, Output, ResourceOptions};
use pulumi_aws::dynamodb;

/// The table that holds two rows for each connection (docs/adr/0004-two-rows-per-connection.md).
///
/// It is never protected: its rows are worth nothing once the connections are gone.
pub struct ConnectionsTable {
    table: dynamodb::Table,
}

impl ConnectionsTable {
    /// Declares the table under a logical name.
    pub fn new(ctx: &Context, name: &str, options: ResourceOptions) -> Self {
        let component = Component::new(ctx, "taskboard:infra:ConnectionsTable", name, options);
        let table = dynamodb::Table::new(
            ctx,
            name,
            dynamodb::TableArgs::new()
                .billing_mode("PAY_PER_REQUEST")
                .attributes([
                    dynamodb::TableAttribute::new(connections::TOPIC, "S"),
                    dynamodb::TableAttribute::new(connections::CONNECTION_ID, "S"),
                ])
                .hash_key(connections::TOPIC)
                .range_key(connections::CONNECTION_ID)
                .ttl(
                    dynamodb::TableTtl::new()
                        .attribute_name(EXPIRES_AT)
                        .enabled(true),
                ),
            ResourceOptions::new().parent(&component),
        );
        component.register_outputs([("tableName", &table.name)]);
        Self { table }
    }

    /// The table's physical name.
    pub fn name(&self) -> &Output<String> {
        &self.table.name
    }

    /// Allows what a connection's life needs: `BatchWriteItem`, which writes and deletes both of its rows, and `Query`, which finds
    /// it and lists a board's connections.
    pub fn grant_register_and_list(&self) -> Grant {
        Grant {
            actions: &["dynamodb:BatchWriteItem", "dynamodb:Query"],
            resources: self.table.arn.map(|arn| vec![arn]),
        }
    }
}

impl TableMetrics for ConnectionsTable {
    fn table(&self) -> &dynamodb::Table {
        &self.table
    }
}
