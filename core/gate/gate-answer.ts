import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { decisionSchema } from '../../contracts/api/budgets.ts';
import { formatDecimal } from '../money/decimal.ts';
import { isoTime } from '../time/ledger-time.ts';
import type { GateDecision } from './authorize-call.ts';
import { summariseReasons } from './gate-text.ts';
import { positive } from './judge-claim.ts';

/**
 * The decision as the API answers it; `budgetIds` names the budgets behind the reasons. Who `knowsAll` may read
 * every budget; others hear of their own user's alone, and of the rest that there is a limit: neither names,
 * ids nor what is left. Days of its text are those of `timeZone`.
 */
export function decisionAnswer(
  { decision, hold, remaining, ownRemaining, degradeTo, reasons }: GateDecision,
  knowsAll: boolean,
  timeZone: string,
): AnswerOf<typeof decisionSchema> {
  const left = knowsAll ? remaining : ownRemaining;
  const shown = knowsAll ? reasons : reasons.filter(({ outside }) => outside === undefined);
  const outside = knowsAll ? [] : reasons.flatMap((reason) => reason.outside ?? []);
  const against = decision === 'deny' ? reasons.filter(({ code }) => code !== 'cheaper-model') : reasons;
  const summary = summariseReasons(
    against,
    against.filter((reason) => shown.includes(reason)),
    timeZone,
  );
  return {
    decision,
    ...(summary === undefined ? {} : { code: summary.code, userMessage: summary.userMessage }),
    ...(summary?.resetsAt === undefined ? {} : { resetsAt: isoTime(summary.resetsAt) }),
    ...(hold ? { holdId: hold.id, expiresAt: isoTime(hold.expiresAt) } : {}),
    ...(left === undefined ? {} : { remainingUsd: formatDecimal(positive(left)) }),
    ...(degradeTo === undefined ? {} : { degradeTo }),
    reasons: [...shown.map(({ message }) => message), ...new Set(outside)],
    budgetIds: shown.flatMap(({ budgetId }) => budgetId ?? []),
  };
}
