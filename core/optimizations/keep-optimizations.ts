import { DAY_MS, type Instant } from '../time/ledger-time.ts';
import type { Optimization } from './kinds/optimization.ts';
import {
  type OptimizationState,
  type OptimizationRun,
  type OptimizationStore,
  isSameState,
} from './optimization-state.ts';
import { decideOptimization, type DecidePorts } from './decide-optimization.ts';
import { type OptimizationPorts, findCurrentOptimizations } from './find-current-optimizations.ts';

/** Noted as who applied an optimization, where no person did. */
const BY_ITSELF = 'costkeeper';

/** An optimization is applied by itself once a week; half a day of grace for a schedule that fires early. */
const BETWEEN_APPLIED_MS = 6.5 * DAY_MS;

/** The result of a search. */
export interface KeptOptimizations {
  readonly run: OptimizationRun;
  /** All that is stored now. */
  readonly stored: readonly OptimizationState[];
  readonly found: number;
  /** Those that were not known before. */
  readonly kept: number;
}

/**
 * Searches for optimizations and stores them, so that requests read them with the day each was first found.
 * What is known takes the new figures; what was applied stays as it was decided upon, since its saving is
 * measured against that. What a person decides at the same moment stays. Running twice stores nothing new.
 */
export async function keepOptimizations(ports: OptimizationPorts, at: Instant): Promise<KeptOptimizations> {
  const [{ optimizations, run }, before, last] = await Promise.all([
    findCurrentOptimizations(ports, at),
    ports.optimizations.list(),
    ports.optimizations.lastRun(),
  ]);
  const known = new Map(before.map((state) => [state.optimization.id, state]));
  let kept = 0;
  for (const optimization of optimizations) {
    if (await keepOne(optimization, known.get(optimization.id), ports.optimizations, at)) kept++;
  }
  const noted = { ...run, appliedAt: last?.appliedAt };
  await ports.optimizations.noteRun(noted);
  return { run: noted, stored: await ports.optimizations.list(), found: optimizations.length, kept };
}

/** Answers whether it is new. */
async function keepOne(
  optimization: Optimization,
  known: OptimizationState | undefined,
  store: OptimizationStore,
  at: Instant,
): Promise<boolean> {
  if (!known) return store.save({ optimization, status: 'pending', foundAt: at, revision: 0 });
  const next = { ...known, optimization };
  if (known.status !== 'applied' && !isSameState(next, known)) await store.save(next);
  return false;
}

/**
 * Applies the best pending change of model of low risk, at most one a week: it only changes the model that
 * `degrade` hands back, and rejecting it undoes it. Answers its id, null when there is none or it is too early.
 */
export async function applyByItself(
  { run, stored }: Pick<KeptOptimizations, 'run' | 'stored'>,
  ports: DecidePorts,
  at: Instant,
): Promise<string | null> {
  if (run.appliedAt !== undefined && at - run.appliedAt < BETWEEN_APPLIED_MS) return null;
  const byId = new Map(stored.map((state) => [state.optimization.id, state]));
  const id = run.ids.find((candidate) => isHarmless(byId.get(candidate)));
  if (id === undefined) return null;
  // Noted first: a run that ends in between applies one less, never two.
  await ports.optimizations.noteRun({ ...run, appliedAt: at });
  await decideOptimization(
    { id, status: 'applied', by: BY_ITSELF, at, note: 'applied by itself' },
    stored,
    ports,
  );
  return id;
}

function isHarmless(state: OptimizationState | undefined): boolean {
  if (state?.status !== 'pending') return false;
  const { risk, action } = state.optimization;
  return risk === 'low' && action.type === 'switch-model';
}
