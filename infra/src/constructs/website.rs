//! The board's page on the web: a private bucket behind a content delivery network.

use anyhow::{Context as _, bail};
use pulumi::{Asset, Component, Context, Output, ResourceOptions};
use pulumi_aws::{cloudfront, s3};
use serde_json::json;
use std::{fs, path::Path};

/// AWS's own cache policy for files of a bucket, `CachingOptimized`: it keeps what the files' `Cache-Control` allows.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html>
const CACHING_OPTIMIZED: &str = "658327ea-f89d-4fab-a63d-7439e57fc58f";

/// How long browsers are to insist on HTTPS: a year, in seconds.
const HSTS_MAX_AGE_S: i64 = 31_536_000;

/// The name of the one origin that the distribution has.
const ORIGIN: &str = "page";

/// The page in its bucket, and the distribution that serves it.
pub struct Website {
    distribution: cloudfront::Distribution,
}

/// What a website is made of.
pub struct WebsiteProps<'a> {
    /// The project's folder.
    pub project: &'a Path,
    /// The folder with the built page, in the project's. Files are given to the engine by their paths there, as it runs there.
    pub page: &'a Path,
    /// The page's settings, which become its `config.json`.
    pub config: &'a Output<serde_json::Value>,
    /// Where the page connects to.
    pub websocket_url: &'a Output<String>,
}

impl Website {
    /// Declares the website under a logical name.
    ///
    /// # Errors
    ///
    /// The page is not built.
    pub fn new(
        ctx: &Context,
        name: &str,
        props: WebsiteProps<'_>,
        options: ResourceOptions,
    ) -> anyhow::Result<Self> {
        let component = Component::new(ctx, "taskboard:infra:Website", name, options);
        let bucket = s3::Bucket::new(ctx, name, s3::BucketArgs::new(), component.child());
        let private = s3::BucketPublicAccessBlock::new(
            ctx,
            &format!("{name}-private"),
            s3::BucketPublicAccessBlockArgs::new(&bucket.id)
                .block_public_acls(true)
                .block_public_policy(true)
                .ignore_public_acls(true)
                .restrict_public_buckets(true),
            component.child(),
        );
        let distribution = distribution(ctx, name, &component, &bucket, props.websocket_url);
        s3::BucketPolicy::new(
            ctx,
            &format!("{name}-read"),
            s3::BucketPolicyArgs::new(&bucket.id, readable_by(&bucket, &distribution)),
            component.child().depends_on(&private),
        );
        for file in files(&props.project.join(props.page))? {
            let path = props.page.join(&file);
            let kind = mime_guess::from_path(&path).first_or_octet_stream();
            s3::BucketObjectv2::new(
                ctx,
                &format!("{name}-{file}"),
                s3::BucketObjectv2Args::new(&bucket.id)
                    .key(file.as_str())
                    .source(Asset::file(path))
                    .content_type(kind.essence_str())
                    .cache_control("no-cache"),
                component.child(),
            );
        }
        s3::BucketObjectv2::new(
            ctx,
            &format!("{name}-config.json"),
            s3::BucketObjectv2Args::new(&bucket.id)
                .key("config.json")
                .content(props.config.map(|config| config.to_string()))
                .content_type("application/json")
                .cache_control("no-cache"),
            component.child(),
        );
        let website = Self { distribution };
        component.register_outputs([("url", &website.url())]);
        Ok(website)
    }

    /// Where the page is.
    pub fn url(&self) -> Output<String> {
        self.distribution
            .domain_name
            .map(|domain| format!("https://{domain}/"))
    }
}

fn distribution(
    ctx: &Context,
    name: &str,
    component: &Component,
    bucket: &s3::Bucket,
    websocket_url: &Output<String>,
) -> cloudfront::Distribution {
    let access = cloudfront::OriginAccessControl::new(
        ctx,
        &format!("{name}-access"),
        cloudfront::OriginAccessControlArgs::new("s3", "always", "sigv4"),
        component.child(),
    );
    let headers = cloudfront::ResponseHeadersPolicy::new(
        ctx,
        &format!("{name}-headers"),
        cloudfront::ResponseHeadersPolicyArgs::new()
            .security_headers_config(security_headers(websocket_url)),
        component.child(),
    );
    let origin = cloudfront::DistributionOrigin::new(&bucket.bucket_regional_domain_name, ORIGIN)
        .origin_access_control_id(&access.id);
    let methods = ["GET", "HEAD"];
    let behavior = cloudfront::DistributionDefaultCacheBehavior::new(
        methods,
        methods,
        ORIGIN,
        "redirect-to-https",
    )
    .cache_policy_id(CACHING_OPTIMIZED)
    .compress(true)
    .response_headers_policy_id(&headers.id);
    let anywhere = cloudfront::DistributionRestrictions::new(
        cloudfront::DistributionRestrictionsGeoRestriction::new("none"),
    );
    let certificate =
        cloudfront::DistributionViewerCertificate::new().cloudfront_default_certificate(true);
    cloudfront::Distribution::new(
        ctx,
        &format!("{name}-distribution"),
        cloudfront::DistributionArgs::new(behavior, true, [origin], anywhere, certificate)
            .default_root_object("index.html")
            .http_version("http2and3")
            .is_ipv6_enabled(true),
        component.child(),
    )
}

/// What the page may load and connect to: its own files, its settings and the API at `websocket_url`.
///
/// <https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy>
pub fn content_security_policy(websocket_url: &str) -> String {
    // Scheme and host, without the stage's path: a path would have to match exactly.
    let api: Vec<_> = websocket_url.split('/').take(3).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        api.join("/")
    )
}

/// What the page itself says in its meta tag, and what only a header can say.
fn security_headers(
    websocket_url: &Output<String>,
) -> cloudfront::ResponseHeadersPolicySecurityHeadersConfig {
    use cloudfront as cf;
    let policy = websocket_url.map(|url| content_security_policy(&url));
    cf::ResponseHeadersPolicySecurityHeadersConfig::new()
        .content_security_policy(
            cf::ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicy::new(policy, true),
        )
        .content_type_options(
            cf::ResponseHeadersPolicySecurityHeadersConfigContentTypeOptions::new(true),
        )
        .referrer_policy(
            cf::ResponseHeadersPolicySecurityHeadersConfigReferrerPolicy::new(true, "no-referrer"),
        )
        .strict_transport_security(
            cf::ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurity::new(
                HSTS_MAX_AGE_S,
                true,
            ),
        )
}

/// Lets this distribution read the bucket, and nobody else.
fn readable_by(bucket: &s3::Bucket, distribution: &cloudfront::Distribution) -> Output<String> {
    Output::join((&bucket.arn, &distribution.arn)).map(|(bucket, distribution)| {
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Action": "s3:GetObject",
                "Resource": format!("{bucket}/*"),
                "Condition": {"StringEquals": {"AWS:SourceArn": distribution}},
            }],
        })
        .to_string()
    })
}

/// The files of the built page, in order. It has no folders.
fn files(page: &Path) -> anyhow::Result<Vec<String>> {
    let unbuilt = || format!("the page is not built: {}", page.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(page).with_context(unbuilt)? {
        let name = entry.with_context(unbuilt)?.file_name();
        match name.into_string() {
            Ok(name) => names.push(name),
            Err(name) => bail!("{} is not a name that a bucket takes", name.display()),
        }
    }
    names.sort();
    Ok(names)
}
