import type * as z from 'zod/mini';
import { exportQuery, exportSchema } from '../../contracts/api/reports.ts';
import { exportFileName, type ExportRequest, exportType } from '../../core/export/export-request.ts';
import { compare } from '../../core/order.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../core/time/ledger-time.ts';
import { type DayRange, type Days, daysOfRange, parseRange } from '../../core/time/range.ts';
import { exportOptions } from '../support/export-options.ts';
import { filterOf, userFilter } from './entry-query.ts';
import { inlineExport, isTooLarge } from './inline-export.ts';
import { startCallersJob } from './job-routes.ts';
import { type ApiPorts, readContext } from './ports.ts';
import { type ReadAnswer, type Route, type RouteRequest, route } from './route.ts';

type ExportQuery = z.output<typeof exportQuery>;

/** What leaves the ledger for others to read. */
export function reportRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/reports/export',
      summary:
        'Entries as CSV, JSON or FOCUS 1.2: inline up to 5 MB; else, and with job=true, 202 with a job whose result has an address',
      access: 'readers',
      query: exportQuery,
      answer: exportSchema,
      handle: (request) => exportEntries(request, ports),
    }),
  ];
}

async function exportEntries(
  { query, rate, caller, now }: RouteRequest<ExportQuery, unknown>,
  ports: ApiPorts,
): Promise<ReadAnswer<typeof exportSchema>> {
  const request = {
    ...(await exportRequest(query, ports, now)),
    currency: rate.currency,
    rateDate: rate.date,
  };
  const options = await exportOptions(request, ports.stage, ports);
  const asJob = query.job === 'true' || (await isTooLarge(request, ports));
  const text = asJob ? undefined : await inlineExport(request, options, ports);
  if (text === undefined) {
    return { ...(await startCallersJob(ports, 'export', request, caller)), status: 202, converted: true };
  }
  return {
    text,
    headers: {
      'content-type': exportType(request.format),
      'content-disposition': `attachment; filename="${exportFileName(request)}"`,
      'cache-control': 'no-store',
    },
  };
}

/** The last day of a file whose range has no end: today, unless an event says that it was later. */
async function lastDay(
  { to: newest }: Days,
  { from }: DayRange,
  { totals, settings: { timeZone } }: ApiPorts,
  now: Instant,
): Promise<Day> {
  const today = dayOf(now, timeZone);
  // Such as the hours between two clocks: the last day that an event may have is behind today.
  const later = await totals.cells({ from: addDays(today, 1), to: newest }, 'sums');
  const days = [today, from, ...later.map(({ day }) => day)].filter((day) => day !== undefined);
  return days.toSorted(compare).at(-1) ?? today;
}

async function exportRequest(query: ExportQuery, ports: ApiPorts, now: Instant): Promise<ExportRequest> {
  const { timeZone } = ports.settings;
  const range = parseRange(query, timeZone);
  const asked = daysOfRange(range, timeZone);
  const days = await boundedDays(asked, readContext(ports, now));
  return {
    format: query.format,
    ...days,
    asked: { ...asked, to: asked.to ?? (await lastDay(days, asked, ports, now)) },
    start: range.start ?? startOfDay(days.from, timeZone),
    end: range.end ?? startOfDay(addDays(days.to, 1), timeZone),
    filter: { ...filterOf(query), userId: userFilter(query) },
  };
}
