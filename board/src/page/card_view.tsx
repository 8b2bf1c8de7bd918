/** One card. It is drawn again only when something about it has changed: there may be thousands. */

import { Component } from "preact";

import type { Item } from "../client/index";
import type { Trouble } from "../model/columns";
import { ChangingText } from "./changing_text";

interface Props {
  item: Item;
  saving: boolean;
  trouble: Trouble | undefined;
  /** Changed by somebody else a moment ago. */
  fresh: boolean;
  /** Picked up, by pointer or keyboard. */
  lifted: boolean;
  /** The one card of its column that the Tab key reaches. */
  tabbable: boolean;
  /** Its place in the column, from 1, and how many there are: a reader sees only those that are drawn. */
  place: number;
  of: number;
}

export const CARD_HELP_ID = "card-help";

export class CardView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { item, saving, trouble, fresh, lifted, tabbable, place, of } = this.props;
    return (
      next.item.itemId !== item.itemId ||
      next.item.version !== item.version ||
      next.item.title !== item.title ||
      next.saving !== saving ||
      next.trouble?.name !== trouble?.name ||
      next.fresh !== fresh ||
      next.lifted !== lifted ||
      next.tabbable !== tabbable ||
      next.place !== place ||
      next.of !== of
    );
  }

  override render({ item, saving, trouble, fresh, lifted, tabbable, place, of }: Props) {
    const failed = trouble?.name === "failed";
    return (
      <li
        class="card"
        data-card={item.itemId}
        data-saving={saving}
        data-fresh={fresh}
        data-lifted={lifted}
        tabIndex={tabbable ? 0 : -1}
        aria-describedby={CARD_HELP_ID}
        aria-busy={saving && !failed}
        aria-posinset={place}
        aria-setsize={of}
      >
        <p class="title" dir="auto">
          <ChangingText text={item.title} />
        </p>
        <button
          class="icon menu-button"
          data-menu
          aria-haspopup="menu"
          aria-label={`Actions for ${item.title.slice(0, 80)}`}
          tabIndex={tabbable ? 0 : -1}
          disabled={item.version === 0}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="3" cy="8" r="1.4" />
            <circle cx="8" cy="8" r="1.4" />
            <circle cx="13" cy="8" r="1.4" />
          </svg>
        </button>
        {trouble && (
          <div class="trouble" data-failed={failed}>
            <p>
              <ChangingText text={failed ? `Not saved: ${trouble.reason}` : "Not saved yet…"} />
            </p>
            {failed && (
              <>
                <button class="quiet" data-again tabIndex={tabbable ? 0 : -1}>
                  Try again
                </button>
                <button class="quiet" data-discard tabIndex={tabbable ? 0 : -1}>
                  Discard
                </button>
              </>
            )}
          </div>
        )}
      </li>
    );
  }
}
