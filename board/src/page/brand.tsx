/** The name of the page, with its mark. */
export function Brand() {
  return (
    <h1 class="brand">
      <img src="icon.svg" alt="" width="22" height="22" />
      Task board
    </h1>
  );
}
