/** Those who want to hear of a kind of happening. */
export class Listeners<T> {
  readonly #all = new Set<(happening: T) => void>();

  /** Adds a listener; the function that is returned removes it. */
  add(listener: (happening: T) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(happening: T): void {
    for (const listener of this.#all) listener(happening);
  }
}
