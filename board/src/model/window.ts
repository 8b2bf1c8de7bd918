/**
 * Which cards of a long column are drawn: those in sight, some around them, and those that must not vanish (the one
 * with the focus, the one in the hand). The others are gaps of their height.
 */

export type Piece = { cards: readonly [from: number, to: number] } | { gap: number };

/** Up to here a column is drawn whole: there the browser's own search finds every card. */
const WHOLE = 60;
/** How far above and below the visible part cards are drawn, in CSS pixels. */
const AROUND = 500;

/** Cuts a column of `count` cards into pieces, the heights given in CSS pixels with the space between cards. */
export function pieces(
  count: number,
  heightOf: (index: number) => number,
  seen: { top: number; height: number },
  pinned: ReadonlySet<number>,
): Piece[] {
  if (count <= WHOLE) return [{ cards: [0, count] }];
  const [first, last] = [seen.top - AROUND, seen.top + seen.height + AROUND];
  const cut: Piece[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const height = heightOf(index);
    const drawn = (offset + height >= first && offset <= last) || pinned.has(index);
    offset += height;
    const piece = cut.at(-1);
    if (drawn) {
      if (piece && "cards" in piece) cut[cut.length - 1] = { cards: [piece.cards[0], index + 1] };
      else cut.push({ cards: [index, index + 1] });
    } else if (piece && "gap" in piece) {
      piece.gap += height;
    } else {
      cut.push({ gap: height });
    }
  }
  return cut;
}
