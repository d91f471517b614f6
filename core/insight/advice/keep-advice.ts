import type { Instant } from '../../time/ledger-time.ts';
import type { Advice } from './advice.ts';
import { decideAdvice, type DecidePorts } from './decide-advice.ts';
import { type AdvicePorts, findAdvice } from './find-advice.ts';

/** Who applies advice when nobody does. */
const BY_ITSELF = 'costkeeper';

/**
 * Stores what advice there is, so that it carries the day it was first found. With `applyOne`, applies the best
 * pending change of model of low risk: it only changes the model that `degrade` hands back, and rejecting it
 * undoes it. What somebody decides at the same moment stays. Running twice stores nothing new.
 */
export async function keepAdvice(
  ports: AdvicePorts & DecidePorts,
  at: Instant,
  applyOne: boolean,
): Promise<{ readonly found: number; readonly kept: number; readonly applied: string | null }> {
  const { list } = await findAdvice(ports, at);
  let kept = 0;
  const current: Advice[] = [];
  for (const advice of list) {
    const isNew = advice.revision === 0;
    const stored = isNew ? { ...advice, foundAt: at } : advice;
    if (isNew && (await ports.advice.save(stored))) kept++;
    current.push(isNew ? { ...stored, revision: 1 } : stored);
  }
  const next = applyOne ? current.find(isHarmless) : undefined;
  if (!next) return { found: list.length, kept, applied: null };
  const { id } = next.optimisation;
  await decideAdvice({ id, status: 'applied', by: BY_ITSELF, at, note: 'applied by itself' }, current, ports);
  return { found: list.length, kept, applied: id };
}

function isHarmless({ status, optimisation: { risk, action } }: Advice): boolean {
  return status === 'pending' && risk === 'low' && action.type === 'switch-model';
}
