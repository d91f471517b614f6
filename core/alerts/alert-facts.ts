import { readScopeDays } from '../spend/scope-totals.ts';
import { isCovered } from '../scopes/model-scopes.ts';
import { isCellScope } from '../scopes/scope.ts';
import { describeScope } from '../scopes/scope-words.ts';
import type { NamedAmount, OpenOptimization } from '../mail/report-mail-content.ts';
import { type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { costByDay } from '../forecast/read-projections.ts';
import { rankActive } from '../spend/read-totals.ts';
import { add, amountsBy, byCostDescending, type DayTotal, type Total } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, dayOf, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Alert } from './alert.ts';

/** What a mail says beside the alert itself; most expensive first. */
export interface AlertFacts {
  readonly services: readonly NamedAmount[];
  /** What each day cost, oldest first, the days of the period and at least a week. */
  readonly days: readonly NamedAmount[];
  /** What spent most, and what these names are. */
  readonly top: { readonly heading: string; readonly items: readonly NamedAmount[] };
  readonly optimizations: readonly OpenOptimization[];
}

export interface FactPorts {
  readonly totals: TotalsReader;
  readonly timeZone: string;
  /** Open optimizations, the largest saving first. */
  readonly optimizations: () => Promise<readonly OpenOptimization[]>;
}

/** Days looked at for a budget that never ends. */
const LIFETIME_DAYS = 31;
const SHOWN = 5;
/** Days of the chart, where the period is shorter. */
const CHART_DAYS = 7;

/** Where the money of an alert's scope went in its period, as far as totals tell. Rejects on outages. */
export async function alertFacts(alert: Alert, ports: FactPorts): Promise<AlertFacts> {
  const today = dayOf(alert.createdAt, ports.timeZone);
  const days = {
    from: alert.from ?? addDays(today, -LIFETIME_DAYS),
    to: earlier(alert.to, addDays(today, 1)),
  };
  const shown = {
    from: earlier(days.from, addDays(today, 1 - CHART_DAYS)),
    to: earlier(alert.to, today),
  };
  const [spend, ofDays, optimizations] = await Promise.all([
    spendOf(alert, days, ports.totals),
    readScopeDays(alert.key.value, shown, ports.totals),
    ports.optimizations(),
  ]);
  return { ...spend, days: dayBars(ofDays, shown), optimizations: optimizations.slice(0, SHOWN) };
}

function dayBars(totals: readonly DayTotal[], { from, to }: Days): NamedAmount[] {
  const costs = new Map(costByDay(totals).map(({ day, cost }) => [day, cost]));
  return daysBetween(from, to).map((day) => ({ name: day, cost: costs.get(day) ?? ZERO_USD }));
}

function earlier(a: Day | undefined, b: Day): Day {
  return a !== undefined && a < b ? a : b;
}

async function spendOf(
  { key: { value } }: Alert,
  days: Days,
  totals: TotalsReader,
): Promise<Pick<AlertFacts, 'services' | 'top'>> {
  if (value.kind === 'organisation') return ofOrganisation(days, totals);
  if (isCellScope(value)) {
    const cells = (await totals.cells(days, 'sums')).filter((cell) => isCovered(value, cell));
    return ofCells(cells.map(({ total, ...names }) => ({ ...names, cost: total.cost })));
  }
  return ofBreakdown((await readScopeDays(value, days, totals)).map(({ total }) => total));
}

async function ofOrganisation(days: Days, totals: TotalsReader) {
  const [cells, users] = await Promise.all([totals.cells(days, 'sums'), totals.users(days, 'sums')]);
  const ranked = rankActive(
    users.map(({ name, total }) => ({ of: name, total })),
    (name) => name,
  );
  const { services } = ofCells(cells.map(({ total, ...names }) => ({ ...names, cost: total.cost })));
  const items = ranked.map(({ of, total }) => ({
    name: describeScope({ kind: 'user', id: of }),
    cost: total.cost,
  }));
  return { services, top: { heading: 'User', items: items.slice(0, SHOWN) } };
}

function ofBreakdown(totals: readonly Total[]) {
  return ofCells(totals.flatMap(({ breakdown }) => [...(breakdown?.values() ?? [])]));
}

function ofCells(
  cells: readonly {
    readonly provider: string;
    readonly service: string;
    readonly model: string;
    readonly cost: PicoUsd;
  }[],
) {
  const models = new Map<string, PicoUsd>();
  for (const { provider, model, cost } of cells) add(models, `${provider} ${model}`, cost);
  return {
    services: mostExpensive(amountsBy(cells, 'service')),
    top: { heading: 'Model', items: mostExpensive(models) },
  };
}

function mostExpensive(amounts: ReadonlyMap<string, PicoUsd>): NamedAmount[] {
  return [...amounts]
    .map(([name, cost]) => ({ name, cost }))
    .sort(byCostDescending)
    .slice(0, SHOWN);
}
