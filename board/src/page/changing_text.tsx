/**
 * A text that changes in place. Each text is an element of its own: browsers' translators put others in the place of text
 * nodes, so that changing those would not be seen.
 */
export function ChangingText({ text }: { text: string }) {
  return text === "" ? null : <span key={text}>{text}</span>;
}
