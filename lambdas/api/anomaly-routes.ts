import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import { anomaliesQuery, anomaliesSchema, type anomalySchema } from '../../contracts/api/anomalies.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { anomalyAnswer, type FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import { readJudged } from '../../core/anomalies/read-judged.ts';
import { addDays, countDays, dayOf, type Instant } from '../../core/time/ledger-time.ts';
import type { DayRange, Days } from '../../core/time/range.ts';
import { type ApiPorts, dayRange } from './ports.ts';
import { type Route, route } from './route.ts';
import { readScopeNames, type ScopeNames } from './scope-names.ts';

/** Days shown when a request names none, and the most it may name: judging one reads ten weeks more. */
const DEFAULT_DAYS = 30;
const MOST_DAYS = 92;

/** Days that are not as their past lets expect. */
export function anomalyRoutes(ports: ApiPorts): Route[] {
  const { timeZone } = ports.settings;
  return [
    route({
      method: 'GET',
      path: '/anomalies',
      summary: 'Closed days that are not as their past lets expect, by service, model, user, resource type',
      access: 'readers',
      query: anomaliesQuery,
      answer: anomaliesSchema,
      handle: async ({ query, now }) => {
        const { closed, ...range } = dayRange(query, ports, now);
        const days = closedDays(range, timeZone, now);
        const { items, complete } = await readJudged(days, query.dimension, ports);
        const nameOf = await readScopeNames(
          items.filter(({ dimension }) => dimension === 'user').map(userScope),
          ports.names,
        );
        const shown = items.map((item) => presentAnomaly(item, nameOf));
        const isNamed = shown.some(({ name }) => name !== undefined);
        // A name may be erased.
        return { closed: closed && complete && !isNamed, body: { ...days, complete, items: shown } };
      },
    }),
  ];
}

function presentAnomaly(anomaly: FoundAnomaly, nameOf: ScopeNames): AnswerOf<typeof anomalySchema> {
  const name = anomaly.dimension === 'user' ? nameOf(userScope(anomaly)) : null;
  return { ...anomalyAnswer(anomaly), ...(name === null ? {} : { name }), since: anomaly.since };
}

function userScope({ key }: FoundAnomaly) {
  return { kind: 'user', id: key };
}

/** Days up to yesterday: an open day is not yet what it will be. Throws InvalidInputError. */
function closedDays(range: DayRange, timeZone: string, now: Instant): Days {
  const yesterday = addDays(dayOf(now, timeZone), -1);
  const to = range.to === undefined || range.to > yesterday ? yesterday : range.to;
  const from = range.from ?? addDays(to, 1 - DEFAULT_DAYS);
  if (countDays(from, to) > MOST_DAYS) {
    throw new InvalidInputError('the range is too long', [
      { field: 'from', message: `must be at most ${MOST_DAYS} days before "to"` },
    ]);
  }
  return { from, to };
}
