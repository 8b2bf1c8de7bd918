"""Speaks the protocol's transcripts over one connection of Python's `websockets`, as `.ci/ws.mjs` does over Node's `ws`.

    python .ci/websockets_client.py LAPTOP
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

PATIENCE_S = 30
TRANSCRIPTS = Path(__file__).parent.parent / "protocol/tests/protocol/dynamodb.jsonl"


def shape(value):
    """What a value looks like: keys and types, nested, without the values themselves."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    # JSON has one kind of number.
    return "number" if type(value) in (int, float) else type(value).__name__


def expect(what, expected, received):
    if received != expected:
        sys.exit(f"{what}: expected {expected}, received {received}")
    print(f"{what}: {received}")


async def speak_transcripts(ask):
    lines = [json.loads(line) for line in TRANSCRIPTS.read_text().splitlines()]
    created = None
    for request, expected in zip(lines[::2], lines[1::2]):
        action = request["action"]
        if "itemId" in request:
            request["itemId"] = created
        if action == "scanEntireTable":
            # The transcript's board has two items.
            for title in ("one", "two"):
                await ask({"action": "createItem", "title": title, "status": "todo"})
        reply = await ask(request)
        if isinstance(reply, dict) and "item" in reply:
            created = reply["item"].get("itemId", {}).get("S", created)
        if shape(reply) != shape(expected):
            sys.exit(f"{action}: the reply differs\n  expected {shape(expected)}\n  received {shape(reply)}")
        if isinstance(expected, str) and reply != expected:
            sys.exit(f"{action}: received {reply}")
        print(f"{action}: {json.dumps(reply)}")


async def closed_after(url, data):
    async with connect(url) as socket:
        await socket.send(data)
        try:
            async with asyncio.timeout(PATIENCE_S):
                sys.exit(f"expected to be closed, received {await socket.recv()}")
        except ConnectionClosed as closed:
            return closed.rcvd.code


async def main(url):
    async with connect(url) as socket:

        async def ask(request):
            await socket.send(json.dumps(request))
            async with asyncio.timeout(PATIENCE_S):
                return json.loads(await socket.recv())

        await speak_transcripts(ask)
        async with asyncio.timeout(PATIENCE_S):
            await (await socket.ping())

    expect("a binary frame closes with", 1003, await closed_after(url, b"bytes"))
    expect("a frame of more than 32 KB closes with", 1009, await closed_after(url, "x" * (32 * 1024 + 1)))
    fragments = ["x" * (32 * 1024)] * 5
    expect("a message of more than 128 KB closes with", 1009, await closed_after(url, fragments))
    try:
        async with connect(url.rpartition("/")[0] + "/elsewhere"):
            sys.exit("a stage that is not there takes the handshake")
    except InvalidStatus as refused:
        expect("a stage that is not there refuses with", 403, refused.response.status_code)


laptop = subprocess.Popen(
    [sys.argv[1], "--in-memory", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True
)
try:
    asyncio.run(main(json.loads(laptop.stdout.readline())["websocketUrl"]))
finally:
    laptop.terminate()
    laptop.wait()
