import { formatDecimal, parseUsd, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { type JobWork, WorkGoneError } from '../jobs/work-store.ts';
import type { Clock } from '../time/ledger-time.ts';
import { type Compared, compareTotals, type Repair } from './compare-totals.ts';
import { gather, type Gathered, type GatherPlace, type RepairLimits } from './gather-entries.ts';
import type { OpenEntry, RepairScope, RepairStore } from './repair-ports.ts';
import { putAside, type RepairRuns, takeOpen, takeSlice } from './repair-work.ts';
import { sliceCount } from './sliced-work.ts';

export interface RepairPorts {
  readonly store: RepairStore;
  readonly clock: Clock;
  readonly pause: (attempt: number) => Promise<void>;
}

/** A repair in steps: what each takes into memory, and where it puts it aside. */
export interface RepairSteps {
  readonly limits: RepairLimits;
  readonly work: JobWork;
}

export interface RepairReport {
  readonly scope: string;
  readonly entries: number;
  /** How many of the entries are late for their month. */
  readonly late: number;
  readonly totals: number;
  /** The first of them. */
  readonly repairs: readonly Repair[];
  /** Totals that changed at every try, the first of them; a later pass takes them when their day is closed. */
  readonly busy: readonly string[];
  /** What was measured at the last try and could not be added, without regard to the sign. */
  readonly unrepaired: PicoUsd;
  /** Entries whose bit is open for too long: their stream record is lost. */
  readonly open: readonly OpenEntry[];
}

/** The report of totals that were found right without their entries. */
export function nothingWrong(scope: string, totals: number): RepairReport {
  return { scope, entries: 0, late: 0, totals, repairs: [], busy: [], unrepaired: ZERO_USD, open: [] };
}

/** Tries before a total that keeps changing is left to a later pass. */
export const MAX_TRIES = 8;

/** The same where a try takes several steps: what changes for so long is taken when its day is closed. */
const TRIES_IN_STEPS = 3;

/** Totals that a report names; a broken ledger has too many to list. */
export const NAMED_TOTALS = 100;

const UNLIMITED: RepairLimits = { entries: Infinity, totals: Infinity };

/** How far a repair is between two steps; kept as JSON. */
export interface RepairState {
  readonly attempt: number;
  /** What is read next; undefined: all is read, slices of the totals are compared. */
  readonly place?: GatherPlace | undefined;
  readonly runs: RepairRuns;
  readonly slice: number;
  readonly entries: number;
  readonly late: number;
  readonly totals: number;
  readonly repairs: readonly (readonly [key: string, differenceUsd: string])[];
  readonly busy: readonly string[];
  readonly unrepairedUsd: string;
}

const NO_RUNS: RepairRuns = { totals: [], open: [] };

function attemptOf(attempt: number, repairs: RepairState['repairs'] = []): RepairState {
  const nothing = { slice: 0, entries: 0, late: 0, totals: 0, unrepairedUsd: '0' };
  return { ...nothing, attempt, place: { part: 'totals' }, runs: NO_RUNS, repairs, busy: [] };
}

/** True when a saved state spares work: false before a first or another attempt. */
export function isBetweenSteps({ place, runs }: RepairState): boolean {
  return runs.totals.length > 0 || place?.after !== undefined;
}

/** More to do from `state`, or the end. */
export type RepairStep =
  | { readonly state: RepairState; readonly report?: never }
  | { readonly report: RepairReport };

/** A repair in one step: for scopes that are known to be small. */
export async function repairScope(scope: RepairScope, ports: RepairPorts): Promise<RepairReport> {
  let step = await repairStep(scope, undefined, ports);
  while (!step.report) step = await repairStep(scope, step.state, ports);
  return step.report;
}

/**
 * Makes every total of a scope equal the sum of its entries while traffic flows, by adding the measured
 * difference and never by setting: reads totals, entries and marks, then the totals again; where the
 * version did not move, no bit of the total was set in between, so the three reads are one snapshot, and
 * the difference (entries whose bit is set, minus the total) is a fact that correct additions do not
 * change. Running it twice, or twice at once, adds nothing the second time.
 *
 * A scope that is larger than the limits takes several steps, whatever the time between them: versions and sums by
 * total are put aside in slices, by the hash of the total's key, and compared slice by slice when all is read. A
 * step that is taken twice leaves two sets of texts, of which the saved state names one. Without `steps` an attempt
 * is one step, whatever its size.
 */
export async function repairStep(
  scope: RepairScope,
  before: RepairState | undefined,
  ports: RepairPorts,
  steps?: RepairSteps,
): Promise<RepairStep> {
  const state = before ?? attemptOf(0);
  if (!state.place) {
    if (!steps) throw new TypeError(`the repair of ${scope.name} was begun in steps: it goes on in steps`);
    return compareSlice(scope, state, ports, steps);
  }
  const found = await gather(scope, state.place, steps?.limits ?? UNLIMITED, ports);
  if (!steps || (found.next === undefined && state.runs.totals.length === 0)) {
    const all = withCompared(withFound(state, found), await compareTotals(scope, found, ports));
    return endAttempt(scope, all, MAX_TRIES, () => Promise.resolve(found.open), ports);
  }
  const runs = await putAside(found, state.runs, steps.work);
  return { state: { ...withFound(state, found), runs, place: found.next } };
}

async function compareSlice(
  scope: RepairScope,
  state: RepairState,
  ports: RepairPorts,
  { limits, work }: RepairSteps,
): Promise<RepairStep> {
  const slices = sliceCount(state.runs.totals, limits.totals);
  try {
    const slice = await takeSlice(state.runs, { slice: state.slice, slices }, work);
    const next = withCompared(state, await compareTotals(scope, slice, ports));
    if (next.slice < slices) return { state: next };
    const open = () => takeOpen(state.runs, work);
    return await endAttempt(scope, next, TRIES_IN_STEPS, open, ports);
  } catch (error) {
    if (!(error instanceof WorkGoneError) || state.attempt + 1 >= TRIES_IN_STEPS) throw error;
    return { state: attemptOf(state.attempt + 1, state.repairs) };
  }
}

/** The report, or another attempt while totals are in use. */
async function endAttempt(
  scope: RepairScope,
  state: RepairState,
  tries: number,
  open: () => Promise<readonly OpenEntry[]>,
  { pause }: RepairPorts,
): Promise<RepairStep> {
  const { attempt, entries, late, totals, busy } = state;
  if (busy.length > 0) {
    await pause(attempt);
    if (attempt + 1 < tries) return { state: attemptOf(attempt + 1, state.repairs) };
  }
  const repairs = state.repairs.map(([key, usd]) => ({ key, difference: { cost: parseUsd(usd) } }));
  const unrepaired = parseUsd(state.unrepairedUsd);
  return {
    report: { scope: scope.name, entries, late, totals, repairs, busy, unrepaired, open: await open() },
  };
}

function withFound(state: RepairState, { entries, late }: Gathered): RepairState {
  return { ...state, entries: state.entries + entries, late: state.late + late };
}

function withCompared(state: RepairState, { totals, repairs, busy, unrepaired }: Compared): RepairState {
  const named = repairs.map(({ key, difference }) => [key, formatDecimal(difference.cost)] as const);
  return {
    ...state,
    slice: state.slice + 1,
    totals: state.totals + totals,
    repairs: [...state.repairs, ...named].slice(0, NAMED_TOTALS),
    busy: [...state.busy, ...busy].slice(0, NAMED_TOTALS),
    unrepairedUsd: formatDecimal(plus(parseUsd(state.unrepairedUsd), unrepaired)),
  };
}
