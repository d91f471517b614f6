import {
  noQuery,
  quarantineListSchema,
  quarantineQuery,
  redriveAnswerSchema,
  redriveSchema,
} from '../../contracts/api/status.ts';
import { isLedgerDay } from '../../contracts/dates.ts';
import { notACursor, readCursor, writeCursor } from '../../core/spend/paging.ts';
import { addDays, dayOf, type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { DayRange, Days } from '../../core/time/range.ts';
import type { OutcomeKind } from '../../contracts/usage-vocabulary.ts';
import {
  type KeptOutcome,
  outcomeId,
  parseOutcomeId,
  type QuarantinePosition,
  readQuarantine,
  redrive,
} from '../../core/usage/quarantine.ts';
import { type ApiPorts, dayRange, pageRequest } from './ports.ts';
import { type Route, route } from './route.ts';

/** What was rejected, with its reason. */
export function quarantineRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/quarantine',
      summary: 'What was rejected, newest first; duplicates only with kind=duplicate',
      access: 'readers',
      query: quarantineQuery,
      answer: quarantineListSchema,
      handle: async ({ query, now }) => {
        const { limit, cursor } = pageRequest(query);
        const range = dayRange(query, ports, now);
        const shown = range.from === undefined ? await daysBack(query.kind, ports) : DEFAULT_DAYS;
        const days = quarantineDays(range, now, shown);
        const { items, next } = await readQuarantine(ports.quarantine, {
          kind: query.kind,
          ...days,
          limit,
          after: cursor === undefined ? undefined : positionOf(cursor),
        });
        return { body: { items: items.map(presentOutcome), nextCursor: next && writeCursor(next) } };
      },
    }),
    route({
      method: 'POST',
      path: '/quarantine/{id}/redrive',
      longIds: true,
      summary: 'Send what was rejected to the usage queue again, as it was received',
      access: 'admins',
      query: noQuery,
      body: redriveSchema,
      answer: redriveAnswerSchema,
      status: 202,
      handle: async ({ path, body, now }) => {
        const id = path.id;
        await redrive(parseOutcomeId(id), { ...ports, store: ports.quarantine }, now, body.accept);
        return { body: { id, redrivenAt: isoTime(now) } };
      },
    }),
  ];
}

/** Days shown where no start is named. */
const DEFAULT_DAYS = 100;
/** A queue keeps a message for fourteen days: what was sent before is counted, or its repair is overdue. */
const UNCOUNTED_DAYS = 15;

/** How far a list without a start goes back: where nothing was ever counted, no further than counts may be behind. */
async function daysBack(
  kind: OutcomeKind | undefined,
  { totals }: Pick<ApiPorts, 'totals'>,
): Promise<number> {
  const { outcomes } = await totals.counts();
  const isCounted = [...outcomes].some(
    ([one, count]) => count > 0 && (kind === undefined ? one !== 'duplicate' : one === kind),
  );
  return isCounted ? DEFAULT_DAYS : UNCOUNTED_DAYS;
}

function quarantineDays(range: DayRange, now: Instant, daysShown: number): Days {
  // Nothing was rejected later than now, wherever the ledger's day begins.
  const last = addDays(dayOf(now), 1);
  const to = range.to === undefined || range.to > last ? last : range.to;
  return { from: range.from ?? addDays(to, 1 - daysShown), to };
}

function positionOf(cursor: string): QuarantinePosition {
  const [day, at, id] = readCursor(cursor, ['string', 'number', 'string']) as [string, number, string];
  if (!isLedgerDay(day)) throw notACursor();
  return [day, at, id];
}

function presentOutcome(outcome: KeptOutcome) {
  const { kind, reason, errors, eventId, messageId, index, recordedAt, body, bodyKey, redrivenAt } = outcome;
  return {
    id: outcomeId(outcome),
    kind,
    reason,
    errors: errors.map(({ field, message }) => ({ field, message })),
    eventId: eventId ?? null,
    messageId,
    index,
    recordedAt: isoTime(recordedAt),
    body: body ?? null,
    bodyKey: bodyKey ?? null,
    redrivenAt: redrivenAt === undefined ? null : isoTime(redrivenAt),
  };
}
