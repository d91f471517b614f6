import type { CostkeeperOptions } from '../core/costkeeper-options.ts';
import type { Grant } from '../core/gate-types.ts';
import type { Reference } from '../core/usage-context.ts';

/** A call as the gate is asked for it: context and amounts are filled in. */
export interface AskedCall {
  readonly provider: string;
  readonly model: string;
  readonly userId?: string;
  readonly resource?: Reference;
  readonly group?: Reference;
  readonly tags?: Readonly<Record<string, string>>;
  readonly operation?: string;
  readonly estimateUsd?: string;
  readonly usage?: Readonly<Record<string, number | string>>;
}

/** What the gate is to answer; what is left out is as the ledger leaves it out. */
export interface GateAnswer extends Partial<
  Pick<Grant, 'remainingUsd' | 'code' | 'resetsAt' | 'userMessage' | 'reasons' | 'budgetIds'>
> {
  readonly decision: Grant['decision'];
  /** The cheaper model, with `degrade`. */
  readonly degradeTo?: string;
}

/** Options of a client that make sense without a ledger, and how its gate answers. */
export interface RecordingOptions extends Pick<
  CostkeeperOptions,
  'defaults' | 'prices' | 'warn' | 'now' | 'makeId' | 'onDeadLetter'
> {
  /** Decides for each call that asks the gate; allows all of them when left out. */
  readonly gate?: (asked: AskedCall) => Grant['decision'] | GateAnswer;
}
