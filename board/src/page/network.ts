/**
 * What the browser knows of the network. It is a hint and not the truth: a machine without a network still reaches
 * servers on itself, so the connection is checked and never given up for it.
 */

import type { Session } from "../model/session";

export function watchNetwork(session: Session, redraw: () => void): void {
  const look = () => {
    session.check();
    redraw();
  };
  addEventListener("online", look);
  addEventListener("offline", look);
  // A window that comes back may have slept.
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
