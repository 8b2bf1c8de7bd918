"""The program of this crate with everything that settings can add, with Pulumi's official SDK for Python."""

import asyncio
import json
import os
from pathlib import Path

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pulumi.runtime import Settings, configure
from pulumi.runtime.stack import run_in_stack

STATUSES = ["todo", "inprogress", "done"]
ACTIONS = ["test", "scanEntireTable", "createItem", "updateStatus", "deleteItem"]
PROJECT = Path(__file__).parents[4]


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def over_http(url):
    return url.replace("ws", "http", 1)


class Component(pulumi.ComponentResource):
    def __init__(self, type_name, name, provider):
        super().__init__(f"taskboard:infra:{type_name}", name, opts=ResourceOptions(provider=provider))
        self.child = ResourceOptions(parent=self)

    def options(self, **options):
        return ResourceOptions.merge(self.child, ResourceOptions(**options))


class Table(Component):
    def __init__(self, type_name, name, keys, provider, protection=None):
        super().__init__(type_name, name, provider)
        hash_key, range_key = keys
        protected = {}
        if protection is not None:
            protected = dict(
                point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=protection),
                deletion_protection_enabled=protection,
            )
        self.table = aws.dynamodb.Table(
            name,
            billing_mode="PAY_PER_REQUEST",
            attributes=[aws.dynamodb.TableAttributeArgs(name=key, type="S") for key in keys],
            hash_key=hash_key,
            range_key=range_key,
            ttl=aws.dynamodb.TableTtlArgs(attribute_name="expiresAt", enabled=True),
            opts=self.options(protect=protection),
            **protected,
        )
        self.register_outputs({"tableName": self.table.name})

    def metric(self, name):
        return Metric("AWS/DynamoDB", name, "Sum", {"TableName": self.table.name})


class Metric:
    def __init__(self, namespace, name, statistic, dimensions):
        self.namespace, self.name, self.statistic, self.dimensions = namespace, name, statistic, dimensions

    def drawn(self):
        parts = [self.namespace, self.name]
        for key, value in self.dimensions.items():
            parts += [key, value]
        return Output.all(*parts, {"stat": self.statistic})


class WebSocketApi(Component):
    def __init__(self, name, stage, provider):
        super().__init__("WebSocketApi", name, provider)
        self.stage_name = stage
        self.api = aws.apigatewayv2.Api(
            name,
            name=name,
            protocol_type="WEBSOCKET",
            route_selection_expression="$request.body.action",
            opts=self.child,
        )

    def endpoint(self):
        return self.api.api_endpoint.apply(lambda endpoint: f"{over_http(endpoint)}/{self.stage_name}")

    def integrate(self, handler):
        integration = aws.apigatewayv2.Integration(
            "handler-integration",
            api_id=self.api.id,
            integration_type="AWS_PROXY",
            integration_method="POST",
            integration_uri=handler.invoke_arn,
            opts=self.child,
        )
        permission = aws.lambda_.Permission(
            "invoke-permission",
            action="lambda:InvokeFunction",
            function=handler.name,
            principal="apigateway.amazonaws.com",
            source_arn=self.api.execution_arn.apply(lambda arn: f"{arn}/{self.stage_name}/*"),
            opts=self.child,
        )
        deployed = [permission]
        for key in ["$connect", "$disconnect", *ACTIONS, "$default"]:
            deployed += self.route(integration, key)
        self.stage = self.deploy(deployed)
        self.register_outputs({"websocketUrl": self.stage.invoke_url})

    def route(self, integration, key):
        name = "route-" + key.lstrip("$")
        replies = key not in ["$connect", "$disconnect"]
        route = aws.apigatewayv2.Route(
            name,
            api_id=self.api.id,
            route_key=key,
            target=Output.concat("integrations/", integration.id),
            route_response_selection_expression="$default" if replies else None,
            opts=self.child,
        )
        if not replies:
            return [route]
        response = aws.apigatewayv2.RouteResponse(
            f"{name}-response",
            api_id=self.api.id,
            route_id=route.id,
            route_response_key="$default",
            opts=self.child,
        )
        return [route, response]

    def deploy(self, deployed):
        logs = aws.cloudwatch.LogGroup("access-logs", retention_in_days=14, opts=self.child)
        fields = {
            "connectionId": "connectionId",
            "message": "error.message",
            "eventType": "eventType",
            "extendedRequestId": "extendedRequestId",
            "sourceIp": "identity.sourceIp",
            "integrationLatency": "integrationLatency",
            "requestTimeEpoch": "requestTimeEpoch",
            "routeKey": "routeKey",
            "status": "status",
        }
        line = json.dumps({name: f"$context.{field}" for name, field in fields.items()}, separators=(",", ":"))
        throttles = {
            "$connect": 500,
            "createItem": 200,
            "updateStatus": 200,
            "deleteItem": 200,
            "scanEntireTable": 500,
        }
        return aws.apigatewayv2.Stage(
            "stage",
            api_id=self.api.id,
            name=self.stage_name,
            auto_deploy=True,
            default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
                throttling_rate_limit=200.0, throttling_burst_limit=500
            ),
            route_settings=[
                aws.apigatewayv2.StageRouteSettingArgs(
                    route_key=key, throttling_rate_limit=50.0, throttling_burst_limit=burst
                )
                for key, burst in throttles.items()
            ],
            access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(destination_arn=logs.arn, format=line),
            opts=self.options(depends_on=deployed),
        )

    def metric(self, name, statistic="Sum"):
        return Metric("AWS/ApiGateway", name, statistic, {"ApiId": self.api.id, "Stage": self.stage.name})


def allow(*grants):
    """A policy of (actions, resources)."""

    def document(resources):
        statements = [
            {"Effect": "Allow", "Action": actions, "Resource": resource}
            for (actions, _), resource in zip(grants, resources)
        ]
        return compact({"Version": "2012-10-17", "Statement": statements})

    return Output.all(*[resource for _, resource in grants]).apply(document)


class Handler(Component):
    def __init__(self, name, environment, grants, provider):
        super().__init__("Handler", name, provider)
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
            ],
        }
        role = aws.iam.Role(f"{name}-role", assume_role_policy=compact(trust), opts=self.child)
        logs = aws.cloudwatch.LogGroup(f"{name}-logs", retention_in_days=14, opts=self.child)
        write = (["logs:CreateLogStream", "logs:PutLogEvents"], logs.arn.apply(lambda arn: [f"{arn}:log-stream:*"]))
        policy = aws.iam.RolePolicy(
            f"{name}-policy", role=role.id, policy=allow(*grants, write), opts=self.child
        )
        self.function = aws.lambda_.Function(
            name,
            role=role.arn,
            runtime="provided.al2023",
            handler="bootstrap",
            code=pulumi.FileArchive("handler.zip"),
            architectures=["x86_64"],
            memory_size=256,
            timeout=10,
            reserved_concurrent_executions=20,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=environment),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(log_format="Text", log_group=logs.name),
            opts=self.options(depends_on=[policy, logs]),
        )
        self.register_outputs({"functionName": self.function.name})

    def metric(self, name, statistic="Sum", namespace="AWS/Lambda"):
        return Metric(namespace, name, statistic, {"FunctionName": self.function.name})

    def undelivered_events(self):
        return self.metric("UndeliveredEvents", namespace="TaskBoard")


class Alarms(Component):
    def __init__(self, name, handler, api, items, connections, provider):
        super().__init__("Alarms", name, provider)
        self.topic = aws.sns.Topic(name, opts=self.child)
        aws.sns.TopicSubscription(
            f"{name}-email", endpoint="board@example.com", protocol="email", topic=self.topic.arn, opts=self.child
        )
        self.arns = []
        self.above(
            f"{name}-handler-errors",
            "The handler failed: its log has the cause at the level ERROR.",
            handler.metric("Errors"),
        )
        self.above(
            f"{name}-handler-throttles",
            "Requests found no sandbox: the account's concurrency, or what is reserved of it, is used up.",
            handler.metric("Throttles"),
        )
        self.above(
            f"{name}-handler-duration",
            "The handler took nearly as long as it may: the database is slow, or the time-out too short.",
            handler.metric("Duration", "Maximum"),
            threshold=8000.0,
        )
        self.above(
            f"{name}-undelivered-events",
            "Connections did not hear of a change, and were closed so that they look again.",
            handler.undelivered_events(),
        )
        self.above(
            f"{name}-integration-errors",
            "The API got no answer from the handler: it failed, took too long, or may not be invoked.",
            api.metric("IntegrationError"),
        )
        self.above(
            f"{name}-messages",
            "Far more messages than usual, each of which costs money: a client may be sending in a loop.",
            api.metric("MessageCount"),
            threshold=100000.0,
            period=3600,
        )
        for table_name, table in [("items", items), ("connections", connections)]:
            self.table_throttles(name, table_name, table)
        self.register_outputs({"topicArn": self.topic.arn})

    def above(self, name, description, metric, threshold=0.0, period=300):
        self.alarm(
            name,
            alarm_description=description,
            namespace=metric.namespace,
            metric_name=metric.name,
            statistic=metric.statistic,
            dimensions=metric.dimensions,
            period=period,
            threshold=threshold,
        )

    def table_throttles(self, name, table_name, table):
        def query(id, metric):
            return aws.cloudwatch.MetricAlarmMetricQueryArgs(
                id=id,
                metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                    metric_name=metric.name,
                    period=300,
                    stat=metric.statistic,
                    namespace=metric.namespace,
                    dimensions=metric.dimensions,
                ),
            )

        both = aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id="both",
            expression="FILL(reads, 0) + FILL(writes, 0)",
            label="Refused reads and writes",
            return_data=True,
        )
        self.alarm(
            f"{name}-{table_name}-throttles",
            alarm_description="The table refused reads or writes as too many: "
            "one board is busier than a partition allows.",
            metric_queries=[
                query("reads", table.metric("ReadThrottleEvents")),
                query("writes", table.metric("WriteThrottleEvents")),
                both,
            ],
            threshold=0.0,
        )

    def alarm(self, name, **arguments):
        alarm = aws.cloudwatch.MetricAlarm(
            name,
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=1,
            treat_missing_data="notBreaching",
            alarm_actions=[self.topic.arn],
            ok_actions=[self.topic.arn],
            opts=self.child,
            **arguments,
        )
        self.arns.append(alarm.arn)


class Dashboard(Component):
    def __init__(self, name, handler, api, items, connections, alarms, provider):
        super().__init__("Dashboard", name, provider)
        graphs = {
            "Connections and messages": [api.metric("ConnectCount"), api.metric("MessageCount")],
            "Failures": [
                handler.metric("Errors"),
                handler.metric("Throttles"),
                api.metric("IntegrationError"),
                handler.undelivered_events(),
            ],
            "How long an answer takes (ms)": [
                api.metric("IntegrationLatency", "p50"),
                api.metric("IntegrationLatency", "p99"),
                handler.metric("Duration", "p50"),
                handler.metric("Duration", "p99"),
            ],
            "Handler at work": [handler.metric("Invocations"), handler.metric("ConcurrentExecutions", "Maximum")],
            "Reads and writes (units)": [
                table.metric(f"Consumed{what}CapacityUnits")
                for table in [items, connections]
                for what in ["Read", "Write"]
            ],
            "Refused reads and writes": [
                table.metric(f"{what}ThrottleEvents") for table in [items, connections] for what in ["Read", "Write"]
            ],
        }
        metrics = Output.all(*[Output.all(*[metric.drawn() for metric in drawn]) for drawn in graphs.values()])

        def body(values):
            region, metrics, alarms = values
            widgets = [
                {
                    "type": "alarm",
                    "x": 0,
                    "y": 0,
                    "width": 24,
                    "height": 3,
                    "properties": {"title": "Alarms", "alarms": alarms},
                }
            ]
            for at, (title, drawn) in enumerate(zip(graphs, metrics)):
                widgets.append(
                    {
                        "type": "metric",
                        "x": at % 2 * 12,
                        "y": 3 + at // 2 * 6,
                        "width": 12,
                        "height": 6,
                        "properties": {"title": title, "region": region, "period": 300, "metrics": drawn},
                    }
                )
            return compact({"widgets": widgets})

        dashboard = aws.cloudwatch.Dashboard(
            name,
            dashboard_body=Output.all(api.api.region, metrics, Output.all(*alarms.arns)).apply(body),
            dashboard_name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            opts=self.child,
        )
        self.register_outputs({"dashboardName": dashboard.dashboard_name})


def content_security_policy(websocket_url):
    api = "/".join(websocket_url.split("/")[:3])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' {api}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


class Website(Component):
    def __init__(self, name, config, websocket_url, provider):
        super().__init__("Website", name, provider)
        bucket = aws.s3.Bucket(name, opts=self.child)
        private = aws.s3.BucketPublicAccessBlock(
            f"{name}-private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child,
        )
        self.distribution = self.serve(name, bucket, websocket_url)

        def readable(arns):
            bucket, distribution = arns
            return compact(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "cloudfront.amazonaws.com"},
                            "Action": "s3:GetObject",
                            "Resource": f"{bucket}/*",
                            "Condition": {"StringEquals": {"AWS:SourceArn": distribution}},
                        }
                    ],
                }
            )

        aws.s3.BucketPolicy(
            f"{name}-read",
            bucket=bucket.id,
            policy=Output.all(bucket.arn, self.distribution.arn).apply(readable),
            opts=self.options(depends_on=[private]),
        )
        kinds = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
        page = Path("board/dist")
        for file in sorted(path.name for path in (PROJECT / page).iterdir()):
            aws.s3.BucketObjectv2(
                f"{name}-{file}",
                bucket=bucket.id,
                key=file,
                source=pulumi.FileAsset(str(page / file)),
                content_type=kinds[Path(file).suffix],
                cache_control="no-cache",
                opts=self.child,
            )
        aws.s3.BucketObjectv2(
            f"{name}-config.json",
            bucket=bucket.id,
            key="config.json",
            content=config.apply(compact),
            content_type="application/json",
            cache_control="no-cache",
            opts=self.child,
        )
        self.url = self.distribution.domain_name.apply(lambda domain: f"https://{domain}/")
        self.register_outputs({"url": self.url})

    def serve(self, name, bucket, websocket_url):
        cf = aws.cloudfront
        access = cf.OriginAccessControl(
            f"{name}-access",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.child,
        )
        headers = cf.ResponseHeadersPolicy(
            f"{name}-headers",
            security_headers_config={
                "content_security_policy": {
                    "content_security_policy": websocket_url.apply(content_security_policy),
                    "override": True,
                },
                "content_type_options": {"override": True},
                "referrer_policy": {"override": True, "referrer_policy": "no-referrer"},
                "strict_transport_security": {"access_control_max_age_sec": 31536000, "override": True},
            },
            opts=self.child,
        )
        return cf.Distribution(
            f"{name}-distribution",
            enabled=True,
            default_cache_behavior={
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "target_origin_id": "page",
                "viewer_protocol_policy": "redirect-to-https",
                "cache_policy_id": "658327ea-f89d-4fab-a63d-7439e57fc58f",
                "compress": True,
                "response_headers_policy_id": headers.id,
            },
            origins=[
                {
                    "domain_name": bucket.bucket_regional_domain_name,
                    "origin_id": "page",
                    "origin_access_control_id": access.id,
                }
            ],
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate={"cloudfront_default_certificate": True},
            default_root_object="index.html",
            http_version="http2and3",
            is_ipv6_enabled=True,
            opts=self.child,
        )


def program():
    tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), "team": "board"}
    provider = aws.Provider("aws", region="eu-north-1", default_tags=aws.ProviderDefaultTagsArgs(tags=tags))
    items = Table("ItemsTable", "itemsTable", ["boardId", "itemId"], provider, protection=True)
    connections = Table("ConnectionsTable", "usersTable", ["topic", "connectionId"], provider)
    api = WebSocketApi("task-management-app", "production", provider)
    handler = Handler(
        "handler",
        environment={
            "ITEMS_TABLE": items.table.name,
            "USERS_TABLE": connections.table.name,
            "CONNECTIONS_ENDPOINT": api.endpoint(),
            "BOARD_STATUSES": ",".join(STATUSES),
            "ALLOWED_ORIGINS": "*",
            "CONNECTIONS_PER_BOARD": "200",
            "RUST_LOG": "info",
        },
        grants=[
            (["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], items.table.arn.apply(lambda arn: [arn])),
            (["dynamodb:BatchWriteItem", "dynamodb:Query"], connections.table.arn.apply(lambda arn: [arn])),
            (
                ["execute-api:ManageConnections"],
                api.api.execution_arn.apply(
                    lambda arn: [f"{arn}/production/{method}/@connections/*" for method in ["POST", "DELETE"]]
                ),
            ),
        ],
        provider=provider,
    )
    api.integrate(handler.function)
    alarms = Alarms("alarms", handler, api, items, connections, provider)
    Dashboard("dashboard", handler, api, items, connections, alarms, provider)

    websocket_url = api.stage.invoke_url
    config = Output.all(websocketUrl=websocket_url, region=api.api.region).apply(
        lambda known: {**known, "stage": "production", "statuses": STATUSES}
    )
    website = Website("website", config, websocket_url, provider)
    pulumi.export("websocketUrl", websocket_url)
    pulumi.export("connectionsUrl", websocket_url.apply(lambda url: f"{over_http(url)}/@connections"))
    pulumi.export("region", api.api.region)
    pulumi.export("stage", "production")
    pulumi.export("itemsTable", items.table.name)
    pulumi.export("usersTable", connections.table.name)
    pulumi.export("frontendConfig", config)
    pulumi.export("websiteUrl", website.url)


def without_aliases(resource):
    """Types of the provider had other names once, which the SDK tells the engine for stacks older than this program."""
    resource.opts.aliases = []
    return pulumi.ResourceTransformationResult(resource.props, resource.opts)


def program_without_aliases():
    pulumi.runtime.register_stack_transformation(without_aliases)
    program()


configure(
    Settings(
        project=os.environ["PULUMI_PROJECT"],
        stack=os.environ["PULUMI_STACK"],
        monitor=os.environ["PULUMI_MONITOR"],
        engine=os.environ["PULUMI_ENGINE"],
        dry_run=json.loads(os.environ["PULUMI_DRY_RUN"]),
        parallel=16,
        organization="organization",
    )
)
asyncio.set_event_loop(asyncio.new_event_loop())
asyncio.get_event_loop().run_until_complete(run_in_stack(program_without_aliases))
