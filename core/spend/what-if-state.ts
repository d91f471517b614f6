import type { JobWork } from '../jobs/work-store.ts';
import { formatDecimal, minus, parseUsd, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import type { DayPlace } from '../usage/day-part.ts';
import { putLines, sliceCount, takeLines, type WorkRun } from './sliced-work.ts';
import { type Difference, emptySums, type WhatIfSums } from './what-if.ts';

/** Names per dimension that a result keeps, those that differ most; the rest is in the total. */
const KEPT_NAMES = 500;

const DIMENSIONS = ['users', 'resources', 'groups'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** What a name is called in a result. */
const LABELS: Readonly<Record<Dimension, string>> = {
  users: 'userId',
  resources: 'resource',
  groups: 'group',
};

interface StoredDifference {
  readonly actualUsd: string;
  readonly whatIfUsd: string;
}
type StoredMap = Readonly<Record<string, StoredDifference>>;

/** A name with what it cost, and would have cost. */
type Named = readonly [name: string, difference: StoredDifference];

/** The parts of the names that are ranked, and the first of each dimension among them. */
interface RankedNames {
  readonly slice: number;
  readonly isWhole: boolean;
  readonly first: Readonly<Record<Dimension, readonly Named[]>>;
}

/** How far a what-if has come; kept as JSON. */
export interface WhatIfState extends Partial<Readonly<Record<Dimension, StoredMap>>> {
  /** The day that is read next. */
  readonly next: number;
  /** Where it goes on. */
  readonly after?: DayPlace | undefined;
  readonly total: StoredDifference;
  readonly events: number;
  readonly unpriced: number;
  /** What is kept aside by name; nothing where one step was enough, whose names are in the state itself. */
  readonly runs: readonly WorkRun[];
  readonly ranked?: RankedNames;
}

/** The state before anything was read. */
export function beginWhatIf(): WhatIfState {
  return { next: 0, total: { actualUsd: '0', whatIfUsd: '0' }, events: 0, unpriced: 0, runs: [] };
}

/** The sums to go on with: names that are kept aside are not in them. */
export function restoredSums(state: WhatIfState): WhatIfSums {
  return {
    ...emptySums(),
    total: differenceOf(state.total),
    users: mapOf(state.users),
    resources: mapOf(state.resources),
    groups: mapOf(state.groups),
    events: state.events,
    unpriced: state.unpriced,
  };
}

/** How many names sums hold. */
export function nameCount(sums: WhatIfSums): number {
  return sums.users.size + sums.resources.size + sums.groups.size;
}

/** The state with these sums; their names are put aside where `work` is given, else they stay in the state. */
export async function savedSums(
  { next, after, runs }: Pick<WhatIfState, 'next' | 'after' | 'runs'>,
  sums: WhatIfSums,
  work: JobWork | undefined,
): Promise<WhatIfState> {
  const { events, unpriced } = sums;
  const state = { next, after, runs, total: storedDifference(sums.total), events, unpriced };
  if (!work) {
    const [users, resources, groups] = DIMENSIONS.map((dimension) =>
      Object.fromEntries(namesOf(sums[dimension])),
    );
    return { ...state, users: users ?? {}, resources: resources ?? {}, groups: groups ?? {} };
  }
  const lines = DIMENSIONS.flatMap((dimension) =>
    namesOf(sums[dimension]).map((named) => [`${dimension} ${named[0]}`, dimension, ...named] as const),
  );
  const run = await putLines(lines, work);
  return run ? { ...state, runs: [...runs, run] } : state;
}

/** Ranks the names that are kept aside, a part after the other while there is time. Throws WorkGoneError. */
export async function rankNames(
  state: WhatIfState,
  most: number,
  work: JobWork,
  isLate: () => boolean,
): Promise<WhatIfState> {
  const slices = sliceCount(state.runs, most);
  let { slice, first } = state.ranked ?? { slice: 0, first: { users: [], resources: [], groups: [] } };
  do {
    const sums = emptySums();
    await takeLines(state.runs, { slice, slices }, work, (line) => {
      const [, dimension, name, difference] = line as readonly [string, Dimension, string, StoredDifference];
      const { actual, whatIf } = differenceOf(difference);
      const known = sums[dimension].get(name) ?? { actual: ZERO_USD, whatIf: ZERO_USD };
      sums[dimension].set(name, { actual: plus(known.actual, actual), whatIf: plus(known.whatIf, whatIf) });
    });
    first = {
      users: firstOf([...first.users, ...namesOf(sums.users)]),
      resources: firstOf([...first.resources, ...namesOf(sums.resources)]),
      groups: firstOf([...first.groups, ...namesOf(sums.groups)]),
    };
    slice++;
  } while (slice < slices && !isLate());
  return { ...state, ranked: { slice, isWhole: slice === slices, first } };
}

/** The result, once all days are read and all names ranked; undefined before. */
export function whatIfResult(state: WhatIfState, days: number) {
  const { next, runs, total, events, unpriced, ranked } = state;
  if (next < days || (runs.length > 0 && !ranked?.isWhole)) return undefined;
  const first = (dimension: Dimension) => {
    const names = ranked?.first[dimension] ?? firstOf(Object.entries(state[dimension] ?? {}));
    return names.map(([name, difference]) => ({ [LABELS[dimension]]: name, ...withDifference(difference) }));
  };
  return {
    ...withDifference(total),
    events,
    unpricedEvents: unpriced,
    users: first('users'),
    resources: first('resources'),
    groups: first('groups'),
  };
}

function firstOf(names: readonly Named[]): Named[] {
  return names.toSorted(byDifference).slice(0, KEPT_NAMES);
}

const byDifference = orderedBy<Named>(
  descending(([, difference]) => sizeOf(differenceOf(difference))),
  ascending(([name]) => name),
);

function sizeOf({ actual, whatIf }: Difference): PicoUsd {
  return whatIf > actual ? minus(whatIf, actual) : minus(actual, whatIf);
}

function withDifference(stored: StoredDifference) {
  const { actual, whatIf } = differenceOf(stored);
  return { ...stored, differenceUsd: formatDecimal(minus(whatIf, actual)) };
}

function namesOf(map: ReadonlyMap<string, Difference>): Named[] {
  return [...map].map(([name, difference]) => [name, storedDifference(difference)]);
}

function mapOf(map: StoredMap = {}): Map<string, Difference> {
  return new Map(Object.entries(map).map(([name, difference]) => [name, differenceOf(difference)]));
}

function storedDifference({ actual, whatIf }: Difference): StoredDifference {
  return { actualUsd: formatDecimal(actual), whatIfUsd: formatDecimal(whatIf) };
}

function differenceOf({ actualUsd, whatIfUsd }: StoredDifference): Difference {
  return { actual: parseUsd(actualUsd), whatIf: parseUsd(whatIfUsd) };
}
