import { unitCostsQuery, unitCostsSchema } from '../../contracts/api/unit-costs.ts';
import { THING_KINDS, type ThingKind } from '../../contracts/scopes.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import { readUnitCosts, type UnitKind, type UnitSum } from '../../core/spend/read-unit-costs.ts';
import { type ApiPorts, dayRange, readContext } from './ports.ts';
import { presentRange } from './present.ts';
import { type Route, route } from './route.ts';
import { readScopeNames, type ScopeNames } from './scope-names.ts';

/** Kinds of one answer: a type per thing would be a list of things. */
const MOST_KINDS = 20;

/** What one of a kind costs. */
export function unitCostRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/unit-costs/{dimension}',
      summary:
        'What one resource or group of each kind costs on average and at most, and by the week; of all that have entries in the range',
      access: 'readers',
      query: unitCostsQuery,
      answer: unitCostsSchema,
      handle: async ({ path, query, now }) => {
        const dimension = dimensionOf(path.dimension);
        const { closed, ...range } = dayRange(query, ports, now);
        const days = await boundedDays(range, readContext(ports, now));
        const found = await readUnitCosts(dimension, days, ports.totals);
        const kinds = found.slice(0, MOST_KINDS);
        const dearest = kinds.flatMap(({ dearest, weeks }) => [
          dearest,
          ...weeks.map((week) => week.dearest),
        ]);
        const nameOf = await readScopeNames(
          dearest.map(({ of }) => ({ kind: dimension, ...of })),
          ports.names,
        );
        return {
          closed,
          body: {
            ...presentRange(range),
            dimension,
            kinds: kinds.map((kind) => presentKind(kind, dimension, nameOf)),
            furtherKinds: found.length - kinds.length,
          },
        };
      },
    }),
  ];
}

function dimensionOf(text: string): ThingKind {
  const dimension = THING_KINDS.find((known) => known === text);
  if (dimension) return dimension;
  throw new InvalidInputError(`there are no unit costs by "${text}"`, [
    { field: 'dimension', message: `must be one of ${THING_KINDS.join(', ')}` },
  ]);
}

function presentKind({ type, weeks, ...sum }: UnitKind, dimension: ThingKind, nameOf: ScopeNames) {
  const present = ({ count, cost, average, unpriced, withUnpriced, dearest }: UnitSum) => ({
    count,
    totalUsd: formatDecimal(cost),
    averageUsd: formatDecimal(average),
    unpricedEvents: unpriced,
    withUnpriced,
    dearest: {
      id: dearest.of.id,
      name: nameOf({ kind: dimension, ...dearest.of }),
      totalUsd: formatDecimal(dearest.cost),
      unpricedEvents: dearest.unpriced,
    },
  });
  return { type, ...present(sum), weeks: weeks.map(({ week, ...own }) => ({ week, ...present(own) })) };
}
