"""The program of mod.rs, with Pulumi's official SDK for Python."""

import asyncio
import json
import os

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pulumi.runtime import Settings, configure
from pulumi.runtime.stack import run_in_stack


class Storage(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("chat:infra:Storage", "storage")
        attribute = lambda name: aws.dynamodb.TableAttributeArgs(name=name, type="S")
        self.connections = aws.dynamodb.Table(
            "connections",
            billing_mode="PAY_PER_REQUEST",
            hash_key="connectionId",
            attributes=[attribute("connectionId")],
            ttl=aws.dynamodb.TableTtlArgs(attribute_name="expiresAt", enabled=True),
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
            opts=ResourceOptions(parent=self, protect=True),
        )
        self.rooms = aws.dynamodb.Table(
            "rooms",
            billing_mode="PAY_PER_REQUEST",
            hash_key="pk",
            range_key="sk",
            attributes=[attribute("pk"), attribute("sk")],
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"connections": self.connections.name})


def program():
    storage = Storage()
    role = aws.iam.Role("handler-role", assume_role_policy='{"Version":"2012-10-17"}')
    logs = aws.cloudwatch.LogGroup("handler-logs", retention_in_days=14)
    arns = Output.all(storage.connections.arn, storage.rooms.arn, logs.arn)
    policy = aws.iam.RolePolicy("handler-policy", role=role.id, policy=arns.apply(",".join))
    function = aws.lambda_.Function(
        "handler",
        runtime="provided.al2023",
        handler="bootstrap",
        architectures=["arm64"],
        memory_size=256,
        timeout=10,
        role=role.arn,
        code=pulumi.FileArchive("handler.zip"),
        description=Output.secret("hush"),
        environment=aws.lambda_.FunctionEnvironmentArgs(
            variables={
                "CONNECTIONS_TABLE": storage.connections.name,
                "ROOMS_TABLE": storage.rooms.name,
                "RUST_LOG": "info",
            }
        ),
        opts=ResourceOptions(depends_on=[policy, logs, storage]),
    )
    api = aws.apigatewayv2.Api(
        "ws", protocol_type="WEBSOCKET", route_selection_expression="$request.body.action"
    )
    integration = aws.apigatewayv2.Integration(
        "handler-integration",
        api_id=api.id,
        integration_type="AWS_PROXY",
        integration_uri=function.invoke_arn,
        integration_method="POST",
    )
    routes = [
        aws.apigatewayv2.Route(
            "route-" + key.strip("$"),
            api_id=api.id,
            route_key=key,
            target=Output.concat("integrations/", integration.id),
        )
        for key in ["$connect", "$default"]
    ]
    deployment = aws.apigatewayv2.Deployment(
        "deployment",
        api_id=api.id,
        triggers={"routes": Output.all(*[route.id for route in routes]).apply(",".join)},
        opts=ResourceOptions(depends_on=routes),
    )
    stage = aws.apigatewayv2.Stage(
        "stage",
        api_id=api.id,
        name="prod",
        deployment_id=deployment.id,
        # The mocked API has no description: an output without a value.
        description=api.description,
        default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
            throttling_burst_limit=100, throttling_rate_limit=50.0
        ),
        access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(
            destination_arn=logs.arn, format="$context.requestId"
        ),
    )
    aws.cloudwatch.MetricAlarm(
        "errors",
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        threshold=0.0,
        dimensions={"FunctionName": function.name},
    )
    with_options(api, storage)
    pulumi.export("websocketUrl", stage.invoke_url)
    pulumi.export("description", function.description)


def with_options(api, storage):
    provider = aws.Provider(
        "provider",
        region="eu-north-1",
        default_tags=aws.ProviderDefaultTagsArgs(tags={"api": api.name}),
        token="hush",
        max_retries=3,
    )
    logs = lambda name, **options: aws.cloudwatch.LogGroup(name, opts=ResourceOptions(**options))
    logs("provided", provider=provider)
    group = pulumi.ComponentResource("chat:infra:Logs", "logs", opts=ResourceOptions(providers=[provider]))
    group.register_outputs({})
    logs("inherits", parent=group)
    logs("retained", retain_on_delete=True)
    logs("first-deleted", delete_before_replace=True)
    logs("later-deleted", delete_before_replace=False)
    logs("timed", custom_timeouts=pulumi.CustomTimeouts(create="90s", update="60s"))
    logs("ignoring", ignore_changes=["retentionInDays", 'tags["a.b"]'])
    logs("replaced", replace_on_changes=["name"])
    logs("secretive", additional_secret_outputs=["arn"])
    logs(
        "renamed",
        aliases=[
            pulumi.Alias(name="old", type_="aws:cloudwatch/group:Group"),
            pulumi.Alias(parent=storage),
        ],
    )
    urn = "urn:pulumi:other::chat::aws:cloudwatch/logGroup:LogGroup::there"
    logs("from-elsewhere", aliases=[urn], version="7.47.0")
    caller = aws.get_caller_identity_output()
    region = aws.get_region_output(region=api.region, opts=pulumi.InvokeOutputOptions(provider=provider))
    pulumi.export("account", caller.account_id)
    pulumi.export("endpoint", region.endpoint)


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
asyncio.get_event_loop().run_until_complete(run_in_stack(program))
