/** One column: its name, the field that adds to it, its cards. */

import type { Column } from "../model/columns";
import type { Highlights } from "../model/highlights";
import { statusName } from "../model/words";
import { AddForm } from "./add_form";
import { CardList } from "./card_list";
import { ChangingText } from "./changing_text";

interface Props {
  column: Column;
  /** Its place, which gives it its colour. */
  place: number;
  board: string;
  highlights: Highlights;
  /** The card that is picked up, wherever it is. */
  lifted: string | undefined;
  /** Whether that card would be dropped here. */
  target: boolean;
  /** The card that the Tab key reaches. */
  tabbable: string | undefined;
  loading: boolean;
  add(title: string): void;
}

const HUES = 6;

export function ColumnView({ column, place, board, highlights, lifted, target, tabbable, loading, add }: Props) {
  const { status, cards, total, retired } = column;
  const count = cards.length === total ? total.toLocaleString("en") : `${cards.length.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  const headingId = `column-${place}`;
  return (
    <section
      class="column"
      aria-labelledby={headingId}
      data-hue={place % HUES}
      data-target={target}
      {...(!retired && { "data-status": status })}
    >
      <header>
        <h2 id={headingId}>
          <span class="dot" aria-hidden="true" />
          <span class="name" dir="auto">
            {statusName(status)}
          </span>
        </h2>
        <span class="count" aria-label={`${count} cards`} role="img">
          <ChangingText text={count} />
        </span>
      </header>
      {!retired && <AddForm status={status} draftKey={`draft/${board}/${status}`} add={add} />}
      <CardList column={column} headingId={headingId} highlights={highlights} lifted={lifted} tabbable={tabbable} />
      {cards.length === 0 && (
        <p class="empty">
          <ChangingText text={loading ? "Loading…" : total > 0 ? "No match" : "No cards"} />
        </p>
      )}
    </section>
  );
}
