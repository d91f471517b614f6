import {
  adviceListSchema,
  adviceQuery,
  adviceReadSchema,
  adviceSchema,
  decideAdviceSchema,
} from '../../contracts/api/optimizations.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { NotFoundError } from '../../core/errors.ts';
import { type Advice, adviceAnswer } from '../../core/savings/optimization-state.ts';
import { decideAdvice, type Decision } from '../../core/savings/decide-optimization.ts';
import { readAdvice, searchAdvice, type StandingAdvice } from '../../core/savings/read-optimizations.ts';
import { RealisedReader } from '../../core/savings/read-realised.ts';
import { type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** Ways to spend less, and what became of them. */
export function optimisationRoutes(ports: ApiPorts): Route[] {
  const context = { ...ports, timeZone: ports.settings.timeZone };
  const realisedAt = (now: Instant) => new RealisedReader(context, now);
  const presentList = async ({ list, run }: StandingAdvice, status: string | undefined, now: Instant) => {
    const realised = realisedAt(now);
    const wanted = list.filter((advice) => status === undefined || advice.status === status);
    return {
      asOf: isoTime(run.at),
      ...run.days,
      sampledEntries: run.sampledEntries,
      events: run.events,
      items: await Promise.all(wanted.map((advice) => answer(advice, realised))),
    };
  };
  const decide = async (decision: Decision) => {
    const { list } = await readAdvice(context, decision.at);
    const advice = await decideAdvice(decision, list, ports);
    return { body: await answer(advice, realisedAt(decision.at)) };
  };
  return [
    route({
      method: 'GET',
      path: '/optimizations',
      summary: 'Ways to spend less as of the last search, the most saving per effort first',
      access: 'readers',
      query: adviceQuery,
      answer: adviceListSchema,
      handle: async ({ query: { status }, now }) => ({
        body: await presentList(await readAdvice(context, now), status, now),
      }),
    }),
    route({
      method: 'POST',
      path: '/optimizations/refresh',
      summary: 'Search for ways to spend less now, in a sample of thirty days',
      access: 'admins',
      query: noQuery,
      answer: adviceListSchema,
      handle: async ({ now }) => ({
        body: await presentList(await searchAdvice(context, now), undefined, now),
      }),
    }),
    route({
      method: 'GET',
      path: '/optimizations/{id}',
      summary: 'One way to spend less: evidence, saving, risk, steps, one action, and what it has saved',
      access: 'readers',
      query: noQuery,
      answer: adviceReadSchema,
      handle: async ({ path: { id }, now }) => {
        const { list, run } = await readAdvice(context, now);
        const advice = list.find(({ optimisation }) => optimisation.id === id);
        if (!advice) throw new NotFoundError(`there is no advice "${id}": GET /optimizations lists it`);
        return { body: { asOf: isoTime(run.at), ...(await answer(advice, realisedAt(now))) } };
      },
    }),
    ...(['apply', 'reject'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/optimizations/{id}/${verb}`,
        summary:
          verb === 'apply'
            ? 'Note that advice was followed; a change of model is handed back when a budget degrades'
            : 'Reject advice; undoes what applying it changed',
        access: 'admins',
        query: noQuery,
        body: decideAdviceSchema,
        answer: adviceSchema,
        handle: ({ path: { id }, body: { note }, caller, now }) =>
          decide({ id, status: verb === 'apply' ? 'applied' : 'rejected', by: caller.id, at: now, note }),
      }),
    ),
  ];
}

async function answer(advice: Advice, realised: RealisedReader) {
  return adviceAnswer(advice, await realised.read(advice));
}
