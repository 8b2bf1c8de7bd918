//! The items of all boards.

use super::TableMetrics;
use crate::policy::Grant;
use protocol::names::{EXPIRES_AT, items};
use pulumi::{Component, Context, Output, ResourceOptions};
use pulumi_aws::dynamodb;

/// The table that holds the items, one partition for each board.
pub struct ItemsTable {
    table: dynamodb::Table,
}

/// What an items table may be told.
#[derive(Debug, Clone, Copy)]
pub struct ItemsTableProps {
    /// Keeps the items from being lost: continuous backups, deletion protection, and Pulumi's `protect`.
    pub data_protection: bool,
}

impl ItemsTable {
    /// Declares the table under a logical name.
    pub fn new(
        ctx: &Context,
        name: &str,
        props: ItemsTableProps,
        options: ResourceOptions,
    ) -> Self {
        let component = Component::new(ctx, "taskboard:infra:ItemsTable", name, options);
        let table = dynamodb::Table::new(
            ctx,
            name,
            dynamodb::TableArgs::new()
                .billing_mode("PAY_PER_REQUEST")
                .attributes([
                    dynamodb::TableAttribute::new(items::BOARD_ID, "S"),
                    dynamodb::TableAttribute::new(items::ITEM_ID, "S"),
                ])
                .hash_key(items::BOARD_ID)
                .range_key(items::ITEM_ID)
                .ttl(
                    dynamodb::TableTtl::new()
                        .attribute_name(EXPIRES_AT)
                        .enabled(true),
                )
                .point_in_time_recovery(dynamodb::TablePointInTimeRecovery::new(
                    props.data_protection,
                ))
                .deletion_protection_enabled(props.data_protection),
            ResourceOptions::new()
                .parent(&component)
                .protect(props.data_protection),
        );
        component.register_outputs([("tableName", &table.name)]);
        Self { table }
    }

    /// The table's physical name.
    pub fn name(&self) -> &Output<String> {
        &self.table.name
    }

    /// Allows what the board's actions do to items: `PutItem` for a new one, `UpdateItem` for a change and for a deletion, which
    /// leaves a tombstone, and `Query` of a board. No `Scan`, and no `DeleteItem`: only the TTL deletes.
    pub fn grant_read_write(&self) -> Grant {
        Grant {
            actions: &["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
            resources: self.table.arn.map(|arn| vec![arn]),
        }
    }
}

impl TableMetrics for ItemsTable {
    fn table(&self) -> &dynamodb::Table {
        &self.table
    }
}
