import type { RoundedNumber } from './row-event.ts';

/** More lines than a person reads. */
const MOST_SHOWN = 20;

/** Gathers numbers that lose decimals: how many rows have some, and the first of them with their lines. */
export class RoundedRows {
  #rows = 0;
  readonly #first: (RoundedNumber & { readonly line: number })[] = [];

  add(line: number, numbers: readonly RoundedNumber[]): void {
    if (numbers.length > 0) this.#rows += 1;
    const some = numbers.slice(0, MOST_SHOWN - this.#first.length);
    this.#first.push(...some.map((number) => ({ line, ...number })));
  }

  /** As the report of an import has them. */
  report() {
    return { roundedRows: this.#rows, rounded: this.#first } as const;
  }
}

/** What a person is told of them, a line each; nothing where no number is rounded. */
export function roundedLines(
  file: string,
  { roundedRows, rounded }: ReturnType<RoundedRows['report']>,
): string[] {
  if (roundedRows === 0) return [];
  return [
    `Numbers with more than 12 decimals, rounded to the nearest, in ${roundedRows} rows:`,
    ...rounded.map(({ line, field, written, read }) => `  ${file}:${line}: ${field} ${written} is ${read}`),
  ];
}
