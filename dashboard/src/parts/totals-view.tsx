import type { Gate, Period } from '../../../contracts/budget-vocabulary.ts';
import { useMemo } from 'react';
import type { Trends } from '../api/types.ts';
import { useRead } from '../api/use-read.ts';
import { BudgetBurnDown } from '../charts/budget-burn-down.tsx';
import { Legend } from '../charts/legend.tsx';
import { layersOf } from '../charts/stack-points.ts';
import { periodLabel, periodTitle } from '../charts/period-names.ts';
import { LazyTimeChart } from '../charts/lazy-time-chart.tsx';
import { sumDecimals, usedBasisPoints } from '../format/decimal.ts';
import { formatCount, formatQuantity } from '../format/format-money.ts';
import { formatTime } from '../format/format-time.ts';
import type { Range } from '../state/range.ts';
import { Badge, GateBadge, toneOf } from './badge.tsx';
import { Beginning } from './beginning.tsx';
import { BreakdownBars } from './breakdown-bars.tsx';
import { Card } from './card.tsx';
import { useSession } from './context.tsx';
import { DataTable } from './data-table.tsx';
import { Figure } from './figure.tsx';
import { LiftButton } from './lift-button.tsx';
import { Meter } from './meter.tsx';
import { Money } from './money.tsx';
import { Empty, ReadView } from './read-view.tsx';
import { Skeleton } from './skeleton.tsx';
import { Spent } from './spent.tsx';

/** What the answers for a user, a resource and a group have in common. */
interface Totals {
  readonly totalUsd: string;
  readonly events: number;
  readonly unpricedEvents: number;
  readonly uncertainEvents: number;
  readonly heldUsd: string;
  readonly breakdown: Readonly<Record<'provider' | 'service' | 'model', Readonly<Record<string, string>>>>;
  readonly modelIds: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly usage: Readonly<Record<string, string>>;
  readonly budgets: readonly {
    readonly id: string;
    readonly name: string;
    readonly period: Period;
    readonly limitUsd: string;
    readonly spentUsd: string;
    readonly heldUsd: string;
    readonly projectedUsd?: string | undefined;
    readonly severity: string;
    readonly gate: Gate;
    readonly unpricedEvents: number;
  }[];
  readonly firstAt: string | null;
  readonly updatedAt: string | null;
}

interface TotalsViewProps {
  readonly totals: Totals;
  /** Of the user, resource or group. */
  readonly id: string;
  /** When it was used last, where that is known. */
  readonly latestAt?: string | null | undefined;
  /** The filter of `/trends` for it; with it each budget has its burn-down. */
  readonly filter?: Readonly<Record<string, string>>;
}

/** Total, budgets, usage and what it went to, of one user, resource or group. */
export function TotalsView({ totals, id, latestAt, filter }: TotalsViewProps) {
  const { person } = useSession();
  const usage = Object.entries(totals.usage);
  return (
    <>
      <Card title="Total">
        <dl className="figures">
          <Figure big name="Spent" value={<Spent usd={totals.totalUsd} unpriced={totals.unpricedEvents} />} />
          <Figure name="Entries" value={formatCount(totals.events)} />
          {totals.heldUsd === '0' ? null : (
            <Figure name="Held for running calls" value={<Money usd={totals.heldUsd} />} />
          )}
          {totals.unpricedEvents === 0 ? null : (
            <Figure name="Unpriced" value={formatCount(totals.unpricedEvents)} note="not in the total" />
          )}
          {totals.uncertainEvents === 0 ? null : (
            <Figure
              name="Uncertain"
              value={formatCount(totals.uncertainEvents)}
              note="priced by what is certain"
            />
          )}
          <Figure
            name="First, UTC"
            value={<span className="figure-time">{formatTime(totals.firstAt)}</span>}
          />
          {latestAt === undefined ? (
            <Figure
              name="Last recorded, UTC"
              value={<span className="figure-time">{formatTime(totals.updatedAt)}</span>}
            />
          ) : (
            <Figure name="Latest, UTC" value={<span className="figure-time">{formatTime(latestAt)}</span>} />
          )}
        </dl>
        {totals.budgets.map((budget) => (
          <div key={`${budget.id}/${budget.period}`} className="stack-tight">
            <p className="slider-head">
              <span>
                {budget.name} <span className="hint">{budget.period}</span>{' '}
                <Badge tone={toneOf(budget.severity)}>{budget.severity}</Badge>{' '}
                <GateBadge gate={budget.gate} />{' '}
                {budget.gate !== 'allow' && person.isAdmin ? (
                  <LiftButton budgetIds={[budget.id]} value={id} />
                ) : null}
              </span>
              <span>
                <Spent usd={budget.spentUsd} unpriced={budget.unpricedEvents} /> of{' '}
                <Money usd={budget.limitUsd} />
              </span>
            </p>
            <Meter
              used={usedBasisPoints(budget.spentUsd, budget.limitUsd)}
              tone={toneOf(budget.severity)}
              label={budget.name}
            />
            {filter ? <BudgetBurnDown budget={budget} filter={filter} /> : null}
          </div>
        ))}
      </Card>
      {totals.events === 0 ? null : (
        <div className="grid">
          {(['service', 'model', 'provider'] as const).map((dimension) => (
            <div key={dimension} className="span-4">
              <Card title={`By ${dimension}`}>
                <BreakdownBars totals={totals} dimension={dimension} />
              </Card>
            </div>
          ))}
        </div>
      )}
      {usage.length === 0 ? null : (
        <Card title="Usage">
          <DataTable
            caption="Usage"
            id="usage"
            rows={usage}
            keyOf={([name]) => name}
            columns={[
              { name: 'Part', value: ([name]) => name, cell: ([name]) => name },
              {
                name: 'Quantity',
                numeric: true,
                value: ([, quantity]) => quantity,
                cell: ([, quantity]) => formatQuantity(quantity),
              },
            ]}
          />
        </Card>
      )}
    </>
  );
}

/** Days of one user, resource or group, by service. */
export function TrendView({
  filter,
  range,
}: {
  readonly filter: Readonly<Record<string, string>>;
  readonly range: Range;
}) {
  const { from, to } = range;
  const interval = from === to ? 'hour' : 'day';
  const read = useRead<Trends>('/trends', { from, to, interval, dimension: 'service', ...filter });
  return (
    <Card title="Over time" hint="By service">
      <ReadView read={read} what="the trend" skeleton={<Skeleton height="l" />}>
        {({ points }) =>
          points.every(({ events }) => events === 0) ? (
            <>
              <Beginning from={from} />
              <Empty title="Nothing in this range" />
            </>
          ) : (
            <>
              <Beginning from={from} />
              <DayBars points={points} />
            </>
          )
        }
      </ReadView>
    </Card>
  );
}

function DayBars({ points }: { readonly points: Trends['points'] }) {
  const drawn = useMemo(
    () => ({
      layers: layersOf(points.map((point) => ({ ...point, key: point.period }))),
      periods: points.map(({ period }) => period),
      labels: points.map(({ period }) => periodLabel(period)),
      names: points.map(({ period }) => periodTitle(period)),
      totalUsd: sumDecimals(points.map(({ totalUsd }) => totalUsd)),
    }),
    [points],
  );
  return (
    <>
      <LazyTimeChart label="Spend over time" kind="stack" {...drawn} />
      <Legend
        layers={drawn.layers}
        totalUsd={drawn.totalUsd}
        unpriced={points.reduce((sum, { unpricedEvents }) => sum + (unpricedEvents ?? 0), 0)}
      />
    </>
  );
}
