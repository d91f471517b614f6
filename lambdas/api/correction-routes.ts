import { correctEntrySchema, correctedSchema, voidEntrySchema } from '../../contracts/api/corrections.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { storedUserId } from '../../contracts/system-user.ts';
import { usdOf } from '../../core/budgets/read-amounts.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { findEntry } from '../../core/spend/find-entry.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { applyCorrection, type CorrectionRequest } from '../../core/usage/apply-correction.ts';
import { usageOf } from '../../core/usage/sent-values.ts';
import { entryDays } from './entry-routes.ts';
import { type ApiPorts, readContext } from './ports.ts';
import { type Route, route } from './route.ts';

/** What was recorded wrongly, taken out or booked anew by entries that correct it. */
export function correctionRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/entries/{id}/void',
      slashes: true,
      summary: 'Take one entry out of all totals, count and usage too, by an entry that corrects it',
      access: 'admins',
      query: noQuery,
      body: voidEntrySchema,
      answer: correctedSchema,
      handle: async ({ path, body, now }) => ({
        body: await correct(path.id, body.occurredAt, () => ({ ...body, kind: 'void' }), now, ports),
      }),
    }),
    route({
      method: 'POST',
      path: '/entries/{id}/correct',
      slashes: true,
      summary: 'Book one entry anew with the usage, the user or the reported cost that it should have had',
      access: 'admins',
      query: noQuery,
      body: correctEntrySchema,
      answer: correctedSchema,
      handle: async ({ path, body, now }) => {
        const { reason, requestId, usage, userId, reportedCostUsd } = body;
        const request = ({ provider }: Entry): CorrectionRequest => ({
          kind: 'correct',
          reason,
          requestId,
          usage: usage && usageOf({ provider, usage }),
          userId: typeof userId === 'string' ? storedUserId(userId) : userId,
          reportedCost: reportedCostUsd === undefined ? undefined : usdOf(reportedCostUsd),
        });
        return { body: await correct(path.id, body.occurredAt, request, now, ports) };
      },
    }),
  ];
}

async function correct(
  id: string,
  occurredAt: string | undefined,
  requestOf: (entry: Entry) => CorrectionRequest,
  now: Instant,
  ports: ApiPorts,
) {
  const days = await entryDays(occurredAt, ports, now);
  const entry = await findEntry(id, days, readContext(ports, now));
  if (entry.correctionOf !== undefined) {
    const message = `is a correction itself: name the entry that it corrects, "${entry.correctionOf}"`;
    throw new InvalidInputError(`"${id}" ${message}`, [{ field: 'id', message }]);
  }
  const request = requestOf(entry);
  const batch = ports.newCorrections();
  const book = await ports.prices.current();
  try {
    const { corrections, difference } = await applyCorrection(entry, request, batch, {
      book,
      lanes: ports.settings.lanes,
    });
    return {
      id,
      void: request.kind === 'void',
      differenceUsd: formatDecimal(difference),
      adjustments: corrections.map((correction) => correction.id),
    };
  } finally {
    await batch.finish();
  }
}
