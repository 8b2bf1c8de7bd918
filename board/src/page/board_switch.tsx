/** Which board this is, and the way to another. */

import { useState } from "preact/hooks";

import { isBoardId } from "../client/index";
import { addressOf, BOARD_RULE } from "../model/address";
import { ChangingText } from "./changing_text";

export function BoardSwitch({ board }: { board: string }) {
  const [problem, setProblem] = useState("");
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("board") as HTMLInputElement;
    const wanted = field.value.trim();
    if (!isBoardId(wanted)) setProblem(`${BOARD_RULE}.`);
    else if (wanted !== board) location.assign(addressOf(wanted));
  };
  return (
    <form class="switch" onSubmit={open} novalidate>
      <label for="board">Board</label>
      <input
        id="board"
        name="board"
        defaultValue={board}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={problem !== ""}
        aria-describedby="board-problem"
        onInput={() => setProblem("")}
      />
      <button class="quiet">Open</button>
      <span id="board-problem" class="field-problem" role="alert">
        <ChangingText text={problem} />
      </span>
    </form>
  );
}
