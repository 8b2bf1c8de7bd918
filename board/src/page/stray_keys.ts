/** Keeps keydown events from the page that are not presses. */

import { isTyping } from "./typing";
import { isUndo } from "./undo_key";

/** Keys that only go somewhere: they go on while they are held. */
const GOING = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Tab"]);

/** The `keyCode` of a key that an input method took (UI Events, "Input Method Editors"). */
const TAKEN = 229;

/**
 * A key that is held does what one press of it does, except going and typing; one that an input method takes does
 * nothing else.
 */
export function ignoreStrayKeys(): void {
  /** Where the key that is down was pressed: the focus may have gone elsewhere by it. */
  let pressedAt: EventTarget | null = null;
  const look = (event: KeyboardEvent) => {
    if (!event.repeat) pressedAt = event.target;
    // Safari ends the composition before it tells of the Enter that confirms it: `isComposing` alone does not do.
    const composing = event.isComposing || event.keyCode === TAKEN;
    if (!composing && !isHeld(event, pressedAt)) return;
    event.stopImmediatePropagation();
    // Other keys of an input method are text on its way into the field.
    if (!composing || event.key === "Enter" || event.key === "Escape") event.preventDefault();
  };
  // On the window and capturing, to come before every listener of the page.
  addEventListener("keydown", look, { capture: true });
}

function isHeld(event: KeyboardEvent, pressedAt: EventTarget | null): boolean {
  const { repeat, key, target, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (!repeat || GOING.has(key)) return false;
  const shortcut = ctrlKey || metaKey || altKey;
  // In a field all else is text, or a correction of it.
  if (isTyping(target) && target === pressedAt) return key === "Enter" && (!shiftKey || shortcut);
  // Other shortcuts are the browser's, such as making the text larger.
  return !shortcut || key === "Enter" || key === " " || isUndo(event);
}
