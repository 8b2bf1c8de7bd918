//! AWS's own managed policies, of which the laptop knows those that functions usually have.

/// A policy's document by its ARN.
pub fn document(arn: &str) -> Option<&'static str> {
    match arn {
        // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" => Some(
            r#"{
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": "*"
                }]
            }"#,
        ),
        _ => None,
    }
}
