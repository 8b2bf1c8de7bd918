/** The picture of a card that follows the pointer. */
export class DragGhost {
  readonly #element: HTMLElement;
  readonly #x: number;
  readonly #y: number;

  constructor(card: HTMLElement, x: number, y: number) {
    const { left, top, width } = card.getBoundingClientRect();
    this.#element = card.cloneNode(true) as HTMLElement;
    delete this.#element.dataset["card"];
    this.#element.classList.add("ghost");
    this.#element.setAttribute("aria-hidden", "true");
    this.#element.inert = true;
    this.#x = x - left;
    this.#y = y - top;
    this.#element.style.width = `${width}px`;
    document.body.append(this.#element);
    this.moveTo(x, y);
  }

  moveTo(x: number, y: number): void {
    this.#element.style.translate = `${x - this.#x}px ${y - this.#y}px`;
  }

  remove(): void {
    this.#element.remove();
  }
}
