/** Counts rows for months that are closed: they are in the totals, and stand beside the number of the month. */
export class ClosedMonths {
  readonly #rows: Map<string, number>;

  /** The months, `2026-09`. */
  constructor(closed: readonly string[]) {
    this.#rows = new Map(closed.map((month) => [month, 0]));
  }

  /** Takes a row by its time, in UTC. */
  add(occurredAt: string): void {
    const month = occurredAt.slice(0, 7);
    const rows = this.#rows.get(month);
    if (rows !== undefined) this.#rows.set(month, rows + 1);
  }

  /** Rows by closed month, of months that have some; as the report of an import has them. */
  report(): Record<string, number> {
    return Object.fromEntries([...this.#rows].filter(([, rows]) => rows > 0));
  }
}

/** What a person is told of them, a line each. */
export function closedLines(rowsOfClosedMonths: Readonly<Record<string, number>>): string[] {
  return Object.entries(rowsOfClosedMonths).map(
    ([month, rows]) =>
      `${month} is closed: its ${rows === 1 ? 'row counts in every total and stands' : `${rows} rows count in every total and stand`} beside its closed number, as adjustments.`,
  );
}
