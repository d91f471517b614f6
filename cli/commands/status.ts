import type { z } from 'zod/mini';
import type { statusSchema } from '../../contracts/api/status.ts';
import type { Answer, Call, Command } from '../command.ts';

type Status = z.infer<typeof statusSchema>;

/** How the ledger is. */
export const STATUS_COMMANDS: readonly Command[] = [
  {
    name: 'status',
    synopsis: 'status',
    summary: 'counts since the start, and how far behind the totals are',
    run: status,
  },
];

async function status(call: Call): Promise<Answer> {
  const answer = await call.ledger.get<Status>('/status');
  const { recorded, aggregated, rejected, duplicates, conflicts, unpriced, lagSeconds, drift } = answer;
  return {
    json: answer,
    lines: [
      `${call.ledger.name}, as of ${answer.asOf}`,
      `recorded    ${recorded}, in the totals ${aggregated}, ${lagSeconds} s behind`,
      `kept aside  ${rejected} rejected, ${conflicts} conflicts; ${duplicates} duplicates`,
      `unpriced    ${unpriced}`,
      `audit       ${answer.balancedAsOf ?? 'none yet'}, difference ${drift} USD`,
      `prices      ${Math.round(answer.priceDataAge)} hours old`,
    ],
  };
}
