"""Calls @connections of a running laptop as servers do: with boto3, the AWS CLI and curl. Each of them posts to a connection, looks
at it and closes it, and each gets the errors that AWS gives.

    python .ci/connections.py LAPTOP AWS CURL
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

LAPTOP, AWS, CURL = sys.argv[1:]
PATIENCE = 60
TOO_LONG = "x" * (128 * 1024 + 1)

NO_RETRIES = Config(retries={"total_max_attempts": 1})


class Refused(Exception):
    """An answer that is an error: its status and its type."""


class Boto3:
    name = "boto3"

    def __init__(self, outputs, key):
        self.client = boto3.client(
            "apigatewaymanagementapi",
            endpoint_url=outputs["connectionsUrl"].removesuffix("/@connections"),
            region_name=outputs["region"],
            aws_access_key_id="local",
            aws_secret_access_key=key,
            config=NO_RETRIES,
        )

    def call(self, method, **parameters):
        try:
            return method(**parameters)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            raise Refused(status, error.response["Error"]["Code"]) from error

    def post(self, connection, data):
        self.call(self.client.post_to_connection, ConnectionId=connection, Data=data)

    def get(self, connection):
        described = self.call(self.client.get_connection, ConnectionId=connection)
        return described["Identity"]["SourceIp"]

    def delete(self, connection):
        self.call(self.client.delete_connection, ConnectionId=connection)


class AwsCli:
    name = "AWS CLI"

    def __init__(self, outputs, key):
        self.options = [
            f"--endpoint-url={outputs['connectionsUrl'].removesuffix('/@connections')}",
            f"--region={outputs['region']}",
            "--output=json",
        ]
        self.environment = os.environ | {
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": key,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def call(self, operation, *parameters):
        command = [AWS, "apigatewaymanagementapi", operation, *parameters, *self.options]
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        if ran.returncode == 0:
            return ran.stdout
        # An error occurred (GoneException) when calling the PostToConnection operation: …
        kind = ran.stderr.partition("(")[2].partition(")")[0]
        statuses = {
            "GoneException": 410,
            "InvalidSignatureException": 403,
            "LimitExceededException": 429,
            "PayloadTooLargeException": 413,
        }
        if kind not in statuses:
            raise AssertionError(ran.stderr)
        raise Refused(statuses[kind], kind)

    def post(self, connection, data):
        # An argument cannot be as long as a message.
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(data)
            file.flush()
            self.call("post-to-connection", f"--connection-id={connection}", "--data", f"fileb://{file.name}")

    def get(self, connection):
        described = self.call("get-connection", f"--connection-id={connection}")
        return json.loads(described)["Identity"]["SourceIp"]

    def delete(self, connection):
        self.call("delete-connection", f"--connection-id={connection}")


class Curl:
    name = "curl"

    def __init__(self, outputs, key):
        self.url = outputs["connectionsUrl"]
        self.options = ["--silent", "--aws-sigv4", f"aws:amz:{outputs['region']}:execute-api", "--user", f"local:{key}"]

    def call(self, connection, *options, body=""):
        url = f"{self.url}/{quote(connection)}"
        with tempfile.NamedTemporaryFile("r") as headers:
            command = [CURL, *self.options, "--dump-header", headers.name, *options, url]
            ran = subprocess.run(command, input=body, capture_output=True, text=True, timeout=PATIENCE, check=True)
            lines = headers.read().splitlines()
        # The last answer: before it there may be a 100.
        start = max(index for index, line in enumerate(lines) if line.startswith("HTTP/"))
        status = int(lines[start].split()[1])
        named = dict(line.lower().split(": ", 1) for line in lines[start + 1 :] if ": " in line)
        if status >= 300:
            kind = next(line.split(": ")[1] for line in lines if line.lower().startswith("x-amzn-errortype: "))
            raise Refused(status, kind)
        assert "x-amzn-requestid" in named, lines
        return ran.stdout

    def post(self, connection, data):
        self.call(connection, "--data-binary", "@-", body=data)

    def get(self, connection):
        return json.loads(self.call(connection))["identity"]["sourceIp"]

    def delete(self, connection):
        self.call(connection, "--request", "DELETE")


def refused(call, *expected):
    try:
        call()
    except Refused as error:
        assert error.args == expected, f"{error.args} in place of {expected}"
    else:
        raise AssertionError(f"done, in place of {expected}")


@contextmanager
def laptop(*options):
    """A laptop's outputs, while it runs."""
    running = subprocess.Popen(
        [LAPTOP, "--in-memory", "--port", "0", "--json", *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"RUST_LOG": "error"},
    )
    try:
        yield json.loads(running.stdout.readline())
    finally:
        running.kill()
        running.wait()


@contextmanager
def connected(outputs):
    """A connection, and its id."""
    with connect(f"{outputs['websocketUrl']}?format=json") as socket:
        socket.send('{"action":"test"}')
        yield socket, json.loads(socket.recv(PATIENCE))["connectionId"]


def drive(kind, outputs):
    client, stranger = kind(outputs, "local"), kind(outputs, "wrong")
    with connected(outputs) as (socket, connection):
        client.post(connection, '{"hello":"there"}')
        assert socket.recv(PATIENCE) == '{"hello":"there"}'
        client.post(connection, "naïve = 100 %")
        assert socket.recv(PATIENCE) == "naïve = 100 %"
        assert client.get(connection) == "127.0.0.1"

        for call in [
            lambda: stranger.post(connection, "hello"),
            lambda: stranger.get(connection),
            lambda: stranger.delete(connection),
        ]:
            refused(call, 403, "InvalidSignatureException")
        refused(lambda: client.post(connection, TOO_LONG), 413, "PayloadTooLargeException")

        client.delete(connection)
        try:
            raise AssertionError(f"received {socket.recv(PATIENCE)}")
        except ConnectionClosed as closed:
            assert closed.rcvd.code == 1000, closed
        for call in [
            lambda: client.post(connection, "hello"),
            lambda: client.get(connection),
            lambda: client.delete(connection),
        ]:
            refused(call, 410, "GoneException")


def hurry(kind, outputs):
    """Calls more often than the account may: the handshake, the message that asks for the id and one call."""
    client = kind(outputs, "local")
    with connected(outputs) as (socket, connection):
        client.post(connection, "the last one")
        assert socket.recv(PATIENCE) == "the last one"
        for call in [
            lambda: client.post(connection, "hello"),
            lambda: client.get(connection),
            lambda: client.delete(connection),
        ]:
            refused(call, 429, "LimitExceededException")


with laptop() as outputs:
    for kind in [Boto3, AwsCli, Curl]:
        drive(kind, outputs)
        with laptop("--account-rate", "0.0001", "--account-burst", "3") as scanty:
            hurry(kind, scanty)
        print(f"{kind.name}: POST, GET, DELETE, 403, 410, 413 and 429 are as on AWS")
