/** What can be done to one card, as a menu (WAI-ARIA Authoring Practices, "Menu Button"). */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import type { Item } from "../client/index";
import { isInSight, placeBeside } from "./place_beside";

interface Props {
  item: Item;
  choices: Choice[];
  close(): void;
}

export interface Choice {
  label: string;
  /** Whether something is lost by it. */
  danger?: boolean;
  run(): void;
}

export function CardMenu({ item, choices, close }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const anchor = () => document.querySelector(`[data-card="${CSS.escape(item.itemId)}"] [data-menu]`);
  const place = () => {
    const [element, button] = [menu.current, anchor()];
    if (element && button && isInSight(button)) placeBeside(element, button);
    else close();
  };
  useLayoutEffect(() => {
    // The key may have come to a card that was scrolled away.
    anchor()?.scrollIntoView({ block: "nearest", inline: "nearest" });
    menu.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, []);
  // Every drawing may have moved the card.
  useLayoutEffect(place);
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (!(event.target instanceof Node && menu.current?.contains(event.target))) close();
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("scroll", place, { capture: true });
    addEventListener("resize", close);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("scroll", place, { capture: true });
      removeEventListener("resize", close);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const next = to[event.key];
    if (next !== undefined) items.at(next % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
  };
  const choose = (run: () => void) => () => {
    run();
    close();
  };
  return (
    <div ref={menu} class="menu" role="menu" aria-label={`Actions for ${item.title.slice(0, 80)}`} onKeyDown={onKeyDown}>
      {choices.map(({ label, danger, run }) => (
        <button key={label} class={danger ? "danger" : undefined} role="menuitem" tabIndex={-1} onClick={choose(run)}>
          {label}
        </button>
      ))}
    </div>
  );
}
