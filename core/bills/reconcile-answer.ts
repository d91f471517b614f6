import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { reconciledSchema } from '../../contracts/api/reports.ts';
import { formatDecimal } from '../money/decimal.ts';
import type { Reconciliation } from './reconcile.ts';
import type { ReconcileLine } from './reconcile-lines.ts';
import { correctionAnswer } from './price-correction.ts';
import { differenceShare, largestShare, quantityAnswer } from './quantities.ts';

const lineAnswer = ({ bill, ledger, difference, ...rest }: ReconcileLine) => ({
  ...rest,
  billUsd: formatDecimal(bill),
  ledgerUsd: formatDecimal(ledger),
  differenceUsd: formatDecimal(difference),
});

/** A reconciliation as `POST /reports/reconcile` answers it. */
export function reconciliationAnswer(result: Reconciliation): AnswerOf<typeof reconciledSchema> {
  const byKind = Map.groupBy(result.lines, (item) => item.kind);
  return {
    billUsd: formatDecimal(result.bill),
    ledgerUsd: formatDecimal(result.ledger),
    differenceUsd: formatDecimal(result.difference),
    // A bill that only counts has no amounts to differ: its quantities do.
    differenceShare:
      result.lines.length > 0
        ? differenceShare(result.difference, result.ledger)
        : largestShare(result.quantities),
    uncomparedUsd: formatDecimal(result.uncompared),
    summary: Object.fromEntries(
      [...byKind].map(([kind, items]) => [
        kind,
        {
          lines: items.length,
          differenceUsd: formatDecimal(items.reduce((sum, item) => sum + item.difference, 0n)),
        },
      ]),
    ),
    lines: result.lines.map(lineAnswer),
    quantities: result.quantities.map(quantityAnswer),
    reported: result.reported.map(({ provider, model, reported, computed, difference }) => ({
      provider,
      model,
      reportedUsd: formatDecimal(reported),
      computedUsd: formatDecimal(computed),
      differenceUsd: formatDecimal(difference),
    })),
    corrections: result.corrections.map(correctionAnswer),
  };
}
