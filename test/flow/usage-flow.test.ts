import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { type LocalSystem, startLocalSystem } from '../support/local-system.ts';
import { makeFlow, readApi, sendBodies, untilIdle } from '../support/usage-flow.ts';

const MESSAGES = 2000;

interface Amount {
  readonly totalUsd: string;
}
interface EntryPage {
  readonly entries: readonly {
    readonly costUsd: string;
    readonly resource: unknown;
    readonly group: unknown;
  }[];
  readonly nextCursor?: string;
}

let system: LocalSystem;
beforeAll(async () => {
  system = await startLocalSystem();
}, 120_000);
afterAll(() => system[Symbol.asyncDispose]());

function sum(amounts: Iterable<string>): string {
  let total = 0n;
  for (const amount of amounts) total += parseDecimal(amount);
  return formatDecimal(total);
}

async function allEntries(): Promise<EntryPage['entries'][number][]> {
  const entries: EntryPage['entries'][number][] = [];
  let cursor: string | undefined;
  do {
    const page = await readApi<EntryPage>(
      system.endpoints,
      `/entries?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor);
  return entries;
}

describe('usage messages through the whole system', () => {
  it('become exact totals, whatever came twice, in conflict or broken', { timeout: 180_000 }, async () => {
    const { endpoints } = system;
    const { bodies, expected } = makeFlow(MESSAGES, Date.now());
    await sendBodies(endpoints, bodies);
    expect(await untilIdle(endpoints, MESSAGES, 120_000)).toMatchObject({
      ...expected,
      aggregated: expected.recorded,
    });

    const entries = await allEntries();
    expect(entries).toHaveLength(expected.recorded);
    const total = sum(entries.map(({ costUsd }) => costUsd));
    const byProvider = await readApi<Amount>(endpoints, '/breakdown/provider');
    const users = await readApi<{ users: Amount[] }>(endpoints, '/users?limit=200');
    const resources = await readApi<{ resources: Amount[] }>(endpoints, '/resources?limit=200');
    const groups = await readApi<{ groups: Amount[] }>(endpoints, '/groups?limit=200');
    expect(byProvider.totalUsd).toBe(total);
    expect(sum(users.users.map(({ totalUsd }) => totalUsd))).toBe(total);
    const of = (field: 'resource' | 'group') =>
      sum(entries.filter((entry) => entry[field] !== null).map(({ costUsd }) => costUsd));
    expect(sum(resources.resources.map(({ totalUsd }) => totalUsd))).toBe(of('resource'));
    expect(sum(groups.groups.map(({ totalUsd }) => totalUsd))).toBe(of('group'));
  });
});
