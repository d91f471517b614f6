import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { DAY_MS, dayOf } from '../../core/time/ledger-time.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { shareSystem } from '../support/shared/shared.ts';
import { makeFlow, readApi, readCounts, sendBodies, untilIdle } from '../../testing/usage-flow.ts';

/** A hundred have every kind of message; `npm run bench -- throughput` sends many more. */
const MESSAGES = 100;
/** What makes several pages of them. */
const PAGE = 40;
/** Of this file alone: others share the system. */
const PERSON = `usage-flow-${process.pid}@example.com`;
/** A day on which no other file records anything. */
const DAY = dayOf(Date.now() - 20 * DAY_MS);

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

interface Kept {
  readonly items: readonly { readonly id: string; readonly bodyKey: string | null }[];
}
interface Job {
  readonly status: string;
  readonly resultUrl: string | null;
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

async function change(method: string, path: string): Promise<Response> {
  const { api, tokens } = system.endpoints;
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' };
  const response = await fetch(`${api}${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body: '{}' }),
  });
  expect(response.status).toBeLessThan(300);
  return response;
}

async function untilDone(path: string): Promise<Job> {
  return await waitFor(
    `the end of ${path}`,
    () => readApi<Job>(system.endpoints, path),
    ({ status }) => status === 'done' || status === 'failed',
  );
}

/**
 * Sends a body that is rejected and too large to be kept in the table, has it read again, and rejected again. Answers
 * where the bucket keeps it.
 */
async function rejectLargeBody(): Promise<string> {
  const { endpoints } = system;
  const read = async () => (await readApi<Kept>(endpoints, '/quarantine?kind=rejected&limit=200')).items;
  const before = new Set((await read()).map(({ id }) => id));
  const event = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 }, userId: PERSON };
  const metadata = { text: `for ${PERSON} ${'x'.repeat(300_000)}` };
  const large = { ...event, id: PERSON, occurredAt: new Date().toISOString(), metadata };
  await sendBodies(endpoints, [JSON.stringify(large)]);
  const fresh = () => read().then((items) => items.filter(({ id }) => !before.has(id)));
  const [kept] = await waitFor('the rejected body', fresh, (items) => items.length > 0);
  await change('POST', `/quarantine/${kept?.id}/redrive`);
  return String(kept?.bodyKey);
}

/** A body as the bucket keeps it: a link to a result opens the whole bucket of the local system. */
async function keptBody(resultUrl: string, bodyKey: string) {
  const { origin, pathname } = new URL(resultUrl);
  const bucket = pathname.slice(0, pathname.indexOf('/exports/'));
  const response = await fetch(`${origin}${bucket}/${bodyKey}`);
  return (await response.json()) as { id: string; userId: string; metadata: { text: string } };
}

/** A read of what happened on that day. */
function readDay<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  return readApi<T>(
    system.endpoints,
    `${path}?${String(new URLSearchParams({ from: DAY, to: DAY, ...query }))}`,
  );
}

async function dayEntries(): Promise<EntryPage['entries'][number][]> {
  const entries: EntryPage['entries'][number][] = [];
  let cursor: string | undefined;
  do {
    const page = await readDay<EntryPage>('/entries', { limit: String(PAGE), ...(cursor && { cursor }) });
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor);
  return entries;
}

describe('usage messages through the whole system', () => {
  it('become exact totals, whatever came twice, in conflict or broken', async () => {
    const { endpoints } = system;
    const { bodies, expected } = makeFlow(MESSAGES, Date.parse(`${DAY}T12:00:00Z`));
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

    const entries = await dayEntries();
    expect(entries).toHaveLength(expected.recorded);
    const total = sum(entries.map(({ costUsd }) => costUsd));
    const byProvider = await readDay<Amount>('/breakdown/provider');
    const users = await readDay<{ users: Amount[] }>('/users', { limit: '200' });
    const resources = await readDay<{ resources: Amount[] }>('/resources', { limit: '200' });
    const groups = await readDay<{ groups: Amount[] }>('/groups', { limit: '200' });
    expect(byProvider.totalUsd).toBe(total);
    expect(sum(users.users.map(({ totalUsd }) => totalUsd))).toBe(total);
    const of = (field: 'resource' | 'group') =>
      sum(entries.filter((entry) => entry[field] !== null).map(({ costUsd }) => costUsd));
    expect(sum(resources.resources.map(({ totalUsd }) => totalUsd))).toBe(of('resource'));
    expect(sum(groups.groups.map(({ totalUsd }) => totalUsd))).toBe(of('group'));
  });

  // Beside it in npm test: the same file without a system, in test/lambdas/api/report-routes.test.ts.
  it.runIf(IN_PROOF)(
    'are exported as a file in the bucket when one answer cannot hold them, which goes when a person in it is erased',
    async () => {
      const { endpoints } = system;
      const { recorded: before } = await readApi<{ recorded: number }>(endpoints, '/status');
      // Twenty long tags on every row of FOCUS make 700 entries more than 5 MB.
      const tags = Object.fromEntries(
        Array.from({ length: 20 }, (_, tag) => [`tag-${tag}`, 'x'.repeat(200)]),
      );
      const occurredAt = new Date().toISOString();
      const usage = { input_tokens: 10, output_tokens: 5 };
      const eventOf = (index: number) => ({
        id: `tagged-${index}`,
        occurredAt,
        provider: 'openai',
        model: 'gpt-4o-mini',
        userId: PERSON,
        usage,
        tags,
      });
      const bodies = Array.from({ length: 14 }, (_, message) =>
        JSON.stringify({
          events: Array.from({ length: 50 }, (_unused, index) => eventOf(message * 50 + index)),
        }),
      );
      await sendBodies(endpoints, bodies, 2);
      await waitFor(
        'all entries in the totals',
        () => readApi<{ aggregated: number }>(endpoints, '/status'),
        ({ aggregated }) => aggregated === before + 700,
      );

      const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const { jobId } = await readApi<{ jobId: string }>(
        endpoints,
        `/reports/export?format=focus&from=${from}`,
      );
      const { status, resultUrl } = await untilDone(`/jobs/${jobId}`);
      expect(status).toBe('done');
      const file = await (await fetch(String(resultUrl))).text();
      expect(file.length).toBeGreaterThan(5_000_000);
      const charges: { BilledCost: string }[] = parse(file, { columns: true });
      const { totalUsd } = await readApi<Amount>(endpoints, `/breakdown/provider?from=${from}`);
      expect(sum(charges.map(({ BilledCost }) => BilledCost))).toBe(totalUsd);

      expect(file).toContain(PERSON);
      const bodyKey = await rejectLargeBody();
      expect(await keptBody(String(resultUrl), bodyKey)).toMatchObject({ id: PERSON, userId: PERSON });
      const erased = await change('DELETE', `/users/${PERSON}?pseudonymise=true`);
      const job = String(erased.headers.get('location')).replace('/cost-tracking', '');
      expect(await untilDone(job)).toMatchObject({ status: 'done' });
      // The API may not list the bucket, and is not told that the file is gone.
      expect((await fetch(String(resultUrl))).status).toBe(403);
      // The id is the sender's own, and stays.
      const { id, userId, metadata } = await keptBody(String(resultUrl), bodyKey);
      expect([id, userId === PERSON, metadata.text.includes(PERSON)]).toEqual([PERSON, false, false]);
      expect(metadata.text.startsWith(`for ${userId} xxx`)).toBe(true);
    },
  );
});
