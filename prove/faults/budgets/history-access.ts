import type { Functions } from '../functions.ts';
import type { PlannedMessage } from '../messages.ts';
import type { Choices } from '../random.ts';
import type { SandboxOptions } from '../sandboxes.ts';
import type { WireItem } from '../wire.ts';

/** What may happen next, how likely, and how to do it. */
export type Move = readonly [weight: number, run: () => Promise<void> | void];

/** What a history lends to those who play beside its recorder and aggregator. */
export interface HistoryAccess {
  readonly choices: Choices;
  readonly functions: Functions;
  /** The table, its clock and its settings. */
  readonly options: SandboxOptions;
  note(text: string): void;
  /** Counts one of the faults that the history may have. */
  fault(): void;
  /** Moves the clock. */
  pass(ms: number): void;
  send(message: PlannedMessage): void;
  /** Every item of the table as it is now. */
  scan(): Promise<WireItem[]>;
}
