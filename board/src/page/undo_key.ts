/** The key that undoes: in a field it is the field's own if something was typed there after the last deletion. */

import type { Session } from "../model/session";
import { isTyping } from "./typing";

/** Listens until the function that is returned is called. */
export function watchUndo(session: Session): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  /** How many cards were deleted when something was typed last. */
  let before = 0;
  addEventListener("input", () => (before = session.deletions), { signal });
  addEventListener(
    "keydown",
    (event) => {
      if (!isUndo(event) || (isTyping(event.target) && session.deletions === before)) return;
      // Held in a field it is a repeat that was let through for the field's sake.
      if (event.repeat || session.undo()) event.preventDefault();
    },
    { signal },
  );
  return () => listening.abort();
}

/** Whether a key means to undo, also with Caps Lock, and where the Z of the keyboard has a letter of another script. */
export function isUndo({ key, code, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  if (!(ctrlKey || metaKey) || shiftKey || altKey) return false;
  return key.toLowerCase() === "z" || (code === "KeyZ" && key > "\u007f");
}
