import type { Instant } from '../time/ledger-time.ts';
import type { Advice, AdviceRun } from './optimization-state.ts';
import type { AdvicePorts } from './find-current-optimizations.ts';
import { keepAdvice } from './keep-optimizations.ts';

/** A search is believed this long: the nightly one, and some time for it to be late. */
const BELIEVED_MS = 26 * 3_600_000;

/** Advice as it stands. */
export interface StandingAdvice {
  /** The most saving per effort first; then what was decided and is no longer found, the newest first. */
  readonly list: readonly Advice[];
  readonly run: AdviceRun;
}

/**
 * Reads the advice of the last search. Searches itself, with as little as any search looks at, before the first
 * one, when the last is too old, and on a ledger that has grown by half since then: a young one.
 */
export async function readAdvice(ports: AdvicePorts, at: Instant): Promise<StandingAdvice> {
  const [run, stored, { events }] = await Promise.all([
    ports.advice.lastRun(),
    ports.advice.list(),
    ports.totals.counts(),
  ]);
  if (run && at - run.at < BELIEVED_MS && events * 2 <= run.recorded * 3) return standing(run, stored);
  return searchAdvice(ports, at);
}

/** Searches now, and answers what there is then. */
export async function searchAdvice(ports: AdvicePorts, at: Instant): Promise<StandingAdvice> {
  const { run, stored } = await keepAdvice(ports, at);
  return standing(run, stored);
}

function standing(run: AdviceRun, stored: readonly Advice[]): StandingAdvice {
  return { run, list: [...foundAdvice(run, stored), ...pastAdvice(run, stored)] };
}

/** What the last search found, in its order. */
export function foundAdvice(run: AdviceRun, stored: readonly Advice[]): Advice[] {
  const byId = new Map(stored.map((advice) => [advice.optimisation.id, advice]));
  return run.ids.flatMap((id) => byId.get(id) ?? []);
}

function pastAdvice({ ids }: AdviceRun, stored: readonly Advice[]): Advice[] {
  const found = new Set(ids);
  return stored
    .filter(({ status, optimisation }) => status !== 'pending' && !found.has(optimisation.id))
    .toSorted((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0));
}
