import { correctEntrySchema, revisedSchema, voidEntrySchema } from '../../contracts/api/revisions.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { storedUserId } from '../../contracts/user-names.ts';
import { usdOf } from '../../core/budgets/read-amounts.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { findEntry } from '../../core/spend/find-entry.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { reviseEntry, type Revision } from '../../core/usage/revise-entry.ts';
import { usageOf } from '../../core/usage/sent-values.ts';
import { entryDays } from './entry-routes.ts';
import { type ApiPorts, readContext } from './ports.ts';
import { type Route, route } from './route.ts';

/** What was recorded wrongly, taken out or booked anew by entries that correct it. */
export function revisionRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/entries/{id}/void',
      slashes: true,
      summary: 'Take one entry out of all totals, count and usage too, by an entry that corrects it',
      access: 'admins',
      query: noQuery,
      body: voidEntrySchema,
      answer: revisedSchema,
      handle: async ({ path, body, now }) => ({
        body: await revise(path.id, body.occurredAt, { ...body, kind: 'void' }, now, ports),
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
      answer: revisedSchema,
      handle: async ({ path, body, now }) => {
        const { reason, requestId, usage, userId, reportedCostUsd } = body;
        const revision: Revision = {
          kind: 'correct',
          reason,
          requestId,
          usage: usage && usageOf({ usage }),
          userId: typeof userId === 'string' ? storedUserId(userId) : userId,
          reportedCost: reportedCostUsd === undefined ? undefined : usdOf(reportedCostUsd),
        };
        return { body: await revise(path.id, body.occurredAt, revision, now, ports) };
      },
    }),
  ];
}

async function revise(
  id: string,
  occurredAt: string | undefined,
  revision: Revision,
  now: Instant,
  ports: ApiPorts,
) {
  const days = await entryDays(occurredAt, ports, now);
  const entry = await findEntry(id, days, readContext(ports, now));
  if (entry.correctionOf !== undefined) {
    const message = `is a correction itself: name the entry that it corrects, "${entry.correctionOf}"`;
    throw new InvalidInputError(`"${id}" ${message}`, [{ field: 'id', message }]);
  }
  const batch = ports.newAdjustments();
  const book = await ports.prices.current();
  try {
    const { adjustments, difference } = await reviseEntry(entry, revision, batch, {
      book,
      lanes: ports.settings.lanes,
    });
    return {
      id,
      void: revision.kind === 'void',
      differenceUsd: formatDecimal(difference),
      adjustments: adjustments.map((adjustment) => adjustment.id),
    };
  } finally {
    await batch.finish();
  }
}
