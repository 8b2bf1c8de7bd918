/** What can be done to one card, as a menu (WAI-ARIA Authoring Practices, "Menu Button"). */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import type { Item } from "../client";
import { placeBeside } from "./place_beside";

interface Props {
  item: Item;
  choices: { label: string; run(): void }[];
  remove(): void;
  close(): void;
}

export function CardMenu({ item, choices, remove, close }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = menu.current;
    const card = document.querySelector(`[data-card="${CSS.escape(item.itemId)}"]`);
    if (!element || !card) return close();
    placeBeside(element, card.querySelector("[data-menu]") ?? card);
    element.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, []);
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (!(event.target instanceof Node && menu.current?.contains(event.target))) close();
    };
    document.addEventListener("pointerdown", elsewhere);
    addEventListener("resize", close);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
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
      {choices.map(({ label, run }) => (
        <button key={label} role="menuitem" tabIndex={-1} onClick={choose(run)}>
          {label}
        </button>
      ))}
      <button class="danger" role="menuitem" tabIndex={-1} onClick={choose(remove)}>
        Delete
      </button>
    </div>
  );
}
