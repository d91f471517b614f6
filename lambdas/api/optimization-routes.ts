import {
  optimizationListSchema,
  optimizationQuery,
  optimizationReadSchema,
  optimizationSchema,
  decideOptimizationSchema,
} from '../../contracts/api/optimizations.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { NotFoundError } from '../../core/errors.ts';
import {
  type OptimizationState,
  optimizationStateAnswer,
} from '../../core/optimizations/optimization-state.ts';
import { decideOptimization, type Decision } from '../../core/optimizations/decide-optimization.ts';
import {
  readOptimizations,
  searchOptimizations,
  type CurrentOptimizations,
} from '../../core/optimizations/read-optimizations.ts';
import { RealisedReader } from '../../core/optimizations/read-realised.ts';
import { type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** Ways to spend less, and what became of them. */
export function optimizationRoutes(ports: ApiPorts): Route[] {
  const context = { ...ports, timeZone: ports.settings.timeZone };
  const realisedAt = (now: Instant) => new RealisedReader(context, now);
  const presentList = async (
    { list, run }: CurrentOptimizations,
    status: string | undefined,
    now: Instant,
  ) => {
    const realised = realisedAt(now);
    const wanted = list.filter((state) => status === undefined || state.status === status);
    return {
      asOf: isoTime(run.at),
      ...run.days,
      sampledEntries: run.sampledEntries,
      events: run.events,
      items: await Promise.all(wanted.map((state) => answer(state, realised))),
    };
  };
  const decide = async (decision: Decision) => {
    const { list } = await readOptimizations(context, decision.at);
    const state = await decideOptimization(decision, list, ports);
    return { body: await answer(state, realisedAt(decision.at)) };
  };
  return [
    route({
      method: 'GET',
      path: '/optimizations',
      summary: 'Ways to spend less as of the last search, the most saving per effort first',
      access: 'readers',
      query: optimizationQuery,
      answer: optimizationListSchema,
      handle: async ({ query: { status }, now }) => ({
        body: await presentList(await readOptimizations(context, now), status, now),
      }),
    }),
    route({
      method: 'POST',
      path: '/optimizations/refresh',
      summary: 'Search for ways to spend less now, in a sample of thirty days',
      access: 'admins',
      query: noQuery,
      answer: optimizationListSchema,
      handle: async ({ now }) => ({
        body: await presentList(await searchOptimizations(context, now), undefined, now),
      }),
    }),
    route({
      method: 'GET',
      path: '/optimizations/{id}',
      summary: 'One way to spend less: evidence, saving, risk, steps, one action, and what it has saved',
      access: 'readers',
      query: noQuery,
      answer: optimizationReadSchema,
      handle: async ({ path: { id }, now }) => {
        const { list, run } = await readOptimizations(context, now);
        const state = list.find(({ optimization }) => optimization.id === id);
        if (!state) throw new NotFoundError(`there is no optimization "${id}": GET /optimizations lists it`);
        return { body: { asOf: isoTime(run.at), ...(await answer(state, realisedAt(now))) } };
      },
    }),
    ...(['apply', 'reject'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/optimizations/{id}/${verb}`,
        summary:
          verb === 'apply'
            ? 'Note that an optimization was made; a change of model is handed back when a budget degrades'
            : 'Reject an optimization; undoes what applying it changed',
        access: 'admins',
        query: noQuery,
        body: decideOptimizationSchema,
        answer: optimizationSchema,
        handle: ({ path: { id }, body: { note }, caller, now }) =>
          decide({ id, status: verb === 'apply' ? 'applied' : 'rejected', by: caller.id, at: now, note }),
      }),
    ),
  ];
}

async function answer(state: OptimizationState, realised: RealisedReader) {
  return optimizationStateAnswer(state, await realised.read(state));
}
