import { formatDecimal, parseUsd, sumUsd } from '../../core/money/decimal.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { callAsAdmin } from '../../testing/local-calls.ts';
import { readApi, readCounts, untilIdle } from '../../testing/usage-flow.ts';
import { waitFor } from '../../testing/wait-for.ts';

/** What has come of entries that waited for the price of a model that no price book knew. */
export interface SettledByPack {
  readonly entries: number;
  /** Entries without a price before the pack. */
  readonly waiting: number;
  /** From the moment at which the pack could be fetched until it was in force, and from then until none waited. */
  readonly appliedMs: number;
  readonly settledMs: number;
  readonly totalUsd: string;
  readonly expectedUsd: string;
}

/** A model, what a token of its input costs in a pack that can be published, and how to publish it. */
export interface NewModel {
  readonly provider: string;
  readonly model: string;
  /** Millionths of a millionth of a dollar for one input token. */
  readonly picoUsdPerToken: bigint;
  readonly version: number;
  publish(): void;
}

const BATCH = 100;
const USERS = 7;

/**
 * Records entries of a model without a price in a running local system that looks for packs, publishes the pack that
 * prices it, and waits until they are settled. `now` tells the time, milliseconds of the epoch.
 */
export async function settleByPack(
  endpoints: LocalSystem['endpoints'],
  model: NewModel,
  entries: number,
  now: () => number,
): Promise<SettledByPack> {
  const before = await readCounts(endpoints);
  const tokens = Array.from({ length: entries }, (_, index) => 1 + ((index * 7919) % 100_003));
  for (let start = 0; start < entries; start += BATCH) {
    const events = tokens.slice(start, start + BATCH).map((count, offset) => ({
      id: `waits-${start + offset}`,
      provider: model.provider,
      model: model.model,
      userId: userName(start + offset),
      occurredAt: new Date(now()).toISOString(),
      usage: { input_tokens: count },
    }));
    const { rejected } = await callAsAdmin<{ rejected: unknown[] }>(endpoints, 'POST', '/record', { events });
    if (rejected.length > 0) throw new Error(`entries are refused: ${JSON.stringify(rejected[0])}`);
  }
  const messages = before.recorded + before.duplicates + before.conflicts + before.rejected + entries;
  await untilIdle(endpoints, messages);
  const waiting = await unpricedEntries(endpoints);
  model.publish();
  const published = now();
  await waitFor(
    'the pack is in force',
    () => readApi<{ packs: { version: number; status: string }[] }>(endpoints, '/prices/packs'),
    ({ packs }) => packs.some(({ version, status }) => version === model.version && status === 'applied'),
  );
  const applied = now();
  await waitFor(
    'nothing waits for a price',
    () => unpricedEntries(endpoints),
    (unpriced) => unpriced === waiting - entries,
  );
  const settled = now();
  const users = await Promise.all(
    Array.from({ length: Math.min(USERS, entries) }, (_, index) =>
      readApi<{ totalUsd: string }>(endpoints, `/users/${userName(index)}`),
    ),
  );
  return {
    entries,
    waiting,
    appliedMs: Math.round(applied - published),
    settledMs: Math.round(settled - applied),
    totalUsd: formatDecimal(sumUsd(users.map(({ totalUsd }) => parseUsd(totalUsd)))),
    expectedUsd: formatDecimal(
      tokens.reduce((sum, count) => sum + BigInt(count) * model.picoUsdPerToken, 0n),
    ),
  };
}

function userName(index: number): string {
  return `waits-user-${index % USERS}`;
}

async function unpricedEntries(endpoints: LocalSystem['endpoints']): Promise<number> {
  return (await readApi<{ unpriced: number }>(endpoints, '/status')).unpriced;
}

/** The longest that a pack may take to be in force, and what waits to be settled after it. */
const LIMITS_MS = { applied: 60_000, settled: 10_000 } as const;

/** What is not as it has to be. */
export function faultsOf({ appliedMs, settledMs, totalUsd, expectedUsd }: SettledByPack): string[] {
  return [
    ...(totalUsd === expectedUsd ? [] : [`the users' totals are ${totalUsd} USD, not ${expectedUsd}`]),
    ...(appliedMs > LIMITS_MS.applied ? [`in force after ${appliedMs} ms`] : []),
    ...(settledMs > LIMITS_MS.settled ? [`settled after ${settledMs} ms more`] : []),
  ];
}
