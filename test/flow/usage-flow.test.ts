import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';
import { makeFlow, readApi, readCounts, sendBodies, untilIdle } from '../../testing/usage-flow.ts';

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
  system = await shareSystem('ledger');
});
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
  it('become exact totals, whatever came twice, in conflict or broken', async () => {
    const { endpoints } = system;
    const { bodies, expected } = makeFlow(MESSAGES, Date.now());
    const before = await readCounts(endpoints);
    await sendBodies(endpoints, bodies);
    const sent = before.recorded + before.duplicates + before.conflicts + before.rejected + MESSAGES;
    const after = await untilIdle(endpoints, sent);
    expect({
      recorded: after.recorded - before.recorded,
      duplicates: after.duplicates - before.duplicates,
      conflicts: after.conflicts - before.conflicts,
      rejected: after.rejected - before.rejected,
    }).toEqual(expected);
    expect(after.aggregated).toBe(after.recorded);

    const entries = await allEntries();
    expect(entries).toHaveLength(after.recorded);
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

  it('are exported as a file in the bucket when one answer cannot hold them', async () => {
    const { endpoints } = system;
    const { recorded: before } = await readApi<{ recorded: number }>(endpoints, '/status');
    // Twenty long tags on every row of FOCUS make 700 entries more than 5 MB.
    const tags = Object.fromEntries(Array.from({ length: 20 }, (_, tag) => [`tag-${tag}`, 'x'.repeat(200)]));
    const occurredAt = new Date().toISOString();
    const usage = { input_tokens: 10, output_tokens: 5 };
    const eventOf = (index: number) => ({
      id: `tagged-${index}`,
      occurredAt,
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage,
      tags,
    });
    const bodies = Array.from({ length: 14 }, (_, message) =>
      JSON.stringify({
        events: Array.from({ length: 50 }, (_unused, index) => eventOf(message * 50 + index)),
      }),
    );
    await sendBodies(endpoints, bodies, 2);
    await expect
      .poll(() => readApi<{ aggregated: number }>(endpoints, '/status'))
      .toMatchObject({ aggregated: before + 700 });

    const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const started = await readApi<{ jobId: string }>(endpoints, `/reports/export?format=focus&from=${from}`);
    const jobOf = () =>
      readApi<{ status: string; resultUrl: string | null }>(endpoints, `/jobs/${started.jobId}`);
    await expect.poll(jobOf).toMatchObject({ status: 'done' });
    const file = await (await fetch(String((await jobOf()).resultUrl))).text();
    expect(file.length).toBeGreaterThan(5_000_000);
    const charges: { BilledCost: string }[] = parse(file, { columns: true });
    const { totalUsd } = await readApi<Amount>(endpoints, '/breakdown/provider');
    expect(sum(charges.map(({ BilledCost }) => BilledCost))).toBe(totalUsd);
  });
});
