import {
  historyCheckSchema,
  historySchema,
  importClosedSchema,
  openedImportSchema,
  importSchema,
  MOST_IMPORT_HOURS,
  openImportBody,
} from '../../contracts/api/history.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { compare } from '../../core/order.ts';
import { checkMonths, type LedgerExtent } from '../../core/spend/check-months.ts';
import {
  dayOf,
  HOUR_MS,
  type Instant,
  isoTime,
  monthOf,
  monthsBetween,
} from '../../core/time/ledger-time.ts';
import type { ImportWindow } from '../../core/usage/import-window.ts';
import { oldestDay } from '../../core/usage/event-time.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

const USUAL_HOURS = 24;

/** How far back the ledger goes, and imports of what is older than it takes. */
export function historyRoutes(ports: ApiPorts): Route[] {
  const { extent, imports, months, settings } = ports;
  return [
    route({
      method: 'GET',
      path: '/history',
      summary: 'The months that hold something, the oldest day that is taken, and the open import',
      access: 'readers',
      query: noQuery,
      answer: historySchema,
      handle: async ({ now }) => {
        const [seen, open] = await Promise.all([extent.read(), imports.read()]);
        const isOpen = open !== undefined && open.until >= now;
        return {
          body: {
            ...presentExtent(seen),
            oldestDay: oldestDay(now, settings),
            import: isOpen ? presentImport(open) : null,
          },
        };
      },
    }),
    route({
      method: 'POST',
      path: '/history/check',
      summary: 'Drop months that hold nothing, so that no read asks for them; safe while traffic flows',
      access: 'admins',
      query: noQuery,
      answer: historyCheckSchema,
      handle: async ({ now }) => {
        const { extent: left, dropped, complete } = await checkMonths(ports, now);
        return { body: { ...presentExtent(left), dropped: [...dropped], complete } };
      },
    }),
    route({
      method: 'PUT',
      path: '/history/import',
      summary: 'Open an import: messages with "import": true may hold older events for some hours',
      access: 'admins',
      query: noQuery,
      body: openImportBody,
      shownBy: importSchema,
      answer: openedImportSchema,
      handle: async ({ body: { from, hours, until }, caller, now }) => {
        const window = { from, until: endOfImport(hours, until, now), by: caller.id };
        await imports.open(window);
        // Months that were closed before anything of theirs was brought in are closed again when it is there.
        const open = monthsBetween(monthOf(from), monthOf(dayOf(now, settings.timeZone)));
        const reopened = await months.reopenEmpty(open);
        const closed = [...(await months.closed(open))].toSorted(compare);
        return { body: { ...presentImport(window), reopened, closed } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/history/import',
      summary: 'Close the open import',
      access: 'admins',
      query: noQuery,
      answer: importClosedSchema,
      handle: async () => {
        await imports.close();
        return { body: { import: null } };
      },
    }),
  ];
}

/** Until when an import is open: for some hours, or to the time that a read of it shows. */
function endOfImport(hours: number | undefined, until: string | undefined, now: Instant): Instant {
  if (hours !== undefined || until === undefined) return now + (hours ?? USUAL_HOURS) * HOUR_MS;
  const end = Date.parse(until);
  if (end > now && end <= now + MOST_IMPORT_HOURS * HOUR_MS) return end;
  const message = `must be within ${MOST_IMPORT_HOURS} hours from now; or say "hours"`;
  throw new InvalidInputError('the body cannot be used', [{ field: 'until', message }]);
}

function presentExtent({ firstDay, months }: LedgerExtent) {
  return { firstDay: firstDay ?? null, months: months?.map(({ month }) => month) ?? null };
}

function presentImport({ from, until, by }: ImportWindow) {
  return { from, until: isoTime(until), openedBy: by };
}
