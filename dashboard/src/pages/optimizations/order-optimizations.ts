import type { Optimization } from '../../api/types.ts';
import { byAmountDescending, sumDecimals } from '../../format/decimal.ts';

type Ranked = Pick<Optimization, 'id' | 'status' | 'estimatedSavingUsd' | 'overlaps'>;

/** Open ones by what they would save, the most first; those that were decided upon behind them. */
export function orderOptimizations<T extends Ranked>(items: readonly T[]): T[] {
  return items.toSorted(
    (a, b) =>
      Number(a.status !== 'pending') - Number(b.status !== 'pending') ||
      byAmountDescending(a.estimatedSavingUsd, b.estimatedSavingUsd),
  );
}

/**
 * What the open ones would save together: of those about the same calls the biggest counts alone, so that nothing is
 * saved twice. It may be more where a smaller one that was left out also concerns other calls.
 */
export function savingTogether(items: readonly Ranked[]): string {
  const counted: Ranked[] = [];
  for (const item of orderOptimizations(items)) {
    if (item.status !== 'pending') continue;
    const overlaps = counted.some(
      ({ id, overlaps }) => overlaps.includes(item.id) || item.overlaps.includes(id),
    );
    if (!overlaps) counted.push(item);
  }
  return sumDecimals(counted.map(({ estimatedSavingUsd }) => estimatedSavingUsd));
}
