import { eraseInputSchema } from '../../contracts/job-message.ts';
import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';
import { BUSY_PASS_MS, type Erasure, type ErasurePass, type ErasureStore, NEXT_PASS_MS } from './erasure.ts';

/** The result of one stretch of work. */
export interface ErasedStretch {
  /** Things that held the id, or whose sum was not right. */
  readonly changed: number;
  /** Where the next stretch begins; undefined: this part is done. It names no person. */
  readonly next?: string | undefined;
  /** Totals changed at every try. */
  readonly busy?: boolean;
}

/** Works on from `after`; from the beginning when it is undefined. The same stretch may run twice. */
export type ErasePart = (erasure: Erasure, after: string | undefined) => Promise<ErasedStretch>;

/** The parts of a pass, in their order: entries first, then what is summed from them. */
const ERASE_PARTS = ['entries', 'totals', 'months', 'items', 'files'] as const;

export interface ErasePorts {
  readonly erasures: ErasureStore;
  readonly parts: Readonly<Record<(typeof ERASE_PARTS)[number], ErasePart>>;
  readonly clock: Clock;
}

/** Kept as JSON in the job, which outlives the erasure: numbers and places, never a name. */
interface EraseState {
  readonly part: number;
  readonly after?: string | undefined;
  readonly tries: number;
  readonly changed: number;
  readonly busy: number;
}

/** Tries of a stretch whose totals are in use, before it is left to the next pass. */
const MOST_TRIES = 10;

/**
 * Replaces a user's id by its pseudonym, in passes: a pass that changed anything is followed by another 25
 * hours later, since what was on its way still carried the id; the first that finds nothing ends the erasure.
 * Every write is conditional or may be repeated, so a pass that is interrupted, or runs twice at once, comes
 * to the same end.
 */
export function eraseUserKind(ports: ErasePorts): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const pass = eraseInputSchema.parse(job.input);
      const erasure = await ports.erasures.read(pass.erasureId);
      if (!isOf(erasure, pass)) {
        return { done: true, result: { superseded: true }, progress: { done: 0 } };
      }
      let state = (job.state as EraseState | undefined) ?? { part: 0, tries: 0, changed: 0, busy: 0 };
      const part = ERASE_PARTS[state.part];
      if (!part) return endPass(erasure, state, ports);
      for (let first = true; first || ports.clock.now() < deadline; first = false) {
        state = withStretch(state, await ports.parts[part](erasure, state.after));
        if (ERASE_PARTS[state.part] !== part) break;
      }
      return { done: false, state, progress: progressOf(state) };
    },
  };
}

function isOf(
  erasure: Erasure | undefined,
  pass: { readonly requestedAt: Instant; readonly pass: number },
): erasure is Erasure {
  return erasure?.requestedAt === pass.requestedAt && erasure.pass === pass.pass;
}

function withStretch(state: EraseState, { changed, next, busy = false }: ErasedStretch): EraseState {
  const sum = { ...state, changed: state.changed + changed };
  if (busy && state.tries < MOST_TRIES) return { ...sum, tries: state.tries + 1 };
  const going = { ...sum, tries: 0, busy: state.busy + (busy ? 1 : 0), after: next };
  return next === undefined ? { ...going, part: state.part + 1 } : going;
}

async function endPass(erasure: Erasure, state: EraseState, ports: ErasePorts): Promise<JobStep> {
  const { changed, busy } = state;
  const pass: ErasurePass = erasure;
  const quiet = erasure.pass > 1 && changed === 0 && busy === 0;
  const nextPassAt = quiet ? undefined : ports.clock.now() + (busy > 0 ? BUSY_PASS_MS : NEXT_PASS_MS);
  if (nextPassAt === undefined) await ports.erasures.end(pass);
  else await ports.erasures.postpone(pass, nextPassAt);
  const result = {
    pass: erasure.pass,
    changed,
    busy,
    nextPassAt: nextPassAt === undefined ? null : new Date(nextPassAt).toISOString(),
  };
  return { done: true, result, progress: progressOf(state) };
}

function progressOf({ part }: EraseState) {
  return { done: part, total: ERASE_PARTS.length };
}
