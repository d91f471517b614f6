import { Cache } from '../cache.ts';
import { scopeText } from '../scopes/scope.ts';
import type { BudgetScope } from '../budgets/budget.ts';
import { elapsedShare } from '../budgets/budget-period.ts';
import type { SpendReader } from '../budgets/budget-ports.ts';
import type { BudgetState } from '../budgets/budget-state.ts';
import { ONE, type PicoUsd, picoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { addDays, type Day, dayOf, HOUR_MS, type Instant, isMonth, MINUTE_MS } from '../time/ledger-time.ts';
import { atRate, shareOfDay } from './project-budget.ts';
import { expectedRest } from './project-month-end.ts';
import { PROJECTION_WINDOW_DAYS } from '../time/range.ts';
import { type DailySpend, sumByDay } from './spend-series.ts';

/** What the past of a scope value says of one ledger day and the month after it. */
export interface ProjectionCurve {
  /** Estimate for the whole of the day. */
  readonly today: PicoUsd;
  /** Estimate for the days after it, to the end of its month. */
  readonly after: PicoUsd;
  /** Earlier days of the ten weeks on which something was spent. */
  readonly spentDays: number;
  readonly madeAt: Instant;
}

/** Keeps curves by day and scope value, for as long as the day is open. Methods reject on outages. */
export interface CurveStore {
  /** Those that are there; by scopeText. */
  read(day: Day, values: readonly BudgetScope[]): Promise<ReadonlyMap<string, ProjectionCurve>>;
  put(day: Day, value: BudgetScope, curve: ProjectionCurve): Promise<void>;
}

/** Days with spend before a projection is worth an alert: a first busy day says little about a month. */
const LEAST_HISTORY_DAYS = 7;
/** Late entries change the past of a day: a curve is made again after this. */
const BELIEVED_MS = 6 * HOUR_MS;
/** A value that has just begun, or whose past is being imported. */
const SHORT_HISTORY_BELIEVED_MS = 15 * MINUTE_MS;
/** Curves kept in memory. */
const MOST_REMEMBERED = 10_000;

/** The curve of a day from the days before it; pure. */
export function curveOf(days: readonly DailySpend[], today: Day, madeAt: Instant): ProjectionCurve {
  const from = addDays(today, -PROJECTION_WINDOW_DAYS);
  const spent = days.filter(({ day, cost }) => cost > 0n && day >= from && day < today);
  const rest = expectedRest(days, today) ?? { today: ZERO_USD, after: ZERO_USD };
  return { ...rest, spentDays: new Set(spent.map(({ day }) => day)).size, madeAt };
}

/**
 * Where the period of a state ends if things go on: a month by its curve, days and weeks by their rate so far,
 * lifetimes not at all. Undefined where too little is known. Pure; reads nothing but the spend of the state.
 */
export function projectByCurve(
  curve: ProjectionCurve,
  { period, spent }: Pick<BudgetState, 'period' | 'spent'>,
  at: Instant,
  timeZone: string,
): PicoUsd | undefined {
  if (curve.spentDays < LEAST_HISTORY_DAYS || period.from === undefined) return undefined;
  if (!isMonth(period.key)) return atRate(spent, elapsedShare(period, at, timeZone) ?? 1);
  const left = BigInt(Math.round((1 - shareOfDay(at, dayOf(at, timeZone), timeZone)) * 1e12));
  const rest = plus(picoUsd((curve.today * left) / ONE), curve.after);
  return plus(spent, rest > 0n ? rest : ZERO_USD);
}

export interface CurvePorts {
  readonly store: CurveStore;
  readonly spend: SpendReader;
  readonly timeZone: string;
}

/**
 * Curves of scope values, each made at most a few times a day: ten weeks are read once, by the first that needs them
 * first, and kept in memory and in the table. So a change of spend is projected for a read of one small item.
 */
export class ProjectionCurves {
  readonly #ports: CurvePorts;
  readonly #known = new Cache<ProjectionCurve>(MOST_REMEMBERED);

  constructor(ports: CurvePorts) {
    this.#ports = ports;
  }

  /** States with where their periods end, where it can be said. */
  async project(states: readonly BudgetState[], at: Instant): Promise<BudgetState[]> {
    const { timeZone } = this.#ports;
    // A lifetime has no end.
    const open = states.filter(({ period }) => period.from !== undefined);
    const curves = await this.#curves(
      open.map(({ value }) => value),
      at,
    );
    return states.map((state) => {
      const curve = curves.get(scopeText(state.value));
      return curve ? { ...state, projected: projectByCurve(curve, state, at, timeZone) } : state;
    });
  }

  async #curves(values: readonly BudgetScope[], at: Instant): Promise<ReadonlyMap<string, ProjectionCurve>> {
    const { store, spend, timeZone } = this.#ports;
    const day = dayOf(at, timeZone);
    const wanted = new Map(values.map((value) => [scopeText(value), value]));
    const curves = new Map<string, ProjectionCurve>();
    const missing = () => [...wanted].filter(([name]) => !curves.has(name));
    const take = (name: string, curve: ProjectionCurve) => {
      if (at >= believedUntil(curve)) return;
      curves.set(name, curve);
      this.#known.keep(`${day} ${name}`, curve, { until: believedUntil(curve) });
    };
    for (const name of wanted.keys()) {
      const known = this.#known.find(`${day} ${name}`, { now: at });
      if (known) curves.set(name, known);
    }
    const unknown = missing().map(([, value]) => value);
    for (const [name, curve] of unknown.length > 0 ? await store.read(day, unknown) : []) take(name, curve);
    const unmade = missing();
    const from = addDays(day, -PROJECTION_WINDOW_DAYS);
    const lists =
      unmade.length > 0
        ? await spend.read(unmade.map(([, value]) => ({ value, from, to: addDays(day, -1) })))
        : [];
    for (const [index, [name, value]] of unmade.entries()) {
      const curve = curveOf(sumByDay(lists[index] ?? []), day, at);
      take(name, curve);
      await store.put(day, value, curve);
    }
    return curves;
  }
}

/** A curve of a value with little history is made again sooner. */
function believedUntil({ spentDays, madeAt }: ProjectionCurve): Instant {
  return madeAt + (spentDays < LEAST_HISTORY_DAYS ? SHORT_HISTORY_BELIEVED_MS : BELIEVED_MS);
}
