/** The cards of one column, as many of them as are in sight. */

import { Component, createRef } from "preact";

import type { Column } from "../model/columns";
import type { Highlights } from "../model/highlights";
import { pieces } from "../model/window";
import { CardView } from "./card_view";

interface Props {
  column: Column;
  headingId: string;
  highlights: Highlights;
  /** The card that is picked up, wherever it is. */
  lifted: string | undefined;
  /** The card that the Tab key reaches; the first one if it is not in this column. */
  tabbable: string | undefined;
}

interface State {
  top: number;
  height: number;
}

/** The height of a card of one line, until a card has been seen, in CSS pixels. */
const GUESS = 50;

export class CardList extends Component<Props, State> {
  override state: State = { top: 0, height: 1_000 };
  readonly #list = createRef<HTMLUListElement>();
  /** Heights of the cards that were drawn at the present width. */
  readonly #heights = new Map<string, number>();
  #width = 0;
  #observer: ResizeObserver | undefined;

  override componentDidMount(): void {
    const list = this.#list.current;
    if (!list) return;
    this.#observer = new ResizeObserver(() => {
      if (list.clientWidth !== this.#width) this.#heights.clear();
      this.#width = list.clientWidth;
      this.setState({ height: list.clientHeight });
    });
    this.#observer.observe(list);
    this.#measure();
  }

  override componentDidUpdate(): void {
    this.#measure();
  }

  override componentWillUnmount(): void {
    this.#observer?.disconnect();
  }

  #measure(): void {
    if (this.props.column.cards.length === 0) this.#heights.clear();
    let space: number | undefined;
    for (const card of this.#list.current?.children ?? []) {
      if (!(card instanceof HTMLElement)) continue;
      const itemId = card.dataset["card"];
      if (itemId === undefined || this.#heights.has(itemId)) continue;
      space ??= parseFloat(getComputedStyle(card).marginBottom);
      this.#heights.set(itemId, card.offsetHeight + space);
    }
  }

  readonly #onScroll = () => {
    const list = this.#list.current;
    if (list) this.setState({ top: list.scrollTop, height: list.clientHeight });
  };

  override render({ column, headingId, highlights, lifted, tabbable }: Props, seen: State) {
    const { cards } = column;
    const place = (itemId: string | undefined) => cards.findIndex(({ item }) => item.itemId === itemId);
    const reached = Math.max(0, place(tabbable));
    const heightOf = (index: number) => this.#heights.get(cards[index]?.item.itemId ?? "") ?? GUESS;
    const cut = pieces(cards.length, heightOf, seen, new Set([reached, place(lifted)]));
    return (
      <ul ref={this.#list} class="cards" aria-labelledby={headingId} onScroll={this.#onScroll}>
        {cut.map((piece, at) =>
          "gap" in piece ? (
            <li key={`gap-${at}`} aria-hidden="true" style={{ height: `${piece.gap}px` }} />
          ) : (
            cards.slice(...piece.cards).map(({ item, saving, trouble }, index) => (
              <CardView
                key={item.itemId}
                item={item}
                saving={saving}
                trouble={trouble}
                fresh={highlights.has(item.itemId)}
                lifted={item.itemId === lifted}
                tabbable={piece.cards[0] + index === reached}
                place={piece.cards[0] + index + 1}
                of={cards.length}
              />
            ))
          ),
        )}
      </ul>
    );
  }
}
