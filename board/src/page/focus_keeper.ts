/**
 * Keeps the focus on a card that moves to another place in the document, which loses it otherwise, and gives it to the
 * neighbour when the card disappears.
 */

export class FocusKeeper {
  readonly #root: HTMLElement;
  #itemId: string | undefined;
  /** Where the focused card was. */
  #list: Element | undefined;
  #row = 0;
  /** Whether the card is to have the focus when it is drawn. */
  #wanted = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    document.addEventListener("focusin", this.#follow);
    document.addEventListener("pointerdown", this.#release, { capture: true });
  }

  stop(): void {
    document.removeEventListener("focusin", this.#follow);
    document.removeEventListener("pointerdown", this.#release, { capture: true });
  }

  /** Gives the focus to a card, now or with the next drawing. */
  to(itemId: string, options?: FocusOptions): void {
    this.#itemId = itemId;
    const card = this.#card(itemId);
    this.#wanted = card === undefined;
    card?.focus(options);
  }

  /** After drawing: where did the focused card go? */
  restore(): void {
    if (this.#itemId === undefined) return;
    const wanted = this.#wanted;
    this.#wanted = false;
    if (!wanted && document.activeElement !== document.body) return this.#remember();
    (this.#card(this.#itemId) ?? this.#heir())?.focus({ preventScroll: !wanted });
  }

  readonly #follow = (event: FocusEvent) => {
    const card = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-card]") : null;
    this.#itemId = card?.dataset["card"];
    this.#wanted = false;
    this.#remember();
  };

  readonly #release = (event: Event) => {
    const on = event.target instanceof Element ? event.target.closest("[data-card]") : null;
    if (!on) this.#itemId = undefined;
  };

  #remember(): void {
    const card = this.#itemId === undefined ? undefined : this.#card(this.#itemId);
    if (!card?.parentElement) return;
    this.#list = card.parentElement;
    this.#row = [...this.#list.querySelectorAll(":scope > [data-card]")].indexOf(card);
  }

  #heir(): HTMLElement | undefined {
    const list = this.#list?.isConnected ? this.#list : undefined;
    const cards = list?.querySelectorAll<HTMLElement>(":scope > [data-card]");
    if (cards && cards.length > 0) return cards[Math.min(this.#row, cards.length - 1)];
    return list?.closest("section")?.querySelector("textarea") ?? undefined;
  }

  #card(itemId: string): HTMLElement | undefined {
    return this.#root.querySelector<HTMLElement>(`[data-card="${CSS.escape(itemId)}"]`) ?? undefined;
  }
}
