/** A page that cannot show a board says why. */

import { BoardSwitch } from "./board_switch";
import { Brand } from "./brand";

export function Problem({ title, text, board }: { title: string; text: string; board: string }) {
  return (
    <>
      <header class="top">
        <Brand />
        <BoardSwitch board={board} />
      </header>
      <main class="problem">
        <div role="alert">
          <h2>{title}</h2>
          <p dir="auto">{text}</p>
        </div>
      </main>
    </>
  );
}
