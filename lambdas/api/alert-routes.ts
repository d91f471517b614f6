import {
  acknowledgeQuery,
  alertLatencySchema,
  alertListSchema,
  alertReadSchema,
  alertSchema,
  alertsQuery,
} from '../../contracts/api/alerts.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { alertFamily } from '../../core/alerts/alert.ts';
import { alertAnswer } from '../../core/alerts/alert-answer.ts';
import { readAlertLatency } from '../../core/alerts/alert-latency.ts';
import { listAlerts } from '../../core/alerts/list-alerts.ts';
import { sendTestAlert } from '../../core/alerts/test-alert.ts';
import { NotFoundError } from '../../core/errors.ts';
import { inBatches } from '../../core/in-batches.ts';
import { DAY_MS, type Instant } from '../../core/time/ledger-time.ts';
import { parseRange, type RangeQuery } from '../../core/time/range.ts';
import { type ApiPorts, pageRequest } from './ports.ts';
import { type Route, route } from './route.ts';
import { namedAlerts } from './scope-names.ts';

/** How far back a list goes that names no range. */
const USUAL_MS = 90 * DAY_MS;

/** What budgets raised, who was told, and proof that the channels work. */
export function alertRoutes({ alerting, budgets, names, newId, settings }: ApiPorts): Route[] {
  const { alerts } = alerting;
  return [
    route({
      method: 'GET',
      path: '/alerts',
      summary: 'Alerts, newest first; of the last 90 days without `from`. A page may be short',
      access: 'readers',
      query: alertsQuery,
      answer: alertListSchema,
      handle: async ({ query, now }) => {
        const filter = { ...query, ...rangeOf(query, now, settings.timeZone) };
        const { alerts: found, ...next } = await listAlerts(filter, pageRequest(query), alerts);
        return { body: { alerts: await namedAlerts(found, names), ...next } };
      },
    }),
    route({
      method: 'GET',
      path: '/alerts/latency',
      summary: 'How long it took from the breach of a threshold to the delivery, by channel: p50 and p99',
      access: 'readers',
      query: noQuery,
      answer: alertLatencySchema,
      handle: async ({ now }) => ({ body: await readAlertLatency(alerts, now) }),
    }),
    route({
      method: 'POST',
      path: '/alerts/test',
      summary: 'Send a test over every channel that is set up, and say how far each has come',
      access: 'admins',
      query: noQuery,
      answer: alertSchema,
      handle: async ({ now }) => ({
        body: alertAnswer(await sendTestAlert(newId(), await budgets.books.current(), now, alerting)),
      }),
    }),
    route({
      method: 'GET',
      path: '/alerts/{id}',
      summary: 'One alert',
      access: 'readers',
      query: noQuery,
      answer: alertReadSchema,
      handle: async ({ path }) => {
        const id = path.id;
        const alert = await alerts.get(id);
        if (!alert) throw noAlert(id);
        const [body] = await namedAlerts([alert], names);
        return { body: body ?? alertAnswer(alert) };
      },
    }),
    route({
      method: 'POST',
      path: '/alerts/{id}/acknowledge',
      summary:
        'Acknowledge an alert; the first one stays. With `crossing=true` all of its budget, value and period',
      access: 'admins',
      query: acknowledgeQuery,
      answer: alertSchema,
      handle: async ({ path, query, caller, now }) => {
        const id = path.id;
        const alert = await alerts.acknowledge(id, caller.id, now);
        if (!alert) throw noAlert(id);
        const others = query.crossing === 'true' ? await alerts.ofFamily(alertFamily(alert.key)) : [];
        const waiting = others.filter(({ acknowledged }) => acknowledged === undefined);
        await inBatches(waiting, (other) => alerts.acknowledge(other.id, caller.id, now));
        const what = `acknowledged the alert ${id}`;
        await budgets.store.note({ at: now, by: caller.id, subject: alert.key.budgetId, what });
        return { body: alertAnswer(alert) };
      },
    }),
  ];
}

function noAlert(id: string): NotFoundError {
  return new NotFoundError(`there is no alert "${id}": GET /alerts lists them`);
}

function rangeOf(query: RangeQuery, now: Instant, timeZone: string): { from: Instant; to: Instant } {
  const { start = now - USUAL_MS, end = now + DAY_MS } = parseRange(query, timeZone);
  // Pages end at months without alerts: those to come would be looked at first, a page for each two years.
  return { from: start, to: Math.min(end, now + DAY_MS) };
}
