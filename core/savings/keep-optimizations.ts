import type { Instant } from '../time/ledger-time.ts';
import type { Optimisation } from './kinds/optimization.ts';
import { type Advice, type AdviceRun, type AdviceStore, isSameAdvice } from './optimization-state.ts';
import { decideAdvice, type DecidePorts } from './decide-optimization.ts';
import { type AdvicePorts, findAdvice } from './find-current-optimizations.ts';

/** Who applies advice when nobody does. */
const BY_ITSELF = 'costkeeper';

/** Advice is applied by itself once a week; half a day of grace for a schedule that fires early. */
const BETWEEN_APPLIED_MS = 6.5 * 86_400_000;

/** What a search came to. */
export interface KeptAdvice {
  readonly run: AdviceRun;
  /** All that is stored now. */
  readonly stored: readonly Advice[];
  readonly found: number;
  /** Advice that was not known before. */
  readonly kept: number;
}

/**
 * Searches for advice and stores it, so that requests read it and it carries the day it was first found.
 * Advice that is known takes the new figures; what was applied stays as it was decided upon, since its saving is
 * measured against that. What somebody decides at the same moment stays. Running twice stores nothing new.
 */
export async function keepAdvice(ports: AdvicePorts, at: Instant): Promise<KeptAdvice> {
  const [{ optimisations, run }, before, last] = await Promise.all([
    findAdvice(ports, at),
    ports.advice.list(),
    ports.advice.lastRun(),
  ]);
  const known = new Map(before.map((advice) => [advice.optimisation.id, advice]));
  let kept = 0;
  for (const optimisation of optimisations) {
    if (await keepOne(optimisation, known.get(optimisation.id), ports.advice, at)) kept++;
  }
  const noted = { ...run, appliedAt: last?.appliedAt };
  await ports.advice.noteRun(noted);
  return { run: noted, stored: await ports.advice.list(), found: optimisations.length, kept };
}

/** Answers whether it is new. */
async function keepOne(
  optimisation: Optimisation,
  known: Advice | undefined,
  store: AdviceStore,
  at: Instant,
): Promise<boolean> {
  if (!known) return store.save({ optimisation, status: 'pending', foundAt: at, revision: 0 });
  const next = { ...known, optimisation };
  if (known.status !== 'applied' && !isSameAdvice(next, known)) await store.save(next);
  return false;
}

/**
 * Applies the best pending change of model of low risk, at most one a week: it only changes the model that
 * `degrade` hands back, and rejecting it undoes it. Answers its id, null when there is none or it is too early.
 */
export async function applyByItself(
  { run, stored }: Pick<KeptAdvice, 'run' | 'stored'>,
  ports: DecidePorts,
  at: Instant,
): Promise<string | null> {
  if (run.appliedAt !== undefined && at - run.appliedAt < BETWEEN_APPLIED_MS) return null;
  const byId = new Map(stored.map((advice) => [advice.optimisation.id, advice]));
  const id = run.ids.find((candidate) => isHarmless(byId.get(candidate)));
  if (id === undefined) return null;
  // Noted first: a run that ends in between applies one less, never two.
  await ports.advice.noteRun({ ...run, appliedAt: at });
  await decideAdvice({ id, status: 'applied', by: BY_ITSELF, at, note: 'applied by itself' }, stored, ports);
  return id;
}

function isHarmless(advice: Advice | undefined): boolean {
  if (advice?.status !== 'pending') return false;
  const { risk, action } = advice.optimisation;
  return risk === 'low' && action.type === 'switch-model';
}
