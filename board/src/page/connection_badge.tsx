/** Whether what is shown is live. Its seconds are not announced; losing and regaining the connection is, elsewhere. */

import { useEffect, useState } from "preact/hooks";

import type { BoardState } from "../client/index";
import { ChangingText } from "./changing_text";

export function ConnectionBadge({ state, retryNow }: { state: BoardState; retryNow: () => void }) {
  const seconds = useSecondsUntil(state.name === "waiting" ? state.until : undefined);
  const offline = state.name !== "live" && !navigator.onLine;
  const { tone, text } = describe(state, seconds, offline);
  return (
    <div class="connection" data-state={offline ? "offline" : state.name} data-tone={tone}>
      <span class="dot" aria-hidden="true" />
      <span>
        <ChangingText text={text} />
      </span>
      {state.name === "waiting" && (
        <button class="quiet" onClick={retryNow}>
          Now
        </button>
      )}
    </div>
  );
}

function describe(state: BoardState, seconds: number, offline: boolean): { tone: "good" | "busy" | "bad"; text: string } {
  switch (state.name) {
    case "live":
      return { tone: "good", text: "Live" };
    case "syncing":
      return { tone: "busy", text: "Loading…" };
    case "waiting": {
      const soon = seconds > 0 ? `in ${seconds} s` : "…";
      return offline
        ? { tone: "bad", text: `Offline, trying again ${soon}` }
        : { tone: "bad", text: seconds > 0 ? `Reconnecting ${soon}` : "Reconnecting…" };
    }
    case "connecting":
      return offline ? { tone: "bad", text: "Offline" } : { tone: "busy", text: "Connecting…" };
    case "closed":
      return { tone: "bad", text: "Closed" };
  }
}

function useSecondsUntil(until: number | undefined): number {
  const [, tick] = useState(0);
  useEffect(() => {
    if (until === undefined) return;
    const timer = setInterval(() => tick((count) => count + 1), 250);
    return () => clearInterval(timer);
  }, [until]);
  return until === undefined ? 0 : Math.max(0, Math.ceil((until - Date.now()) / 1_000));
}
