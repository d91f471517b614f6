import { HOUR_MS, type Instant } from '../time/ledger-time.ts';
import type { OptimizationState, OptimizationRun } from './optimization-state.ts';
import type { OptimizationPorts } from './find-current-optimizations.ts';
import { keepOptimizations } from './keep-optimizations.ts';

/** A search is believed this long: the nightly one, and some time for it to be late. */
const BELIEVED_MS = 26 * HOUR_MS;

/** All optimizations now: what was found and what was decided. */
export interface CurrentOptimizations {
  /** The most saving per effort first; then what was decided and is no longer found, the newest first. */
  readonly list: readonly OptimizationState[];
  readonly run: OptimizationRun;
}

/**
 * Reads the optimizations of the last search. Searches itself, with as little as any search looks at, before the first
 * one, when the last is too old, and on a ledger that has grown by half since then: a young one.
 */
export async function readOptimizations(
  ports: OptimizationPorts,
  at: Instant,
): Promise<CurrentOptimizations> {
  const [run, stored, { events }] = await Promise.all([
    ports.optimizations.lastRun(),
    ports.optimizations.list(),
    ports.totals.counts(),
  ]);
  if (run && at - run.at < BELIEVED_MS && events * 2 <= run.recorded * 3) return standing(run, stored);
  return searchOptimizations(ports, at);
}

/** Searches now, and answers what there is then. */
export async function searchOptimizations(
  ports: OptimizationPorts,
  at: Instant,
): Promise<CurrentOptimizations> {
  const { run, stored } = await keepOptimizations(ports, at);
  return standing(run, stored);
}

function standing(run: OptimizationRun, stored: readonly OptimizationState[]): CurrentOptimizations {
  return { run, list: [...foundStates(run, stored), ...pastStates(run, stored)] };
}

/** What the last search found, in its order. */
export function foundStates(run: OptimizationRun, stored: readonly OptimizationState[]): OptimizationState[] {
  const byId = new Map(stored.map((state) => [state.optimization.id, state]));
  return run.ids.flatMap((id) => byId.get(id) ?? []);
}

function pastStates({ ids }: OptimizationRun, stored: readonly OptimizationState[]): OptimizationState[] {
  const found = new Set(ids);
  return stored
    .filter(({ status, optimization }) => status !== 'pending' && !found.has(optimization.id))
    .toSorted((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0));
}
