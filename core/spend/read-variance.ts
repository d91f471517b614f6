import { UNCERTAIN_EVENTS } from '../../contracts/usage-vocabulary.ts';
import {
  minus,
  ONE,
  picoUsd,
  type PicoUsd,
  plus,
  type Quantity,
  ZERO_QUANTITY,
  negate,
} from '../money/decimal.ts';
import { descending, orderedBy } from '../order.ts';
import type { Days } from '../time/range.ts';
import type { OrganisationCell, TotalsReader } from './totals-reader.ts';

/** What the prices make of a model's events, against what its provider said of the same events. */
export interface ModelVariance {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  /** Events with a price and a reported cost. */
  readonly events: number;
  readonly computed: PicoUsd;
  readonly reported: PicoUsd;
  /** Reported less computed: above zero the prices are too low. */
  readonly variance: PicoUsd;
  /** Events of the model whose usage contradicts itself, with a reported cost or without. */
  readonly uncertain: number;
}

/**
 * Models whose provider reports costs, or whose usage contradicts itself; the largest variance first. Never reads
 * entries.
 */
export async function readVariance(
  days: Days,
  totals: Pick<TotalsReader, 'cells'>,
): Promise<ModelVariance[]> {
  const cells = await totals.cells(days);
  const groups = Map.groupBy(cells, (cell) => JSON.stringify([cell.provider, cell.service, cell.model]));
  return [...groups.values()].flatMap(modelVariance).sort(byVariance);
}

function modelVariance(cells: readonly OrganisationCell[]): ModelVariance[] {
  const [first] = cells;
  const events = countOf(cells, 'reported_events');
  const uncertain = countOf(cells, UNCERTAIN_EVENTS);
  if (first === undefined || (events === 0 && uncertain === 0)) return [];
  const computed = picoUsd(sumOfUnit(cells, 'compared_usd'));
  const reported = picoUsd(sumOfUnit(cells, 'reported_usd'));
  const { provider, service, model } = first;
  return [
    { provider, service, model, events, computed, reported, variance: minus(reported, computed), uncertain },
  ];
}

function sumOfUnit(cells: readonly OrganisationCell[], unit: string): Quantity {
  return cells.reduce((sum, { total }) => plus(sum, total.usage?.get(unit) ?? ZERO_QUANTITY), ZERO_QUANTITY);
}

function countOf(cells: readonly OrganisationCell[], unit: string): number {
  return Number(sumOfUnit(cells, unit) / ONE);
}

const byVariance = orderedBy<ModelVariance>(
  descending(({ variance }) => (variance < 0n ? negate(variance) : variance)),
  descending(({ uncertain }) => uncertain),
);

/** Reported less computed in percent of what was computed, to two places; undefined where nothing was computed. */
export function variancePercent({ computed, variance }: ModelVariance): number | undefined {
  return computed === 0n ? undefined : Number((variance * 10_000n) / computed) / 100;
}
