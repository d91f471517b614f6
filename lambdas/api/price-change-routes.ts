import { priceChangeAnswerSchema, priceChangesSchema } from '../../contracts/api/price-changes.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { changeOnce } from '../../core/budgets/change-once.ts';
import { NotFoundError } from '../../core/errors.ts';
import {
  applyChange,
  type PriceChange,
  refuseReplaying,
  rollBackChange,
} from '../../core/pricing/price-change.ts';
import { descending } from '../../core/order.ts';
import { isoTime, type Instant } from '../../core/time/ledger-time.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { startCallersJob } from './job-routes.ts';
import type { ApiPorts } from './ports.ts';
import { presentRow } from './price-routes.ts';
import { type Route, route } from './route.ts';

/** Changes that a list shows. */
const MOST_SHOWN = 100;

/** What became of prices of one's own, and how to put one in force or to take it out. */
export function priceChangeRoutes(ports: ApiPorts): Route[] {
  return [listRoute(ports), ...decisionRoutes(ports)];
}

function listRoute({ overrides }: ApiPorts): Route {
  return route({
    method: 'GET',
    path: '/prices/changes',
    summary: 'Prices of your own as they were sent, the newest first: replayed, held, in force, rolled back',
    access: 'readers',
    query: noQuery,
    answer: priceChangesSchema,
    handle: async () => {
      const [known, rows] = await Promise.all([overrides.changes(), overrides.load()]);
      const changes = known.sort(descending(({ changedAt }) => changedAt));
      const waiting = changes.filter(({ status }) => status === 'held' || status === 'replaying');
      const others = changes.filter((change) => !waiting.includes(change));
      const shown = [...waiting, ...others].slice(0, MOST_SHOWN);
      return { body: { changes: shown.map((change) => presentChange(change, rows)) } };
    },
  });
}

function decisionRoutes(ports: ApiPorts): Route[] {
  const decision = (
    what: 'apply' | 'rollback',
    summary: string,
    decide: (id: string, now: Instant) => Promise<PriceChange>,
  ): Route =>
    route({
      method: 'POST',
      path: `/prices/{id}/${what}` as const,
      summary,
      access: 'admins',
      query: noQuery,
      answer: priceChangeAnswerSchema,
      handle: async ({ path, now, caller }) => {
        const change = await decide(path.id, now);
        const settling = what === 'apply' ? await startCallersJob(ports, 'settle', {}, caller) : undefined;
        const rows = await ports.overrides.load();
        return { body: { ...presentChange(change, rows), settleJobId: settling?.body.jobId ?? null } };
      },
    });
  return [
    decision(
      'apply',
      'Puts a price of your own in force that its replay holds, or that was rolled back',
      (id, now) => applyPrice(id, ports, now),
    ),
    decision(
      'rollback',
      'Takes a price of your own out of force: what held before it holds again; entries keep their prices',
      (id, now) => rollBackPrice(id, ports, now),
    ),
  ];
}

function applyPrice(id: string, { overrides }: ApiPorts, now: Instant): Promise<PriceChange> {
  return changeOnce(async () => {
    const seen = await overrides.version();
    const change = await knownChange(id, overrides);
    refuseReplaying(change);
    if (change.status === 'applied') return change;
    const step = applyChange(change, await overrides.load(), 'an administrator applied it', now);
    return (await overrides.put(step.rows, [step.change, ...step.others], seen)) ? step.change : undefined;
  });
}

function rollBackPrice(id: string, { overrides }: ApiPorts, now: Instant): Promise<PriceChange> {
  return changeOnce(async () => {
    const seen = await overrides.version();
    const change = await knownChange(id, overrides);
    if (change.status === 'rolledBack') return change;
    const [changes, rows] = await Promise.all([overrides.changes(), overrides.load()]);
    const step = rollBackChange(change, changes, rows, now);
    return (await overrides.put(step.rows, [step.change, ...step.others], seen)) ? step.change : undefined;
  });
}

/** The record of a price; one that was stored before there were records is in force, and ended nothing. */
async function knownChange(
  id: string,
  overrides: Pick<ApiPorts['overrides'], 'change' | 'load'>,
): Promise<PriceChange> {
  const change = await overrides.change(id);
  if (change) return change;
  const row = (await overrides.load()).find((one) => one.id === id);
  if (!row) throw new NotFoundError(`there is no price ${id} of your own: GET /prices/changes lists them`);
  const facts = { closedId: null, canary: null, holdAbovePercent: null, changedAt: 0 };
  return { id, row, status: 'applied', reason: 'it was stored', ...facts };
}

/** `rows` are those of today: a price may have been ended after it was sent, by a roll-back too. */
function presentChange(change: PriceChange, rows: readonly PriceRow[]) {
  const { id, row, status, reason, closedId, canary, holdAbovePercent, changedAt } = change;
  return {
    id,
    status,
    reason,
    price: presentRow(row),
    endsAt: (rows.find((one) => one.id === id) ?? row).effectiveTo,
    closedId,
    canary: canary && { ...canary, models: canary.models.map((model) => ({ ...model })) },
    holdAbovePercent,
    changedAt: isoTime(changedAt),
  };
}
