import { ORGANISATION } from '../../core/scopes/scope.ts';
import { storedUserId } from '../../contracts/system-user.ts';
import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import { projectionsQuery, projectionsSchema } from '../../contracts/api/projections.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { type Projection, projectionAnswer } from '../../core/forecast/project-month-end.ts';
import type { SharedProjection } from '../../core/forecast/share-projection.ts';
import { readProjections } from '../../core/forecast/read-projections.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** Where the open month ends, by the ledger's estimate. */
export function projectionRoutes(ports: ApiPorts): Route[] {
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
  ];
}

function sharedAnswer(projection: Projection | SharedProjection) {
  const adjustedBy = 'adjustedBy' in projection ? projection.adjustedBy : null;
  return { ...projectionAnswer(projection), adjustedBy };
}

function scopeOf(
  userId: string | undefined,
  service: string | undefined,
): AnswerOf<typeof projectionsSchema>['scope'] {
  if (userId !== undefined) return { kind: 'user', id: userId };
  return service === undefined ? ORGANISATION : { kind: 'service', id: service };
}
