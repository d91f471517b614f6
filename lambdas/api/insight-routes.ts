import { ORGANISATION } from '../../core/scopes/scope.ts';
import { storedUserId } from '../../contracts/user-names.ts';
import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import {
  anomaliesQuery,
  anomaliesSchema,
  type anomalySchema,
  projectionsQuery,
  projectionsSchema,
} from '../../contracts/api/insight.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { anomalyAnswer, type FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import { type Projection, projectionAnswer } from '../../core/forecast/projection.ts';
import type { SharedProjection } from '../../core/forecast/share-projection.ts';
import { readJudged } from '../../core/anomalies/read-judged.ts';
import { readProjections } from '../../core/forecast/read-projections.ts';
import { addDays, countDays, dayOf, type Instant } from '../../core/time/ledger-time.ts';
import type { DayRange, Days } from '../../core/time/range.ts';
import { type ApiPorts, dayRange } from './ports.ts';
import { type Route, route } from './route.ts';

/** Days shown when a request names none, and the most it may name: judging one reads ten weeks more. */
const DEFAULT_DAYS = 30;
const MOST_DAYS = 92;

/** What the ledger estimates: month ends, and days that are not as their past lets expect. */
export function insightRoutes(ports: ApiPorts): Route[] {
  const { timeZone } = ports.settings;
  return [
    route({
      method: 'GET',
      path: '/projections',
      summary: 'Where the open month ends: organisation and services, or one user or service; with the error',
      access: 'own',
      query: projectionsQuery,
      answer: projectionsSchema,
      ownerOf: ({ query }) => query.userId,
      handle: async ({ query: { userId, service }, now }) => {
        if (userId !== undefined && service !== undefined) {
          throw new InvalidInputError('projections are made for one thing at a time', [
            { field: 'service', message: 'cannot be combined with userId: send one of them' },
          ]);
        }
        const question = { userId: userId === undefined ? undefined : storedUserId(userId), service };
        const { projection, services } = await readProjections(question, ports.totals, now, timeZone);
        return {
          body: {
            scope: scopeOf(userId, service),
            ...sharedAnswer(projection),
            services: services.map((one) => ({ service: one.service, ...sharedAnswer(one.projection) })),
          },
        };
      },
    }),
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
        return { closed: closed && complete, body: { ...days, complete, items: items.map(presentAnomaly) } };
      },
    }),
  ];
}

function sharedAnswer(projection: Projection | SharedProjection) {
  const adjustedBy = 'adjustedBy' in projection ? projection.adjustedBy : null;
  return { ...projectionAnswer(projection), adjustedBy };
}

function presentAnomaly(anomaly: FoundAnomaly): AnswerOf<typeof anomalySchema> {
  return { ...anomalyAnswer(anomaly), since: anomaly.since };
}

function scopeOf(
  userId: string | undefined,
  service: string | undefined,
): AnswerOf<typeof projectionsSchema>['scope'] {
  if (userId !== undefined) return { kind: 'user', id: userId };
  return service === undefined ? ORGANISATION : { kind: 'service', id: service };
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
