import type { Scope } from '../scopes/scope.ts';
import type { HistoryKind, OwnTotalKind } from '../../contracts/scopes.ts';
import type { RecalculateInput } from '../../contracts/job-message.ts';
import {
  type Day,
  firstOf,
  type Instant,
  isDay,
  type Month,
  monthOf,
  parseMonth,
} from '../time/ledger-time.ts';
import { joinParts, startParts } from '../jobs/fan-out.ts';
import type { Job, JobKind, JobPorts, JobStep } from '../jobs/job.ts';
import type { AuditedDay } from './audit.ts';
import type { PushedEntries } from './push-open-marks.ts';
import { MOST_OPEN } from './gather-entries.ts';
import {
  type OpenPart,
  progressOf,
  type RecalculateResult,
  recalculateResult,
  type RecalculateState,
  withReport,
  withResults,
} from './recalculate-state.ts';
import {
  nothingWrong,
  type RepairPorts,
  type RepairReport,
  isBetweenSteps,
  type RepairState,
  type RepairStep,
  repairStep,
  type RepairSteps,
} from './repair.ts';
import type { OpenEntry, RepairScope } from './repair-ports.ts';

/** Whose history the ledger keeps apart, with totals of their own. */
export type Owner = Scope<HistoryKind & OwnTotalKind>;

/** Where a recalculation finds its days and scopes. */
interface RecalculateScopes {
  day(day: Day): RepairScope;
  owner(of: Owner, day: Day): RepairScope;
  /** What was recorded late for a month. */
  late(month: Month): RepairScope;
  daysOf(of: Owner): Promise<Day[]>;
  /** Days up to this one are archived: their entries may be gone, so they are left alone. */
  sealedUntil(): Promise<Day | undefined>;
  /** The days of months that hold something, oldest first. */
  ledgerDays(): Promise<readonly Day[]>;
}

export interface RecalculatePorts {
  readonly scopes: RecalculateScopes;
  readonly repair: RepairPorts;
  /** How a job takes a large day: what it puts aside has names of its own. */
  readonly stepsOf: (job: Pick<Job, 'id'>) => RepairSteps;
  /** Where days of a whole ledger are given to other workers; absent: one worker takes all. */
  readonly fanOut?: JobPorts | undefined;
  /** Repairs the ledger's numbers since its start. */
  readonly counts: () => Promise<RepairReport>;
  /** Brings entries that a pass found open into the totals. */
  readonly push: (open: readonly OpenEntry[]) => Promise<PushedEntries>;
  /** Hears of each day that was taken as a whole. */
  readonly onDay: (audited: AuditedDay) => Promise<void>;
}

/**
 * Recalculates totals from their entries part by part, while traffic flows, and brings in entries that
 * neither the stream nor a tally brought. Everything (`all`) is every day, then what was late for each
 * month, then the numbers since the start. A large part takes several steps; many days are taken by several workers.
 */
export function recalculateKind(ports: RecalculatePorts): JobKind {
  const { scopes, repair } = ports;
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const input = job.input as RecalculateInput;
      const owner = ownerOf(input);
      let state = (job.state as RecalculateState | undefined) ?? (await firstState(input, owner, scopes));
      if (ports.fanOut && 'all' in input) {
        const step = await daysByOthers(job, state, ports.fanOut);
        if ('done' in step) return step;
        state = step;
      }
      const steps = ports.stepsOf(job);
      while (state.next < state.parts.length) {
        if (repair.clock.now() >= deadline) return { done: false, state, progress: progressOf(state) };
        const { report, open } = await recalculatePart(state, owner, steps, ports);
        state = report ? withReport(state, report) : { ...state, open };
        if (open && isBetweenSteps(open.repair)) return { done: false, state, progress: progressOf(state) };
      }
      return { done: true, result: recalculateResult(state), progress: progressOf(state) };
    },
  };
}

/** Fewer days are taken by the job itself: one that waits looks only once in a while. */
const DAYS_FOR_OTHERS = 7;
/** A small ledger is there in seconds, a large one takes hours: each wait is twice as long as the one before. */
const LONGEST_WAIT_SECONDS = 30;

/** Starts a job for each day, waits for all, and goes on with what they found: the rest needs whole days. */
async function daysByOthers(
  job: Job,
  state: RecalculateState,
  fanOut: JobPorts,
): Promise<JobStep | RecalculateState> {
  const days = state.parts.filter(isDay);
  if (state.next > 0 || days.length < DAYS_FOR_OTHERS) return state;
  const wait = (done: number): JobStep => {
    const progress = { done, total: state.parts.length };
    const waits = state.waits ?? 0;
    const waitSeconds = Math.min(2 ** waits, LONGEST_WAIT_SECONDS);
    return { done: false, state: { ...state, waits: waits + 1 }, progress, waitSeconds };
  };
  if (state.waits === undefined) {
    await startParts(
      fanOut,
      job,
      days.map((day) => ({ name: day, input: { day } })),
    );
    return wait(0);
  }
  const { results, done } = await joinParts(fanOut, job, days);
  if (!results) return wait(done);
  return withResults(state, results as readonly RecalculateResult[], days.length);
}

type PartStep =
  | { readonly report: RepairReport; readonly open?: never }
  | { readonly report?: never; readonly open: OpenPart };

async function recalculatePart(
  { parts, next, late, open }: RecalculateState,
  owner: Owner | undefined,
  steps: RepairSteps,
  { scopes, repair, counts, push, onDay }: RecalculatePorts,
): Promise<PartStep> {
  const part = parts[next] ?? '';
  if (part === 'counts') return { report: await counts() };
  const { startedAt, repair: state } = open ?? { startedAt: repair.clock.now(), repair: undefined };
  const isOfDay = isDay(part);
  const step = isOfDay
    ? await repairStep(owner ? scopes.owner(owner, part) : scopes.day(part), state, repair, steps)
    : await recalculateLate(parseMonth(part.slice(LATE.length)), late, state, { scopes, repair, steps });
  if (!step.report) return { open: { startedAt, repair: step.state } };
  const { report } = step;
  if (!isOfDay) return { report };
  const { pushed, missing } = await push(report.open);
  const complete = pushed === report.open.length && pushed < MOST_OPEN;
  if (!owner) await onDay({ day: part, startedAt, report, missing, complete });
  return { report };
}

/** Another pass over the month's entries, unless its days had no late one and there is no late total. */
async function recalculateLate(
  month: Month,
  late: readonly Month[],
  state: RepairState | undefined,
  { scopes, repair, steps }: Pick<RecalculatePorts, 'scopes' | 'repair'> & { readonly steps: RepairSteps },
): Promise<RepairStep> {
  const scope = scopes.late(month);
  if (!state && !late.includes(month) && !(await hasTotals(scope))) {
    return { report: nothingWrong(scope.name, 0) };
  }
  return repairStep(scope, state, repair, steps);
}

async function hasTotals(scope: RepairScope): Promise<boolean> {
  for await (const { items } of scope.totals()) if (items.length > 0) return true;
  return false;
}

const LATE = 'late ';

/** How a recalculation names one owner of each kind. */
const OWNERS: {
  readonly [K in Owner['kind']]: (input: RecalculateInput) => Scope<K> | undefined;
} = {
  user: (input) => ('userId' in input ? { kind: 'user', id: input.userId } : undefined),
  resource: (input) => ('resource' in input ? { kind: 'resource', ...input.resource } : undefined),
  group: (input) => ('group' in input ? { kind: 'group', ...input.group } : undefined),
};

function ownerOf(input: RecalculateInput): Owner | undefined {
  return Object.values(OWNERS).flatMap((owner) => owner(input) ?? [])[0];
}

async function firstState(
  input: RecalculateInput,
  owner: Owner | undefined,
  scopes: RecalculateScopes,
): Promise<RecalculateState> {
  const empty = { next: 0, entries: 0, totals: 0, repairs: [], busy: [], late: [] };
  const sealed = (await scopes.sealedUntil()) ?? '';
  const isOpen = (day: Day) => day > sealed;
  if (owner) return { ...empty, parts: (await scopes.daysOf(owner)).filter(isOpen) };
  if ('day' in input) return { ...empty, parts: [input.day].filter(isOpen) };
  const ledger = await scopes.ledgerDays();
  if (ledger.length === 0) return { ...empty, parts: [] };
  const days = ledger.filter(isOpen);
  // A month is summed from all its days or not at all.
  const months = [...new Set(days.map(monthOf))].filter((month) => isOpen(firstOf(month)));
  return { ...empty, parts: [...days, ...months.map((month) => `${LATE}${month}`), 'counts'] };
}
