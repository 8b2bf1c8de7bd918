const GAP = 4;
const EDGE = 8;

/** Puts a fixed element below another one, or above where there is no room, inside the window. */
export function placeBeside(element: HTMLElement, anchor: Element): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = at.bottom + GAP;
  const top = below + height + EDGE <= innerHeight ? below : at.top - GAP - height;
  element.style.top = `${Math.max(EDGE, top)}px`;
  element.style.left = `${Math.max(EDGE, Math.min(at.right - width, innerWidth - width - EDGE))}px`;
}

/** Whether a part of an element of the board is in sight, in its list and in the board, which both scroll. */
export function isInSight(element: Element): boolean {
  const at = element.getBoundingClientRect();
  return [element.closest(".cards"), element.closest(".board")].every((around) => {
    const seen = around?.getBoundingClientRect();
    return seen && at.bottom > seen.top && at.top < seen.bottom && at.right > seen.left && at.left < seen.right;
  });
}
