import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient } from '../../adapters/dynamo/document-client.ts';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { readApi, sendBodies, untilIdle } from '../../testing/usage-flow.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { wholeTable } from '../support/whole-table.ts';

const PERSON = 'ada@example.com';
const ENTRIES = 700;

let system: LocalSystem;
beforeAll(async () => {
  system = await startLocalSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

function eventOf(id: string, more: Record<string, unknown>): Record<string, unknown> {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const call = { provider: 'openai', model: 'gpt-4o-mini', usage, userId: PERSON };
  return { id, occurredAt: new Date().toISOString(), ...call, ...more };
}

async function change(method: string, path: string, body?: object): Promise<number> {
  const { api, tokens } = system.endpoints;
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return (await fetch(`${api}${path}`, init)).status;
}

/** Waits for every job of the table. */
async function untilJobsAreDone(): Promise<void> {
  const { dynamodb, tableName, region } = system.endpoints;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = documentClient({ endpoint: dynamodb, region, credentials });
  await waitFor(
    'the end of the jobs',
    async () =>
      (await wholeTable(client, tableName)).filter(({ e }) => e === 'J').map(({ st }) => String(st)),
    (states) => states.length > 1 && states.every((state) => state === 'done'),
    120_000,
  );
}

interface Kept {
  readonly items: readonly { readonly id: string }[];
}

/** An export that is a file, since every row has twenty long tags. */
async function exportFile(): Promise<string> {
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, tag) => [`tag-${tag}`, 'x'.repeat(200)]));
  const bodies = Array.from({ length: ENTRIES / 50 }, (_, message) => {
    const events = Array.from({ length: 50 }, (_unused, index) => eventOf(`${message}-${index}`, { tags }));
    return JSON.stringify({ events });
  });
  await sendBodies(system.endpoints, bodies, 2);
  await waitFor(
    'the entries in the totals',
    () => readApi<{ aggregated: number }>(system.endpoints, '/status'),
    ({ aggregated }) => aggregated === ENTRIES,
  );
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const path = `/reports/export?format=focus&from=${from}`;
  const { jobId } = await readApi<{ jobId: string }>(system.endpoints, path);
  const job = await waitFor(
    'the export',
    () => readApi<{ status: string; resultUrl: string | null }>(system.endpoints, `/jobs/${jobId}`),
    ({ status }) => status === 'done' || status === 'failed',
  );
  return String(job.resultUrl);
}

describe('a person who is named in files', () => {
  it('is erased from rejected bodies, and exports that name them go', async () => {
    // Metadata beyond its limit: rejected, and too large to be kept in the table.
    const large = eventOf('large', { metadata: { text: 'x'.repeat(300_000) } });
    await sendBodies(system.endpoints, [JSON.stringify(large)]);
    await untilIdle(system.endpoints, 1);
    const { items } = await readApi<Kept>(system.endpoints, '/quarantine');
    expect(items).toHaveLength(1);
    // Its body is read again, and rejected again.
    expect(await change('POST', `/quarantine/${items[0]?.id}/redrive`, {})).toBeLessThan(300);
    const url = await exportFile();
    expect(await (await fetch(url)).text()).toContain(PERSON);
    expect(await change('DELETE', `/users/${PERSON}?pseudonymise=true`)).toBe(200);
    await untilJobsAreDone();
    // The API may not list the bucket, and is not told that the file is gone.
    expect((await fetch(url)).status).toBe(403);
  });
});
