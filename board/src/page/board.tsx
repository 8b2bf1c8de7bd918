/** The columns, and everything that a hand can do to a card in them. */

import { Component, createRef } from "preact";

import type { Card, Column } from "../model/columns";
import type { Session } from "../model/session";
import { statusName } from "../model/words";
import { CARD_HELP_ID } from "./card_view";
import { CardMenu, type Choice } from "./card_menu";
import { ColumnView } from "./column_view";
import { FocusKeeper } from "./focus_keeper";
import { handleKey, type Lifted } from "./keyboard";
import { PointerDrag } from "./pointer_drag";

interface Props {
  session: Session;
}

interface State {
  /** The card in the air, and the column it is over. */
  lifted: Lifted | undefined;
  /** The card whose menu is open. */
  menu: string | undefined;
  /** The card that the Tab key reaches, by column. */
  tabbable: Record<string, string>;
}

export class Board extends Component<Props, State> {
  override state: State = { lifted: undefined, menu: undefined, tabbable: {} };
  readonly #root = createRef<HTMLDivElement>();
  #drag: PointerDrag | undefined;
  #focus: FocusKeeper | undefined;

  override componentDidMount(): void {
    const root = this.#root.current;
    if (!root) return;
    this.#focus = new FocusKeeper(root);
    this.#drag = new PointerDrag(root, {
      over: (itemId, status) => this.lift({ itemId, status }),
      drop: (itemId, status) => {
        this.lift(undefined);
        if (status !== undefined) this.props.session.move(itemId, status);
        else this.props.session.say("Dropped where it was");
      },
      cancel: () => {
        this.lift(undefined);
        this.props.session.say("Put back");
      },
    });
    document.addEventListener("pointerdown", this.#putBack);
  }

  override componentWillUnmount(): void {
    this.#drag?.stop();
    this.#focus?.stop();
    document.removeEventListener("pointerdown", this.#putBack);
  }

  override componentDidUpdate(): void {
    this.#focus?.restore();
    // What a hand holds goes with its card: else it would be there again with the card, or act on the one that is focused now.
    const { lifted, menu } = this.state;
    if (lifted && !this.#columnOf(lifted.itemId)) this.lift(undefined);
    if (menu !== undefined && !this.#columnOf(menu)) this.#closeMenu();
  }

  lift(lifted: Lifted | undefined): void {
    const { lifted: former } = this.state;
    if (former?.itemId !== lifted?.itemId || former?.status !== lifted?.status) this.setState({ lifted });
  }

  /** A hand on the pointer ends what the keyboard held. */
  readonly #putBack = () => this.lift(undefined);

  readonly #onKeyDown = (event: KeyboardEvent) => {
    handleKey(event, this.props.session, this.state.lifted, {
      lift: (lifted) => this.lift(lifted),
      openMenu: (itemId) => this.setState({ menu: itemId }),
      goTo: (itemId) => {
        this.#reach(itemId);
        this.#focus?.to(itemId);
      },
    });
  };

  readonly #onClick = (event: MouseEvent) => {
    const { session } = this.props;
    const button = event.target instanceof Element && event.target.closest<HTMLElement>("[data-card] button");
    const itemId = button && button.closest<HTMLElement>("[data-card]")?.dataset["card"];
    if (!itemId) return;
    if ("menu" in button.dataset) this.setState({ menu: itemId });
    if ("again" in button.dataset) session.addAgain(itemId);
    if ("discard" in button.dataset) session.discard(itemId);
  };

  readonly #onFocusIn = (event: FocusEvent) => {
    const card = event.target instanceof Element && event.target.closest<HTMLElement>("[data-card]");
    const itemId = card && card.dataset["card"];
    if (itemId) this.#reach(itemId);
  };

  /** Makes a card the one of its column that the Tab key reaches, and that is drawn even if it is out of sight. */
  #reach(itemId: string): void {
    const column = this.#columnOf(itemId);
    if (!column || this.state.tabbable[column.status] === itemId) return;
    this.setState(({ tabbable }) => ({ tabbable: { ...tabbable, [column.status]: itemId } }));
  }

  #columnOf(itemId: string): Column | undefined {
    return this.props.session.columns.find(({ cards }) => cards.some(({ item }) => item.itemId === itemId));
  }

  readonly #closeMenu = () => {
    const { menu } = this.state;
    this.setState({ menu: undefined });
    // Whoever has scrolled the card away wants to see what is there now.
    if (menu !== undefined) this.#focus?.to(menu, { preventScroll: true });
  };

  #choices({ item: { itemId, status }, trouble }: Card): Choice[] {
    const { session } = this.props;
    if (trouble?.name === "failed") {
      return [
        { label: "Try again", run: () => session.addAgain(itemId) },
        { label: "Discard", danger: true, run: () => session.discard(itemId) },
      ];
    }
    const others = session.statuses.filter((other) => other !== status);
    return [
      ...others.map((other) => ({ label: `Move to ${statusName(other)}`, run: () => session.move(itemId, other) })),
      { label: "Delete", danger: true, run: () => session.delete(itemId) },
    ];
  }

  override render({ session }: Props, { lifted, menu, tabbable }: State) {
    const { columns } = session;
    const menuCard = menu === undefined ? undefined : columns.flatMap(({ cards }) => cards).find(({ item }) => item.itemId === menu);
    return (
      <>
        <p id={CARD_HELP_ID} hidden>
          Space picks the card up, arrow keys choose a column, Space drops it. Enter opens its menu, Delete deletes it.
        </p>
        <div
          ref={this.#root}
          class="board"
          data-dragging={lifted !== undefined}
          onKeyDown={this.#onKeyDown}
          onClick={this.#onClick}
          onFocusIn={this.#onFocusIn}
        >
          {columns.map((column, place) => (
            <ColumnView
              key={column.status}
              column={column}
              place={place}
              board={session.board}
              highlights={session.highlights}
              lifted={lifted?.itemId}
              target={lifted?.status === column.status}
              tabbable={tabbable[column.status]}
              loading={!session.complete}
              add={(title) => session.add(title, column.status)}
            />
          ))}
        </div>
        {menuCard && (
          <CardMenu
            key={menuCard.item.itemId}
            item={menuCard.item}
            choices={this.#choices(menuCard)}
            close={this.#closeMenu}
          />
        )}
      </>
    );
  }
}
