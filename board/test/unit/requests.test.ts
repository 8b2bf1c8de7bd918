import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { decode } from "../../src/client/decode";
import { isPassing, outcomeIsUnknown, Refused } from "../../src/client/failures";
import { Requests } from "../../src/client/requests";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hello = (requestId: string) => ({ message: "Hello from Lambda!", connectionId: "c", board: "b", stage: "s", requestId });

function requests(open = true) {
  const sent: { requestId: string }[] = [];
  const all = new Requests((text) => {
    if (open) sent.push(JSON.parse(text) as { requestId: string });
    return open;
  }, 1_000);
  const receive = (frame: unknown) => all.settle(decode(JSON.stringify(frame)));
  return { all, sent, receive };
}

test("each_reply_goes_to_the_request_whose_id_it_carries", async () => {
  const { all, sent, receive } = requests();
  const [first, second] = [all.ask({ action: "test" }), all.ask({ action: "test" })];
  receive({ ...hello(sent[1]!.requestId), board: "two" });
  receive({ ...hello(sent[0]!.requestId), board: "one" });
  expect(await first).toMatchObject({ board: "one" });
  expect(await second).toMatchObject({ board: "two" });
});

test("an_error_reply_is_a_refusal_with_its_code", async () => {
  const { all, sent, receive } = requests();
  const asked = all.ask({ action: "deleteItem", itemId: "x" });
  const error = { code: "ItemNotFound", detail: "there is none" };
  receive({ message: "Failed to delete item", error, requestId: sent[0]!.requestId });
  const refused = await asked.catch((reason: unknown) => reason);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ code: "ItemNotFound" });
  expect(outcomeIsUnknown(refused)).toBe(false);
});

test("without_an_answer_in_time_the_outcome_is_unknown", async () => {
  const { all } = requests();
  const asked = all.ask({ action: "test" }).catch((reason: unknown) => reason);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(outcomeIsUnknown(await asked)).toBe(true);
});

test("a_lost_connection_leaves_every_outcome_unknown", async () => {
  const { all } = requests();
  const asked = [all.ask({ action: "test" }), all.ask({ action: "test" })].map((one) => one.catch((reason: unknown) => reason));
  all.abandon();
  expect((await Promise.all(asked)).map(outcomeIsUnknown)).toEqual([true, true]);
});

test("a_request_that_could_not_be_sent_changed_nothing", async () => {
  const { all } = requests(false);
  const reason: unknown = await all.ask({ action: "test" }).catch((error: unknown) => error);
  expect([outcomeIsUnknown(reason), isPassing(reason)]).toEqual([false, true]);
});

test("a_frame_of_the_gateway_ends_the_only_request_that_waits", async () => {
  const { all, receive } = requests();
  const asked = all.ask({ action: "test" }).catch((reason: unknown) => reason);
  receive({ message: "Endpoint request timed out", connectionId: "c", requestId: "1" });
  expect(outcomeIsUnknown(await asked)).toBe(true);
});

test("a_frame_of_the_gateway_ends_none_of_several", async () => {
  const { all, sent, receive } = requests();
  const asked = [all.ask({ action: "test" }), all.ask({ action: "test" })];
  receive({ message: "Too Many Requests", connectionId: "c", requestId: "1" });
  for (const { requestId } of sent) receive(hello(requestId));
  expect(await Promise.all(asked)).toHaveLength(2);
});

test("a_late_reply_to_nobody_is_no_harm", () => {
  const { receive } = requests();
  receive(hello("99"));
});
