/** The field that adds a card to a column. What is typed in it belongs to the person: it survives a reload. */

import { useRef, useState } from "preact/hooks";

import { isBlank } from "../client/index";
import { draft, keepDraft } from "../model/drafts";
import { statusName, titleProblem } from "../model/words";
import { ChangingText } from "./changing_text";

interface Props {
  status: string;
  draftKey: string;
  add(title: string): void;
}

export function AddForm({ status, draftKey, add }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const [kept] = useState(() => draft(draftKey));
  const problemId = `problem-${status}`;
  const submit = (event: Event) => {
    event.preventDefault();
    const area = field.current;
    if (!area) return;
    const found = titleProblem(area.value);
    setProblem(found);
    area.focus();
    if (found) return;
    add(area.value);
    area.value = "";
    keepDraft(draftKey, "");
  };
  const keep = (event: InputEvent) => {
    const { value } = event.currentTarget as HTMLTextAreaElement;
    keepDraft(draftKey, value);
    // A field that was refused is judged while it is corrected, one that was not is left in peace.
    if (problem) setProblem(isBlank(value) ? undefined : titleProblem(value));
  };
  return (
    <form class="add" onSubmit={submit} novalidate>
      <textarea
        ref={field}
        rows={1}
        placeholder="Add a card"
        aria-label={`Add a card to ${statusName(status)}`}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && problemId}
        defaultValue={kept}
        enterkeyhint="done"
        dir="auto"
        onInput={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey) submit(event);
        }}
      />
      <button class="plus" aria-label={`Add to ${statusName(status)}`}>
        +
      </button>
      {problem && (
        <p id={problemId} class="field-problem" role="alert">
          <ChangingText text={problem} />
        </p>
      )}
    </form>
  );
}
