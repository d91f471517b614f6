import { formatDecimal, parseUsd, sumUsd } from '../../core/money/decimal.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import type { ToldCall } from '../../testing/otlp-export.ts';
import { readApi, readCounts, type StatusCounts, untilIdle } from '../../testing/usage-flow.ts';
import { sendEveryWay, WAYS } from './send-ways.ts';

/** What has come of calls that were told by every way. */
export interface WaysResult {
  readonly calls: number;
  readonly recorded: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejected: number;
  /** Of the users of these calls: the sums of their totals and their events. */
  readonly totalUsd: string;
  readonly events: number;
  readonly expectedUsd: string;
}

/** 0.15 and 0.60 USD for a million tokens of GPT-4o mini: whole millionths of a millionth. */
function costOf({ inputTokens, outputTokens }: ToldCall): bigint {
  return BigInt(inputTokens) * 150_000n + BigInt(outputTokens) * 600_000n;
}

function messageCount({ recorded, duplicates, conflicts, rejected }: StatusCounts): number {
  return recorded + duplicates + conflicts + rejected;
}

/** Sends the calls by every way to a running system, and reads what it made of them. */
export async function checkWays(
  endpoints: LocalSystem['endpoints'],
  calls: readonly ToldCall[],
  how: { readonly seed: number; readonly batch: number },
): Promise<WaysResult> {
  const before = await readCounts(endpoints);
  await sendEveryWay(endpoints, calls, how);
  const after = await untilIdle(endpoints, messageCount(before) + calls.length * WAYS.length);
  const users = [...new Set(calls.map(({ userId }) => userId))];
  const totals = await Promise.all(
    users.map((user) => readApi<{ totalUsd: string; events: number }>(endpoints, `/users/${user}`)),
  );
  return {
    calls: calls.length,
    recorded: after.recorded - before.recorded,
    duplicates: after.duplicates - before.duplicates,
    conflicts: after.conflicts - before.conflicts,
    rejected: after.rejected - before.rejected,
    totalUsd: formatDecimal(sumUsd(totals.map(({ totalUsd }) => parseUsd(totalUsd)))),
    events: totals.reduce((sum, { events }) => sum + events, 0),
    expectedUsd: formatDecimal(calls.reduce((sum, call) => sum + costOf(call), 0n)),
  };
}

/** What is not as it has to be: each call one entry, its other reports kept as evidence, the sum exact. */
export function faultsOf(result: WaysResult): string[] {
  const { calls, recorded, duplicates, conflicts, rejected, events, totalUsd, expectedUsd } = result;
  const wanted: readonly [what: string, got: unknown, right: unknown][] = [
    ['entries', recorded, calls],
    ['duplicates', duplicates, calls * (WAYS.length - 1)],
    ['conflicts', conflicts, 0],
    ['rejected', rejected, 0],
    ['events in the totals of users', events, calls],
    ['USD in the totals of users', totalUsd, expectedUsd],
  ];
  return wanted.flatMap(([what, got, right]) =>
    got === right ? [] : [`${what}: ${String(got)}, not ${String(right)}`],
  );
}
