//! The life of a stack: updates, a failure, a destruction.

use super::declarations::{mocks, program};
use pulumi::{
    engine::{
        Created, Existing, Identity, Operation, Outcome, Provider, ProviderError, State, Step,
        async_trait,
    },
    testing::Mocks,
    value::Object,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that settings can add to a stack.
pub const EVERYTHING: [(&str, &str); 7] = [
    ("accessLogs", "true"),
    ("alarmEmail", "board@example.com"),
    ("aws:region", "eu-north-1"),
    ("monitoring", "true"),
    ("reservedConcurrency", "20"),
    ("tags", r#"["team=board"]"#),
    ("website", "true"),
];

pub fn with(settings: &[(&str, &str)]) -> Mocks {
    let distribution = json!({"arn": "arn:distribution", "domainName": "d1.cloudfront.net"});
    settings.iter().fold(
        mocks().outputs("aws:cloudfront/distribution:Distribution", distribution),
        |mocks, (key, value)| mocks.config(key, *value),
    )
}

pub async fn up(mocks: Mocks, state: State) -> Outcome {
    mocks.engine().state(state).run(program).await.unwrap()
}

pub fn changes(outcome: &Outcome) -> Vec<&Step> {
    let steps = outcome.steps.iter();
    steps
        .filter(|step| step.operation != Operation::Same)
        .collect()
}

#[tokio::test]
async fn a_second_update_changes_nothing() {
    let first = up(with(&EVERYTHING), State::default()).await;
    assert!(
        first
            .steps
            .iter()
            .all(|step| step.operation == Operation::Create)
    );
    let second = up(with(&EVERYTHING), first.state.clone()).await;
    assert_eq!(changes(&second), [] as [&Step; 0]);
    assert_eq!(second.state, first.state);
    assert_eq!(second.exports, first.exports);
}

#[tokio::test]
async fn destroying_takes_dependents_first_and_leaves_nothing() {
    let stack = up(with(&[("dataProtection", "false")]), State::default()).await;
    let needs: BTreeMap<_, BTreeSet<_>> = stack
        .state
        .resources
        .iter()
        .map(|r| {
            (
                r.urn.clone(),
                r.dependencies.iter().chain(&r.parent).cloned().collect(),
            )
        })
        .collect();
    let gone = mocks().engine().state(stack.state).destroy().await.unwrap();
    assert_eq!(gone.state.resources.len(), 0);
    assert_eq!(gone.steps.len(), needs.len());
    let mut deleted = BTreeSet::new();
    for step in &gone.steps {
        assert_eq!(step.operation, Operation::Delete);
        deleted.insert(step.urn.clone());
        let too_early = needs
            .iter()
            .find(|(urn, on)| on.contains(&step.urn) && !deleted.contains(*urn));
        assert_eq!(too_early, None, "{} goes before what needs it", step.urn);
    }
}

#[tokio::test]
async fn protected_items_refuse_to_be_destroyed_and_everything_stays() {
    let stack = up(with(&[("dataProtection", "true")]), State::default()).await;
    let refused = mocks()
        .engine()
        .state(stack.state.clone())
        .destroy()
        .await
        .unwrap_err();
    let error = refused.to_string();
    assert!(
        error.contains("aws:dynamodb/table:Table `itemsTable` is protected"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1, "{error}");
    assert_eq!(refused.steps, []);
    assert_eq!(refused.state, stack.state);
}

const ROUTE: &str = "aws:apigatewayv2/route:Route";

/// A service that has had enough.
struct TooManyRequests;

#[async_trait]
impl Provider for TooManyRequests {
    async fn create(&self, _: &Identity, _: &Object, _: bool) -> Result<Created, ProviderError> {
        Err(ProviderError::new("Too Many Requests"))
    }

    async fn update(
        &self,
        resource: &Identity,
        _: &Existing,
        _: &Object,
        _: bool,
    ) -> Result<Object, ProviderError> {
        panic!("{resource} was never created");
    }

    async fn delete(&self, resource: &Identity, _: &Existing) -> Result<(), ProviderError> {
        panic!("{resource} was never created");
    }
}

#[tokio::test]
async fn an_update_that_failed_half_way_goes_on_where_it_stopped() {
    let whole = up(mocks(), State::default()).await;
    let engine = mocks().engine().provider(ROUTE, TooManyRequests);
    let broken = engine.run(program).await.unwrap_err();
    let error = broken.to_string();
    assert!(error.contains("Too Many Requests"), "{error}");
    let made: BTreeSet<_> = broken
        .state
        .resources
        .iter()
        .map(|r| r.urn.clone())
        .collect();
    assert!(
        made.len() > 8 && made.len() < whole.state.resources.len(),
        "{made:#?}"
    );
    let resumed = up(mocks(), broken.state).await;
    for step in &resumed.steps {
        let expected = match made.contains(&step.urn) {
            true => Operation::Same,
            false => Operation::Create,
        };
        assert_eq!(step.operation, expected, "{}", step.urn);
    }
    let urns =
        |state: &State| -> BTreeSet<_> { state.resources.iter().map(|r| r.urn.clone()).collect() };
    assert_eq!(urns(&resumed.state), urns(&whole.state));
    assert_eq!(resumed.exports, whole.exports);
}
