import type { Alert } from '../../../core/alerts/alert.ts';
import { THRESHOLDS, type WatchedBudget } from '../budgets/plan.ts';
import type { WireItem } from '../wire.ts';
import { type EntryFacts, entryFacts } from './entry-facts.ts';

interface AlertEvidence {
  readonly items: readonly WireItem[];
  readonly budgets: readonly WatchedBudget[];
  readonly alerts: readonly Alert[];
  /** `<alert> <channel>`, once for each time that it arrived. */
  readonly arrivals: readonly string[];
}

/** Everything that is wrong with alerts and what arrived of them, at rest and after the runs by the clock. */
export function wrongAlerts({ items, budgets, alerts, arrivals }: AlertEvidence): string[] {
  const entries = items.filter((item) => item['pk']?.S?.startsWith('E#')).map(entryFacts);
  const arrived = Map.groupBy(arrivals, (name) => name);
  const known = new Set(
    alerts.flatMap(({ id, deliveries }) => [...deliveries.keys()].map((on) => `${id} ${on}`)),
  );
  return [
    ...budgets.flatMap((watched) => wrongArms(watched, alerts, entries)),
    ...alerts.flatMap((alert) => wrongDeliveries(alert, arrived)),
    ...[...arrived.keys()]
      .filter((name) => !known.has(name))
      .map((name) => `${name} arrived, and there is no such alert`),
  ];
}

/**
 * One arm after the other for each threshold that is reached, one open at most, and no more than there were reasons
 * for.
 */
function wrongArms(
  { id, limit, raises, values }: WatchedBudget,
  alerts: readonly Alert[],
  entries: readonly EntryFacts[],
): string[] {
  return values.flatMap((value) => {
    const mine = entries.filter(({ user, group }) =>
      value.kind === 'group' ? group?.join('/') === `${value.type}/${value.id}` : user === value.id,
    );
    const spent = mine.reduce((sum, { cost }) => sum + cost, 0n);
    const lowerings = raises + mine.filter(({ correctionOf }) => correctionOf !== undefined).length;
    return THRESHOLDS.flatMap(({ percent }) => {
      const name = `the alert of ${id} of ${value.id} at ${percent}%`;
      const arms = alerts
        .filter(
          ({ key }) => key.budgetId === id && key.value.id === value.id && key.threshold === `${percent}%`,
        )
        .toSorted((a, b) => a.key.arm - b.key.arm);
      const isReached = spent > 0n && spent * 100n >= limit * BigInt(percent);
      const open = arms.filter(({ resolvedAt }) => resolvedAt === undefined);
      return [
        ...(arms.some(({ key }, index) => key.arm !== index + 1)
          ? [`${name} has arms that do not follow each other`]
          : []),
        ...(open.length > 1 ? [`${name} is open ${open.length} times`] : []),
        ...(isReached && arms.at(-1)?.resolvedAt !== undefined
          ? [`${name} is resolved, and it is reached`]
          : []),
        ...(isReached && arms.length === 0 ? [`${name} was not raised`] : []),
        ...(!isReached && open.length > 0 ? [`${name} is open, and it is not reached`] : []),
        ...(arms.length > 1 + lowerings
          ? [`${name} was raised ${arms.length} times, with ${lowerings} reasons to resolve`]
          : []),
      ];
    });
  });
}

/** Once; twice at most where it is not known whether a try arrived. */
function wrongDeliveries(
  { id, deliveries }: Alert,
  arrived: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...deliveries].flatMap(([channel, { status, unknown }]) => {
    const times = arrived.get(`${id} ${channel}`)?.length ?? 0;
    const most = Math.min(2, 1 + unknown);
    const name = `the alert ${id} on ${channel}`;
    return [
      ...(times > most ? [`${name} arrived ${times} times, with ${unknown} tries of unknown end`] : []),
      ...(status === 'PENDING' ? [`${name} still waits`] : []),
      ...(status === 'SENT' && times === 0 ? [`${name} is shown as sent and never arrived`] : []),
      ...(status === 'FAILED' && unknown < 2
        ? [`${name} was given up with ${unknown} tries of unknown end`]
        : []),
    ];
  });
}
