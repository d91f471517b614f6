import {
  adviceListSchema,
  adviceQuery,
  adviceReadSchema,
  adviceSchema,
  decideAdviceSchema,
} from '../../contracts/api/optimisations.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { NotFoundError } from '../../core/errors.ts';
import { adviceAnswer } from '../../core/insight/advice/advice.ts';
import { decideAdvice, type Decision } from '../../core/insight/advice/decide-advice.ts';
import { findAdvice, type FoundAdvice, realisedOf } from '../../core/insight/advice/find-advice.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';
import { type Answer, type Route, route } from './route.ts';

/** Ways to spend less, and what became of them. */
export function optimisationRoutes(ports: ApiPorts): Route[] {
  const find = (now: Instant) => findAdvice({ ...ports, timeZone: ports.settings.timeZone }, now);
  const decide = async (decision: Decision): Promise<Answer> => {
    const found = await find(decision.at);
    const advice = await decideAdvice(decision, found.list, ports);
    return { body: adviceAnswer(advice, realisedOf(advice, found, decision.at)) };
  };
  return [
    route({
      method: 'GET',
      path: '/optimizations',
      summary: 'Ways to spend less, found in a sample of thirty days, the most saving per effort first',
      access: 'readers',
      query: adviceQuery,
      answer: adviceListSchema,
      handle: async ({ query: { status }, now }) => ({ body: presentList(await find(now), status, now) }),
    }),
    route({
      method: 'GET',
      path: '/optimizations/{id}',
      summary: 'One way to spend less: evidence, saving, risk, steps, one action, and what it has saved',
      access: 'readers',
      query: noQuery,
      answer: adviceReadSchema,
      handle: async ({ path: { id = '' }, now }) => {
        const found = await find(now);
        const advice = found.list.find(({ optimisation }) => optimisation.id === id);
        if (!advice) throw new NotFoundError(`there is no advice "${id}": GET /optimizations lists it`);
        return { body: adviceAnswer(advice, realisedOf(advice, found, now)) };
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
        handle: ({ path: { id = '' }, body: { note }, caller, now }) =>
          decide({ id, status: verb === 'apply' ? 'applied' : 'rejected', by: caller.id, at: now, note }),
      }),
    ),
  ];
}

function presentList(found: FoundAdvice, status: string | undefined, now: Instant) {
  const { list, days, sample } = found;
  return {
    ...days,
    sampledEntries: sample.entries.length,
    events: sample.events,
    items: list
      .filter((advice) => status === undefined || advice.status === status)
      .map((advice) => adviceAnswer(advice, realisedOf(advice, found, now))),
  };
}
