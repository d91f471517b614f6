import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Anomalies, Breakdown, Dashboard } from '../../api/types.ts';
import { ownData, type Read, useRead } from '../../api/use-read.ts';
import { formatUsd } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { addDays } from '../../state/days.ts';
import { alertCauseHref } from '../budgets/alert-cause.ts';
import { scopeText } from '../budgets/scope-text.ts';
import { crossingText } from './alerts-banner.tsx';
import { SELDOM_MS } from './use-marks.ts';
import { biggestMovers, type Mover, moversOf } from './movers.ts';

const SHOWN_ANOMALIES = 3;
const SHOWN_MOVERS = 3;

interface ChangesCardProps {
  readonly dashboard: Dashboard;
  readonly anomalies: Read<Anomalies>;
}

/** What is different: the worst alert, days out of line, and who moved most against the week before. */
export function ChangesCard({ dashboard, anomalies }: ChangesCardProps) {
  const today = dashboard.trends.at(-1)?.period ?? '';
  const movers = useMovers(today);
  const { worst } = dashboard.openAlerts;
  const found = recentAnomalies(anomalies.data, today).slice(0, SHOWN_ANOMALIES);
  const isQuiet = !worst && anomalies.data && found.length === 0 && movers?.length === 0;
  return (
    <Card title="What changed" hint={`The last seven days, up to ${formatDay(addDays(today, -1))}`}>
      <ul className="changes">
        {worst ? (
          <Change
            href={alertCauseHref(worst)}
            badge={<Badge tone={toneOf(worst.severity)}>{worst.severity}</Badge>}
          >
            {worst.budgetName}, {scopeText(worst.scope)}: {crossingText(worst)}.
          </Change>
        ) : null}
        {found.map((one) => (
          <Change
            key={`${one.dimension}/${one.key}/${one.day}`}
            href={anomalyHref(one)}
            badge={<Badge tone={one.severity === 'info' ? 'accent' : one.severity}>{WORDS[one.kind]}</Badge>}
          >
            {named(one.dimension, one.key, one.name)} cost {formatUsd(one.spentUsd)} on {formatDay(one.day)};{' '}
            {one.kind === 'new-spend'
              ? 'it had not spent before'
              : `about ${formatUsd(one.expectedUsd)} was expected`}
            .
          </Change>
        ))}
        {(movers ?? []).map((mover) => (
          <Change
            key={`${mover.dimension}/${mover.key}`}
            href={moverHref(mover, today)}
            badge={<Badge>{mover.changeUsd.startsWith('-') ? 'down' : 'up'}</Badge>}
          >
            {moverSentence(mover)}
          </Change>
        ))}
        {isQuiet ? <li className="hint">Nothing is out of line.</li> : null}
      </ul>
      {movers === undefined || anomalies.isPending ? <Skeleton height="s" /> : null}
      {anomalies.isLoadingError ? <p className="hint">Days out of line could not be read.</p> : null}
    </Card>
  );
}

const WORDS = { spike: 'spike', drop: 'drop', 'new-spend': 'new' } as const;

function Change({
  href,
  badge,
  children,
}: {
  readonly href: string;
  readonly badge: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li>
      <Link href={href} className="change">
        <span className="change-badge">{badge}</span>
        <span>{children}</span>
      </Link>
    </li>
  );
}

/** A name with what it is of, as the beginning of a sentence. */
function named(dimension: string, key: string, name?: string): string {
  if (dimension === 'resourceType') return `All of “${key}”`;
  return `${dimension.charAt(0).toUpperCase()}${dimension.slice(1)} ${name === undefined ? key : `${name} (${key})`}`;
}

/** What moved, in one sentence. */
function moverSentence({ dimension, key, name, nowUsd, beforeUsd, underUsd, changeUsd }: Mover): string {
  const size = formatUsd(changeUsd.replace('-', ''));
  const way = changeUsd.startsWith('-') ? 'less' : 'more';
  const before = beforeUsd === null ? `less than ${formatUsd(underUsd ?? '0')}` : formatUsd(beforeUsd);
  const least = beforeUsd === null ? 'at least ' : '';
  return `${named(dimension, key, name)} cost ${least}${size} ${way} than the week before: ${formatUsd(nowUsd)}, was ${before}.`;
}

/** The two weeks of closed days that are compared. */
function weeks(today: string) {
  return {
    now: { from: addDays(today, -7), to: addDays(today, -1) },
    before: { from: addDays(today, -14), to: addDays(today, -8) },
  };
}

function moverHref({ dimension, key }: Mover, today: string): string {
  const { from, to } = weeks(today).now;
  const by = dimension === 'model' ? 'user' : 'model';
  return `/explore?${new URLSearchParams({ from, to, [dimension]: key, by, compare: '1' }).toString()}`;
}

function anomalyHref({ dimension, key, day }: Anomalies['items'][number]): string {
  const days = { from: day, to: day };
  // Types of resources are no filter: all resources of the day are shown.
  const search =
    dimension === 'resourceType'
      ? { ...days, by: 'resource' }
      : { ...days, [dimension]: key, by: dimension === 'user' ? 'model' : 'user' };
  return `/explore?${new URLSearchParams(search).toString()}`;
}

/** Days out of line of the last week, the most serious first. */
function recentAnomalies(anomalies: Anomalies | undefined, today: string): Anomalies['items'] {
  const ranks = { critical: 0, warning: 1, info: 2 } as const;
  return (anomalies?.items ?? [])
    .filter(({ day }) => day >= addDays(today, -7))
    .toSorted((a, b) => ranks[a.severity] - ranks[b.severity] || (a.day < b.day ? 1 : -1));
}

/** The biggest movers of models, users and groups; undefined while they are read. */
function useMovers(today: string): Mover[] | undefined {
  const answers = [useWeeks('model', today), useWeeks('user', today), useWeeks('group', today)];
  const movers = answers.map(([now, before]) => now && before && moversOf(now, before));
  const known = movers.filter((list) => list !== undefined);
  return known.length < movers.length ? undefined : biggestMovers(known.flat(), SHOWN_MOVERS);
}

/** What the names of a dimension cost in the last week and in the one before. */
function useWeeks(dimension: string, today: string) {
  const { now, before } = weeks(today);
  const path = `/breakdown/${dimension}`;
  const options = { enabled: today !== '', every: SELDOM_MS };
  const answers = [
    useRead<Breakdown>(path, { ...now, limit: 200 }, options),
    useRead<Breakdown>(path, { ...before, limit: 200 }, options),
  ] as const;
  return [ownData(answers[0]), ownData(answers[1])] as const;
}
