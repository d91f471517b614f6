import type { GateCode } from '../../contracts/gate-codes.ts';
import { dayOf, type Instant } from '../time/ledger-time.ts';
import type { GateReason } from './judge-claim.ts';

/** What a person who uses the application is told; the day is that on which the period begins anew. */
const TEXTS: Readonly<Record<GateCode | 'more-than-left', (day: string | undefined) => string>> = {
  'more-than-left': (day) =>
    `This needs more than what is left of the limit${day === undefined ? '' : `, which starts anew on ${day}`}.`,
  'limit-reached': (day) =>
    `The limit for this is reached.${day === undefined ? '' : ` It starts anew on ${day}.`}`,
  stopped: (day) => `This is paused.${day === undefined ? '' : ` It starts anew on ${day}.`}`,
  'cheaper-model': (day) =>
    `A smaller model answers${day === undefined ? ' for now' : ` until ${day}`}, because the limit for this is near.`,
  'price-unknown': () => 'This cannot be used now.',
  'calls-under-way': () => 'Too much is under way already. Try again when it has ended.',
  'parent-ended': () => 'What this belongs to has ended.',
};

/** What is told of a reason that the caller may not know of: all limits of others look alike. */
const HIDDEN_CODES: Readonly<Record<GateCode, GateCode>> = {
  'limit-reached': 'limit-reached',
  stopped: 'limit-reached',
  'calls-under-way': 'limit-reached',
  'cheaper-model': 'cheaper-model',
  'price-unknown': 'price-unknown',
  'parent-ended': 'parent-ended',
};

/** What the reasons of a decision come to for the person behind a call. */
export interface ReasonSummary {
  readonly code: GateCode;
  /** When the call can be made again at the earliest by time alone; undefined: time alone does not help. */
  readonly resetsAt: Instant | undefined;
  /** Fit for users of the application: no names of budgets or models, no amounts. */
  readonly userMessage: string;
}

/**
 * The code of the first reason, the time at which all of them have ended, and a text for the person behind the call.
 * @param shown the reasons that the caller may know of; of the others only the code is used
 * @returns undefined where the call is allowed
 */
export function summariseReasons(
  reasons: readonly GateReason[],
  shown: readonly GateReason[],
  timeZone: string,
): ReasonSummary | undefined {
  const [hidden] = reasons;
  const code = shown[0]?.code ?? (hidden && HIDDEN_CODES[hidden.code]);
  if (code === undefined) return undefined;
  const ends = shown.map(({ endsAt }) => endsAt).filter((at) => at !== undefined);
  const allEnd = shown.length === reasons.length && ends.length === reasons.length;
  const resetsAt = allEnd ? Math.max(...ends) : undefined;
  const day = resetsAt === undefined ? undefined : dayOf(resetsAt, timeZone);
  const reached = shown.filter((reason) => reason.code === 'limit-reached');
  const isPartLeft = reached.length > 0 && reached.every((reason) => reason.isPartLeft === true);
  const text = code === 'limit-reached' && isPartLeft ? 'more-than-left' : code;
  return { code, resetsAt, userMessage: TEXTS[text](day) };
}
