/** Notices, in a corner. */

import type { Notices } from "../model/notices";
import { ChangingText } from "./changing_text";

export function NoticeList({ notices }: { notices: Notices }) {
  return (
    <section class="notices" aria-label="Notices">
      {notices.shown.map(({ id, tone, text, action }) => (
        <div
          key={id}
          class="notice"
          data-tone={tone}
          role={tone === "error" ? "alert" : "status"}
          onPointerEnter={() => notices.hold(id)}
          onPointerLeave={() => notices.release(id)}
          onFocusIn={() => notices.hold(id)}
          onFocusOut={() => notices.release(id)}
        >
          <p>
            <ChangingText text={text} />
          </p>
          {action && <button onClick={() => notices.act(id)}>{action.label}</button>}
          <button class="icon" aria-label="Dismiss" onClick={() => notices.dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </section>
  );
}
