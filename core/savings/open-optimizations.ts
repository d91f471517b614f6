import { descending } from '../order.ts';
import type { Advice, AdviceStore } from './optimization-state.ts';
import { foundAdvice } from './read-optimizations.ts';

/** Advice of the last search that waits for a decision, the largest saving first. Rejects on outages. */
export async function openAdvice(store: Pick<AdviceStore, 'list' | 'lastRun'>): Promise<Advice[]> {
  const [run, stored] = await Promise.all([store.lastRun(), store.list()]);
  return (run ? foundAdvice(run, stored) : stored)
    .filter(({ status }) => status === 'pending')
    .toSorted(descending(({ optimisation }) => optimisation.estimatedSaving));
}
