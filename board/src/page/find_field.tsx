/** Narrows the board to the cards whose title has a text. */
export function FindField({ find }: { find: (text: string) => void }) {
  return (
    <input
      type="search"
      class="find"
      placeholder="Find cards"
      aria-label="Find cards"
      autocomplete="off"
      onInput={(event) => find(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.currentTarget.value = "";
        find("");
      }}
    />
  );
}
