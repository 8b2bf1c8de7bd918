/** Keeps keydown events from the page that are not presses. */

import { isTyping } from "./typing";

/** Keys that only go somewhere: they go on while they are held. */
const GOING = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Tab"]);

/** A key that is held does what one press of it does, except going and typing. */
export function ignoreStrayKeys(): void {
  // On the window and capturing, to come before every listener of the page.
  addEventListener("keydown", (event) => isHeld(event) && stop(event), { capture: true });
}

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function isHeld({ repeat, key, target, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (!repeat || GOING.has(key)) return false;
  const shortcut = ctrlKey || metaKey || altKey;
  // In a field all else is text, or a correction of it.
  if (isTyping(target)) return key === "Enter" && (!shiftKey || shortcut);
  // Other shortcuts are the browser's, such as making the text larger.
  return !shortcut || key === "Enter" || key === " " || key.toLowerCase() === "z";
}
