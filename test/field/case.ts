import { readFileSync } from 'node:fs';

type Fields = Record<string, unknown>;

/** One case from the field: what was sent, how it was run, and what it costs by whose arithmetic. */
export interface FieldCase {
  readonly id: string;
  /** Where it was seen in public. */
  readonly source: string;
  readonly input: Fields;
  readonly how: string;
  readonly expected: string;
  readonly why: string;
}

/** The cases of the file, by id. */
export const FIELD_CASES: ReadonlyMap<string, FieldCase> = new Map(
  (JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as FieldCase[]).map((one) => [
    one.id,
    one,
  ]),
);

/** What the ledger made of a case: the cost, how certain it is, and the parts. */
export interface Outcome {
  readonly usd: string;
  readonly statuses: readonly string[];
  readonly usage?: readonly Readonly<Record<string, unknown>>[];
  readonly providers?: readonly string[];
}

/** Compares with the amount that the case writes down, to as many places as it has. */
export function isAmount(usd: string, expected: string): boolean {
  const written = /^\d+(?:\.\d+)?/.exec(expected)?.[0];
  if (written === undefined) return false;
  const places = written.split('.')[1]?.length ?? 0;
  return Math.abs(Number(usd) - Number(written)) <= 0.5 * 10 ** -places + 1e-15;
}
