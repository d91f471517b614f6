/** The result of a run over one kind of input. */
export interface InputsOutcome {
  readonly cases: number;
  /** Counts by what became of the cases. */
  readonly counts: Readonly<Record<string, number>>;
  /** What must not be; each names the case it happened in. */
  readonly faults: readonly string[];
}

/** A fault is told in one line, however long the input was. */
export function faultLine(what: string, input: unknown): string {
  const text = typeof input === 'string' ? input : (JSON.stringify(input) ?? 'undefined');
  return `${what}: ${text.slice(0, 500)}`;
}
