import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';

/** A disk of 12 MB, where this process may make one; undefined elsewhere: only root may mount. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder], { stdio: 'pipe' });
    return folder;
  } catch {
    // No right to mount, or no such command.
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

/** `npm run prove -- starts` fills it. */
const disk = IN_PROOF ? mountSmallDisk() : undefined;

interface Status {
  readonly recorded: number;
  readonly aggregated: number;
}

// Elsewhere, and where nothing can be mounted, test/local/reporter.test.ts stands for it: the log that cannot be written.
describe.skipIf(disk === undefined)('a local system whose disk is full', () => {
  const folder = disk ?? '';
  let system: LocalSystem;
  beforeAll(async () => {
    mkdirSync(path.join(folder, 'data'));
    system = await startLocalSystem('--data', path.join(folder, 'data'));
  });
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  /** Sends an event; true when the queue has acknowledged it. */
  async function send(id: string): Promise<boolean> {
    const { sqs, queueUrl } = system.endpoints;
    const event = { id, occurredAt: new Date().toISOString(), provider: 'openai', model: 'gpt-4o-mini' };
    const response = await fetch(sqs, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ ...event, usage: { input_tokens: 1 } }),
      }),
    });
    await response.arrayBuffer();
    return response.ok;
  }

  async function call(route: string): Promise<Response> {
    const { api, tokens } = system.endpoints;
    return fetch(api + route, { headers: { authorization: `Bearer ${tokens.admin}` } });
  }

  const recorded = (count: number) =>
    waitFor(
      `${count} entries in the totals`,
      async () => (await call('/status')).json() as Promise<Status>,
      (status) => status.recorded === count && status.aggregated === count,
    );

  it('goes on answering, and has every acknowledged message once there is room', async () => {
    for (let number = 0; number < 10; number++) expect(await send(`before-${number}`)).toBe(true);
    await recorded(10);
    const filler = path.join(folder, 'filler');
    const block = Buffer.alloc(4096);
    expect(() => {
      for (;;) appendFileSync(filler, block);
    }).toThrow('ENOSPC');
    let acknowledged = 10;
    for (let number = 0; number < 60; number++) if (await send(`during-${number}`)) acknowledged++;
    // Whatever the table says of it: the runner and its gateway are there.
    for (const route of ['/health', '/status', '/entries']) {
      expect([200, 500, 503]).toContain((await call(route)).status);
    }
    rmSync(filler);
    await recorded(acknowledged);
  });
});
