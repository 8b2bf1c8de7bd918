//! The proof, and that it would fail.

use super::{
    drive::{everything, heartbeat},
    findings::{Finding, findings, granted, narrowest},
    stack::Stack,
    table::{document, logical},
};
use gateway::policy::{Described, Effect, Statement};
use local::iam::Roles;
use std::{collections::BTreeSet, fs, path::Path};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/permissions.md");

async fn found(stack: &Stack) -> BTreeSet<Finding> {
    everything(stack).await;
    findings(stack.laptop.iam().roles(), &stack.uses())
}

fn told(findings: &BTreeSet<Finding>) -> String {
    let told: Vec<_> = findings.iter().map(ToString::to_string).collect();
    told.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_privilege_is_used_and_every_use_is_a_privilege() {
    let stack = Stack::start().await;
    let findings = found(&stack).await;
    assert!(findings.is_empty(), "{}", told(&findings));

    let document = document(&stack.uses()).unwrap_or_else(|problem| panic!("{problem}"));
    stack.laptop.shutdown().await;
    if std::env::var_os("GOLDEN").is_some_and(|golden| golden == "rewrite") {
        fs::write(TABLE, &document).unwrap();
    }
    let written = fs::read_to_string(Path::new(TABLE)).unwrap_or_default();
    assert_eq!(
        document, written,
        "docs/permissions.md is not what was found: GOLDEN=rewrite writes it anew"
    );
}

/// Takes one action on one resource, which is given as [`logical`] has it, away from every statement.
fn take_away(roles: &mut Roles, action: &str, resource: &str) {
    for policy in roles.values_mut().flat_map(|role| &mut role.policies) {
        let statements = std::mem::take(&mut policy.statements);
        policy.statements = statements
            .into_iter()
            .flat_map(|statement| without(statement, action, resource))
            .collect();
    }
}

/// The statement without one action on one resource: its other actions on all resources, and this one on the others.
fn without(statement: Statement, action: &str, resource: &str) -> [Statement; 2] {
    let (Described::By(actions), Described::By(resources)) =
        (&statement.actions, &statement.resources)
    else {
        panic!("a statement that allows all but something: name what it allows");
    };
    let (this, others): (Vec<_>, Vec<_>) = actions.iter().cloned().partition(|one| one == action);
    let elsewhere = resources.iter().filter(|arn| logical(arn) != resource);
    [
        Statement {
            actions: Described::By(others),
            ..statement.clone()
        },
        Statement {
            actions: Described::By(this),
            resources: Described::By(elsewhere.cloned().collect()),
            ..statement
        },
    ]
}

/// Runs everything with one grant less, and expects that this is what is found to be missing.
async fn a_privilege_less(action: &'static str, resource: &'static str) {
    let stack = Stack::start_with(move |roles| take_away(roles, action, resource)).await;
    match action.starts_with("logs:") {
        // The drive reads from the logs when a connection has ended, and without them it takes one request to know.
        true => heartbeat(&stack, &mut Vec::new()).await,
        false => everything(&stack).await,
    }
    let findings = findings(stack.laptop.iam().roles(), &stack.uses());
    let denied: BTreeSet<_> = findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Denied { action, resource } => {
                Some((action.clone(), logical(&narrowest(resource))))
            }
            _ => None,
        })
        .collect();
    let expected = BTreeSet::from([(action.to_owned(), resource.to_owned())]);
    assert_eq!(denied, expected, "{}", told(&findings));
    let said = told(&findings);
    assert!(
        said.contains("is used and not declared: grant it"),
        "{said}"
    );
    stack.laptop.shutdown().await;
}

/// A test for each grant, so that they run at the same time.
macro_rules! each_privilege_is_missed_when_it_is_removed {
    ($($name:ident: $action:literal on $resource:literal;)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                a_privilege_less($action, $resource).await;
            }
        )+

        #[tokio::test(flavor = "multi_thread")]
        async fn every_privilege_has_a_test_that_removes_it() {
            let stack = Stack::start().await;
            let all = granted(stack.laptop.iam().roles());
            let all: BTreeSet<_> = all
                .into_iter()
                .map(|grant| (grant.action, logical(&grant.resource)))
                .collect();
            let removed = [$(($action.to_owned(), $resource.to_owned())),+];
            assert_eq!(all, BTreeSet::from(removed));
            stack.laptop.shutdown().await;
        }
    };
}

each_privilege_is_missed_when_it_is_removed! {
    the_privilege_to_put_items_is_missed_when_it_is_removed:
        "dynamodb:PutItem" on "dynamodb:table/itemsTable";
    the_privilege_to_query_items_is_missed_when_it_is_removed:
        "dynamodb:Query" on "dynamodb:table/itemsTable";
    the_privilege_to_update_items_is_missed_when_it_is_removed:
        "dynamodb:UpdateItem" on "dynamodb:table/itemsTable";
    the_privilege_to_write_connections_is_missed_when_it_is_removed:
        "dynamodb:BatchWriteItem" on "dynamodb:table/usersTable";
    the_privilege_to_query_connections_is_missed_when_it_is_removed:
        "dynamodb:Query" on "dynamodb:table/usersTable";
    the_privilege_to_post_is_missed_when_it_is_removed:
        "execute-api:ManageConnections" on "execute-api:task-management-app/production/POST/@connections/*";
    the_privilege_to_close_is_missed_when_it_is_removed:
        "execute-api:ManageConnections" on "execute-api:task-management-app/production/DELETE/@connections/*";
    the_privilege_to_create_log_streams_is_missed_when_it_is_removed:
        "logs:CreateLogStream" on "logs:log-group:handler-logs:log-stream:*";
    the_privilege_to_write_logs_is_missed_when_it_is_removed:
        "logs:PutLogEvents" on "logs:log-group:handler-logs:log-stream:*";
}

#[tokio::test(flavor = "multi_thread")]
async fn a_privilege_that_is_added_is_named_as_the_one_to_remove() {
    let stack = Stack::start_with(|roles| {
        let granted = granted(roles);
        let of = |part: &str| {
            let grant = granted.iter().find(|grant| grant.resource.contains(part));
            grant.unwrap().resource.clone()
        };
        let (items, posts) = (of("table/itemsTable"), of("/POST/"));
        let (tables, _) = items.rsplit_once('/').unwrap();
        let (api, _) = posts.split_once('/').unwrap();
        let added = [
            ("dynamodb:Scan", items.clone()),
            ("dynamodb:Put*", items.clone()),
            ("dynamodb:Query", format!("{tables}/*")),
            (
                "execute-api:ManageConnections",
                posts.replace("POST", "GET"),
            ),
            ("execute-api:ManageConnections", format!("{api}/*")),
            ("execute-api:ManageConnections", "*".to_owned()),
            ("logs:*", "*".to_owned()),
        ];
        let mut role = roles.first_entry().unwrap();
        let statements = &mut role.get_mut().policies[0].statements;
        statements.extend(added.map(|(action, resource)| Statement {
            effect: Effect::Allow,
            actions: Described::By(vec![action.to_owned()]),
            resources: Described::By(vec![resource]),
        }));
    })
    .await;
    let findings = found(&stack).await;
    let told: Vec<_> = findings.iter().map(ToString::to_string).collect();
    let account = "eu-north-1:000000000000";
    let named = |name: &str| {
        let output = stack.laptop.outputs().text(name).unwrap();
        format!("arn:aws:dynamodb:{account}:table/{output}")
    };
    let (items, users) = (named("itemsTable"), named("usersTable"));
    let policy = "aws:iam/rolePolicy:RolePolicy `handler-policy`";
    let roles = stack.laptop.iam().roles();
    let all = granted(roles);
    let on = |part: &str| {
        let grant = all.iter().find(|grant| grant.resource.contains(part));
        &grant.unwrap().resource
    };
    let (get, post, delete) = (on("/GET/"), on("/POST/"), on("/DELETE/"));
    let (api, _) = get.split_once('/').unwrap();
    let streams = on(":log-group:");
    assert_eq!(
        told,
        [
            format!(
                "{policy} grants dynamodb:Scan on {items}, which is never used: remove the grant"
            ),
            format!(
                "{policy} grants execute-api:ManageConnections on {get}, which is never used: remove the grant"
            ),
            format!(
                "{policy} grants `*`, of which only this is used: name {delete}, {post} instead"
            ),
            format!("{policy} grants `*`, of which only this is used: name {streams} instead"),
            format!(
                "{policy} grants `arn:aws:dynamodb:{account}:table/*`, of which only this is used: name {items}, {users} instead"
            ),
            format!(
                "{policy} grants `{api}/*`, of which only this is used: name {delete}, {post} instead"
            ),
            format!(
                "{policy} grants `dynamodb:Put*`, of which only this is used: name dynamodb:PutItem instead"
            ),
            format!(
                "{policy} grants `logs:*`, of which only this is used: name logs:CreateLogStream, logs:PutLogEvents instead"
            ),
        ]
    );
    stack.laptop.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_role_uses_is_not_used_by_another_with_the_same_grants() {
    let stack = Stack::start().await;
    heartbeat(&stack, &mut Vec::new()).await;
    let uses = stack.uses();
    let mut roles = stack.laptop.iam().roles().clone();
    let (_, handler) = roles.first_key_value().unwrap();
    let mut other = handler.clone();
    for policy in &mut other.policies {
        policy.origin = "other-policy".to_owned();
    }
    roles.insert("other".to_owned(), other);
    let unused = findings(&roles, &uses)
        .into_iter()
        .filter_map(|finding| match finding {
            Finding::Unused {
                policy,
                action,
                resource,
            } if policy == "other-policy" => Some((action, resource)),
            _ => None,
        });
    let granted: BTreeSet<_> = granted(&roles)
        .into_iter()
        .filter(|grant| grant.role == "other")
        .map(|grant| (grant.action, grant.resource))
        .collect();
    assert_eq!(unused.collect::<BTreeSet<_>>(), granted);
    stack.laptop.shutdown().await;
}
