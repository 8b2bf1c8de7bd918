/** What others do, in words, without drowning anyone: a burst of changes is one sentence. */

import type { Change } from "../client/index";
import { quote, statusName } from "./words";

/** How long changes are gathered, in milliseconds: a screen reader is still speaking that long. */
const GATHERED_FOR = 700;

export class Activity {
  readonly #say: (sentence: string) => void;
  #gathered: Change[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  /** Takes others' changes. */
  report(changes: Change[]): void {
    this.#gathered.push(...changes);
    if (changes.length > 0) this.#timer ??= setTimeout(() => this.#flush(), GATHERED_FOR);
  }

  #flush(): void {
    this.#timer = undefined;
    const [only, another] = this.#gathered;
    const count = this.#gathered.length;
    this.#gathered = [];
    if (only) this.#say(another ? `Others made ${count} changes` : describe(only));
  }
}

/** One change of somebody else's. */
export function describe(change: Change): string {
  const { kind, item } = change;
  const column = statusName(item.status);
  if (kind === "created") return `Someone added ${quote(item.title)} to ${column}`;
  if (kind === "deleted") return `Someone deleted ${quote(item.title)}`;
  return change.before.status === item.status
    ? `Someone changed ${quote(item.title)}`
    : `Someone moved ${quote(item.title)} to ${column}`;
}
