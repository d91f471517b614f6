interface OpenHold {
  readonly id: string;
  /** Calls under way whose event may still settle it. */
  calls: number;
  /** The guard has been left: nothing new is called under it. */
  left: boolean;
}

/** The hold of a context; most have none. */
type HoldId = string | null | undefined;

/**
 * The holds of this client that nothing has settled. One is given back when its guard has been left and no call
 * under it is under way any more: a stream may be read after its guard.
 */
export class OpenHolds {
  readonly #holds = new Map<HoldId, OpenHold>();
  readonly #giveBack: (holdId: string) => void;

  constructor(giveBack: (holdId: string) => void) {
    this.#giveBack = giveBack;
  }

  open(id: string): void {
    this.#holds.set(id, { id, calls: 0, left: false });
  }

  /** Whether the next event under it settles it. */
  isOpen(holdId: HoldId): boolean {
    return this.#holds.has(holdId);
  }

  /** An event has named it: the ledger settles it. */
  settled(holdId: string): void {
    this.#holds.delete(holdId);
  }

  /** A call begins under it; the function that it gives is called once, when the call has been recorded. */
  begin(holdId: HoldId): () => void {
    const hold = this.#holds.get(holdId);
    if (hold === undefined) return () => undefined;
    hold.calls += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      hold.calls -= 1;
      this.#check(hold);
    };
  }

  leave(holdId: string): void {
    const hold = this.#holds.get(holdId);
    if (hold === undefined) return;
    hold.left = true;
    this.#check(hold);
  }

  #check(hold: OpenHold): void {
    const { id, calls, left } = hold;
    if (!left || calls > 0 || this.#holds.get(id) !== hold) return;
    this.#holds.delete(id);
    this.#giveBack(id);
  }
}
