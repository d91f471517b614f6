import type { CorrectionWriter } from '../../core/usage/usage-ports.ts';
import type { WireRecord } from './engine.ts';

/** `budgets`: with callers who hold before they spend and checks that send alerts; `ledger`: without. */
export type HistoryKind = 'ledger' | 'budgets';

/** What is taken away from the code under test to see whether the proof notices. */
export interface Weakness {
  /** Changes what the code asks of the table. */
  readonly input?: (input: object) => object;
  /** Changes what the recorder hears from the ledger. */
  readonly ledger?: (ledger: CorrectionWriter) => CorrectionWriter;
  /** Replaces the filter of the stream. */
  readonly filter?: (record: WireRecord) => boolean;
  /** The audit that depends on the guard. */
  readonly audit?: 'tallies' | 'days';
  /** The histories that show it; the seed decides when left out. */
  readonly kind?: HistoryKind;
}

export const NO_WEAKNESS: Weakness = {};

/** A guard: what is left without it, and how that is seen. */
export interface Guard extends Weakness {
  /** A violation that says it. */
  readonly finds: RegExp;
  /** The first seed whose history shows it, where the first does not: histories are looked at from it on; default 1. */
  readonly seed?: number;
}
