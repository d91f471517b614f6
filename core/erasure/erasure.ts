import { type JobPorts, startJob } from '../jobs/job.ts';
import { type Clock, dayOf, HOUR_MS, type Instant } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';

/**
 * A person whose id is being replaced. It is the one place that knows both names, and it goes when the
 * erasure has ended: from then on nothing leads from the id to the pseudonym.
 */
export interface Erasure {
  readonly id: string;
  readonly userId: string;
  /** Made by chance once, so that every retry writes the same. */
  readonly pseudonym: string;
  /** What happened or was recorded up to here is erased; what comes later belongs to a new user. */
  readonly requestedAt: Instant;
  /** 1 for the first pass over the ledger; a request that is repeated begins at 1 again. */
  readonly pass: number;
  /** From here on the pass may run. */
  readonly dueAt: Instant;
  /** Where the pass goes on among the items of the table. */
  readonly cursor?: string | undefined;
}

/** Names one pass: work for another one comes too late. */
export type ErasurePass = Pick<Erasure, 'id' | 'requestedAt' | 'pass'>;

/** Erasures under way. Methods reject on outages. */
export interface ErasureStore {
  list(): Promise<Erasure[]>;
  read(id: string): Promise<Erasure | undefined>;
  put(erasure: Erasure): Promise<void>;
  /** Begins again with a later request; undefined when the erasure has ended. */
  renew(id: string, requestedAt: Instant): Promise<Erasure | undefined>;
  /** Where this pass goes on; undefined: from the beginning. */
  remember(pass: ErasurePass, cursor: string | undefined): Promise<void>;
  /** Ends a pass and names the time of the next. */
  postpone(pass: ErasurePass, dueAt: Instant): Promise<void>;
  /** Forgets the erasure, and with it which pseudonym belongs to whom. */
  end(pass: ErasurePass): Promise<void>;
}

/** The stream keeps 24 hours: by then what was recorded under the old id has come to the totals. */
export const NEXT_PASS_MS = 25 * HOUR_MS;
/** After a pass that found a total in use at every try. */
export const BUSY_PASS_MS = HOUR_MS;
/** An erasure that has waited this long for its pass needs a person. */
const OVERDUE_MS = 24 * HOUR_MS;

/** True for what a request covers: usage up to it, whenever it is recorded, and all recorded up to it. */
export function isCovered(
  { occurredAt, recordedAt }: Pick<Entry, 'occurredAt' | 'recordedAt'>,
  { requestedAt }: Pick<Erasure, 'requestedAt'>,
): boolean {
  return occurredAt <= requestedAt || recordedAt <= requestedAt;
}

/** True while an erasure moves lines of a month that ended at `monthEnd`, or may still do so. */
export function touchesMonth(erasures: readonly Erasure[], monthEnd: Instant, now: Instant): boolean {
  return erasures.some(({ requestedAt, dueAt }) => dueAt <= now || requestedAt < monthEnd);
}

export interface StartErasurePorts {
  readonly erasures: ErasureStore;
  readonly jobs: Omit<JobPorts, 'clock'>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A random name, from which the person cannot be found out. */
  readonly newPseudonym: () => string;
}

/**
 * Starts the erasure of a user. Asked again while one is under way, that one begins anew with the later
 * request and the same pseudonym.
 */
export async function startErasure(
  userId: string,
  createdBy: string,
  ports: StartErasurePorts,
): Promise<string> {
  const { erasures, clock, newId, newPseudonym } = ports;
  const now = clock.now();
  const known = (await erasures.list()).find((erasure) => erasure.userId === userId);
  const renewed = known && (await erasures.renew(known.id, now));
  const fresh = { id: newId(), userId, pseudonym: newPseudonym(), requestedAt: now, pass: 1, dueAt: now };
  if (!renewed) await erasures.put(fresh);
  return startPass(renewed ?? fresh, createdBy, ports);
}

/** Starts the job of a pass, at most one a day: a failed one is tried again the day after. */
function startPass(
  { id, requestedAt, pass }: ErasurePass,
  createdBy: string,
  { jobs, clock }: Pick<StartErasurePorts, 'jobs' | 'clock'>,
): Promise<string> {
  const name = `erase-${id}-${requestedAt}-${pass}-${dayOf(clock.now(), 'UTC')}`;
  const input = { erasureId: id, requestedAt, pass };
  return startJob({ ...jobs, clock }, { id: name, kind: 'erase-user', input, createdBy });
}

/** Starts the passes that are due; answers how many of them have waited for too long. */
export async function continueErasures(
  ports: Pick<StartErasurePorts, 'erasures' | 'jobs' | 'clock'>,
): Promise<number> {
  const now = ports.clock.now();
  const due = (await ports.erasures.list()).filter(({ dueAt }) => dueAt <= now);
  for (const erasure of due) await startPass(erasure, 'schedule', ports);
  return due.filter(({ dueAt }) => dueAt < now - OVERDUE_MS).length;
}
