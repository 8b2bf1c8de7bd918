/**
 * What is typed and not sent yet, kept over a reload where the browser keeps site data. Where they are blocked or full
 * it fails, even at the name `sessionStorage`, and the text is in its field alone.
 */

export function draft(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** An empty text is none. */
export function keepDraft(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // There is nowhere left to keep it.
  }
}
