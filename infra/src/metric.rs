//! Metrics that the stack's resources emit, for alarms and dashboards.
//!
//! A construct offers its own by methods named `metric_*`, so that nobody watches a metric that nothing emits.

use pulumi::Output;
use serde_json::{Value, json};

/// A metric of CloudWatch, and what is made of its values in a period.
#[derive(Clone)]
pub struct Metric {
    /// Its namespace, such as `AWS/Lambda`.
    pub namespace: &'static str,
    /// Its name, such as `Errors`.
    pub name: &'static str,
    /// What is made of the values of a period.
    pub statistic: Statistic,
    /// Which resource it is about.
    pub dimensions: Vec<(&'static str, Output<String>)>,
}

/// What is made of the values of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// All together.
    Sum,
    /// The highest.
    Maximum,
    /// What half of them do not exceed.
    Median,
    /// What 99 of 100 do not exceed.
    P99,
}

impl Statistic {
    /// The name that CloudWatch gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "Sum",
            Self::Maximum => "Maximum",
            Self::Median => "p50",
            Self::P99 => "p99",
        }
    }
}

impl Metric {
    /// The metric as a graph of a dashboard names it, once its resource is there:
    /// `[namespace, name, dimension, value, …, {"stat": …}]`.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>
    pub fn drawn(&self) -> Output<Value> {
        let (namespace, name) = (self.namespace, self.name);
        let statistic = json!({"stat": self.statistic.name()});
        let (keys, values): (Vec<_>, Vec<_>) = self.dimensions.iter().cloned().unzip();
        Output::join(values).map(move |values: Vec<String>| {
            let dimensions = keys.into_iter().zip(&values);
            let dimensions = dimensions.flat_map(|(key, value)| [json!(key), json!(value)]);
            [json!(namespace), json!(name)]
                .into_iter()
                .chain(dimensions)
                .chain([statistic])
                .collect()
        })
    }
}
