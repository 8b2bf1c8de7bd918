// The usual handler of such a board: write, then read all connections, then read the whole table and post it to each.

import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { randomUUID } from "node:crypto";

const { ITEMS_TABLE, USERS_TABLE, CONNECTIONS_ENDPOINT } = process.env;

// The clients' own defaults: connections are kept alive, 50 at a time.
const tables = new DynamoDBClient({});
const connections = new ApiGatewayManagementApiClient({ endpoint: CONNECTIONS_ENDPOINT });

// One call reads 1 MB at most.
async function scan(TableName) {
  const rows = [];
  let last;
  let page;
  do {
    page = await tables.send(new ScanCommand({ TableName, ExclusiveStartKey: last }));
    rows.push(...page.Items);
    last = page.LastEvaluatedKey;
  } while (last);
  return { ...page, Items: rows, Count: rows.length, ScannedCount: rows.length };
}

async function announce(sender) {
  const others = await scan(USERS_TABLE);
  if (!others.Items.some((row) => row.connectionId.S !== sender)) return;
  const { Items } = await scan(ITEMS_TABLE);
  const Data = JSON.stringify({ Items });
  await Promise.all(
    others.Items.map(async ({ connectionId }) => {
      if (connectionId.S === sender) return;
      try {
        await connections.send(new PostToConnectionCommand({ ConnectionId: connectionId.S, Data }));
      } catch (error) {
        if (error.name !== "GoneException") throw error;
        await tables.send(new DeleteItemCommand({ TableName: USERS_TABLE, Key: { connectionId } }));
      }
    }),
  );
}

async function message(route, body, sender) {
  const itemId = { S: body.itemId };
  switch (route) {
    case "test":
      return "Hello from Lambda! This is my first output!";
    case "createItem": {
      const item = { itemId: { S: randomUUID() }, title: { S: body.title }, status: { S: body.status } };
      await tables.send(new PutItemCommand({ TableName: ITEMS_TABLE, Item: item }));
      await announce(sender);
      return { message: "Item created", item };
    }
    case "updateStatus": {
      const { $metadata, Attributes } = await tables.send(
        new UpdateItemCommand({
          TableName: ITEMS_TABLE,
          Key: { itemId },
          UpdateExpression: "SET #status = :status",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":status": { S: body.status } },
          ReturnValues: "ALL_NEW",
        }),
      );
      await announce(sender);
      return { message: "Item updated", response: { $metadata, Attributes } };
    }
    case "deleteItem": {
      const { $metadata } = await tables.send(new DeleteItemCommand({ TableName: ITEMS_TABLE, Key: { itemId } }));
      await announce(sender);
      return { message: "Item deleted", response: { $metadata } };
    }
    case "scanEntireTable": {
      const { $metadata, Count, Items, ScannedCount } = await scan(ITEMS_TABLE);
      return { message: "Items scanned", response: { $metadata, Count, Items, ScannedCount } };
    }
    default:
      return { message: "Unknown action" };
  }
}

export async function handler({ requestContext, body }) {
  const { eventType, routeKey, connectionId } = requestContext;
  const row = { connectionId: { S: connectionId } };
  switch (eventType) {
    case "CONNECT":
      await tables.send(new PutItemCommand({ TableName: USERS_TABLE, Item: row }));
      return { statusCode: 200 };
    case "DISCONNECT":
      await tables.send(new DeleteItemCommand({ TableName: USERS_TABLE, Key: row }));
      return { statusCode: 200 };
    default:
      return { statusCode: 200, body: JSON.stringify(await message(routeKey, JSON.parse(body), connectionId)) };
  }
}
