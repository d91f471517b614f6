import { descending } from '../order.ts';
import type { OptimizationState, OptimizationStore } from './optimization-state.ts';
import { foundStates } from './read-optimizations.ts';

/** Optimizations of the last search that wait for a decision, the largest saving first. Rejects on outages. */
export async function openOptimizations(
  store: Pick<OptimizationStore, 'list' | 'lastRun'>,
): Promise<OptimizationState[]> {
  const [run, stored] = await Promise.all([store.lastRun(), store.list()]);
  return (run ? foundStates(run, stored) : stored)
    .filter(({ status }) => status === 'pending')
    .toSorted(descending(({ optimization }) => optimization.estimatedSaving));
}
