import type { RecalculateInput } from '../../contracts/job-message.ts';
import { formatDecimal } from '../money/decimal.ts';
import { type Day, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import { type RepairPorts, repairScope, type RepairReport } from './repair.ts';
import type { RepairScope } from './repair-ports.ts';

type Owner =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'resource' | 'group'; readonly type: string; readonly id: string };

/** Where a recalculation finds its days and scopes. */
export interface RecalculateScopes {
  day(day: Day): RepairScope;
  owner(of: Owner, day: Day): RepairScope;
  daysOf(of: Owner): Promise<Day[]>;
  /** First and last day that the ledger has; undefined when it is empty. */
  ledgerDays(): Promise<{ first: Day; last: Day } | undefined>;
}

/** What a recalculation found so far; amounts as decimal strings, it is kept as JSON. */
export interface RecalculateState {
  readonly days: readonly Day[];
  readonly next: number;
  readonly entries: number;
  readonly totals: number;
  readonly repairs: readonly { readonly total: string; readonly differenceUsd: string }[];
  readonly busy: readonly string[];
}

/** Repairs shown in a result; there should be none, and a broken ledger has too many to list. */
const SHOWN_REPAIRS = 100;

/**
 * Recalculates totals from their entries day by day, while traffic flows. `onDay` hears of each day that
 * was taken as a whole, with what could not be balanced, so that the ledger's audit state follows.
 */
export function recalculateKind(
  scopes: RecalculateScopes,
  ports: RepairPorts,
  onDay: (day: Day, report: RepairReport, startedAt: Instant) => Promise<void>,
): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const input = job.input as RecalculateInput;
      const owner = ownerOf(input);
      let state = (job.state as RecalculateState | undefined) ?? (await firstState(input, owner, scopes));
      while (state.next < state.days.length) {
        if (ports.clock.now() >= deadline) return { done: false, state, progress: progressOf(state) };
        const day = state.days[state.next] ?? '';
        const startedAt = ports.clock.now();
        const report = await repairScope(owner ? scopes.owner(owner, day) : scopes.day(day), ports);
        if (!owner) await onDay(day, report, startedAt);
        state = withReport(state, report);
      }
      const { days, entries, totals, repairs, busy } = state;
      return {
        done: true,
        result: { days: days.length, entries, totals, repairs, busy },
        progress: progressOf(state),
      };
    },
  };
}

function ownerOf(input: RecalculateInput): Owner | undefined {
  if ('userId' in input) return { kind: 'user', userId: input.userId };
  if ('resource' in input) return { kind: 'resource', ...input.resource };
  if ('group' in input) return { kind: 'group', ...input.group };
  return undefined;
}

async function firstState(
  input: RecalculateInput,
  owner: Owner | undefined,
  scopes: RecalculateScopes,
): Promise<RecalculateState> {
  const empty = { next: 0, entries: 0, totals: 0, repairs: [], busy: [] };
  if (owner) return { ...empty, days: await scopes.daysOf(owner) };
  if ('day' in input) return { ...empty, days: [input.day] };
  const ledger = await scopes.ledgerDays();
  return { ...empty, days: ledger ? daysBetween(ledger.first, ledger.last) : [] };
}

function withReport(state: RecalculateState, report: RepairReport): RecalculateState {
  const repairs = report.repairs.map(({ key, difference }) => ({
    total: key,
    differenceUsd: formatDecimal(difference.cost),
  }));
  return {
    days: state.days,
    next: state.next + 1,
    entries: state.entries + report.entries,
    totals: state.totals + report.totals,
    repairs: [...state.repairs, ...repairs].slice(0, SHOWN_REPAIRS),
    busy: [...state.busy, ...report.busy].slice(0, SHOWN_REPAIRS),
  };
}

function progressOf({ next, days }: RecalculateState) {
  return { done: next, total: days.length };
}
