/** The whole page of a session. */

import { useEffect } from "preact/hooks";

import type { Session } from "../model/session";
import { Board } from "./board";
import { BoardSwitch } from "./board_switch";
import { Brand } from "./brand";
import { ChangingText } from "./changing_text";
import { ConnectionBadge } from "./connection_badge";
import { FindField } from "./find_field";
import { NoticeList } from "./notice_list";
import { watchUndo } from "./undo_key";

export function App({ session }: { session: Session }) {
  useEffect(() => watchUndo(session), [session]);
  return (
    <>
      <header class="top">
        <Brand />
        <BoardSwitch board={session.board} />
        <FindField find={(text) => session.find(text)} />
        <ConnectionBadge state={session.connection} retryNow={() => session.retryNow()} />
      </header>
      <main class="stage">
        {!session.complete && session.connection.name === "waiting" && (
          <p class="unreachable" role="alert">
            The server at <b>{new URL(session.websocketUrl).host}</b> does not answer, or does not let this page in. The
            page keeps trying.
          </p>
        )}
        <Board session={session} />
      </main>
      <p class="news" role="status">
        <ChangingText text={session.news} />
      </p>
      <NoticeList notices={session.notices} />
    </>
  );
}
