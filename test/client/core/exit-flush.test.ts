import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalQueue } from '../support/local-sqs.ts';

const CLIENT = pathToFileURL(join(import.meta.dirname, '../../../client/index.ts')).href;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'costkeeper-exit-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program that records three events; `then` is what it does afterwards. */
async function runProgram(queueUrl: string, then: string, signal?: NodeJS.Signals) {
  const file = join(folder, `program-${Math.random().toString(36).slice(2)}.ts`);
  await writeFile(
    file,
    `import { createCostkeeper } from '${CLIENT}';
     const costkeeper = createCostkeeper({ queueUrl: '${queueUrl}' });
     for (const id of ['a', 'b', 'c']) costkeeper.record({ id, provider: 'p', model: 'm', usage: { requests: 1 } });
     ${then}
     console.log('recorded');`,
  );
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (signal && printed.includes('recorded')) child.kill(signal);
  });
  const [code, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, endedBy, printed };
}

describe('the end of a process', () => {
  it('sends what is buffered when nothing is left to do', async () => {
    await using queue = await startLocalQueue();
    const { code } = await runProgram(queue.queueUrl, '');
    expect(code).toBe(0);
    expect((await queue.drain()).events.map((event) => event.id)).toEqual(['a', 'b', 'c']);
  });

  it('sends on SIGTERM, then dies of it as it would have', async () => {
    await using queue = await startLocalQueue();
    const { endedBy } = await runProgram(queue.queueUrl, 'setInterval(() => {});', 'SIGTERM');
    expect(endedBy).toBe('SIGTERM');
    expect((await queue.drain()).events).toHaveLength(3);
  });

  it('hands over what a dead queue does not take, and does not keep the process for it', async () => {
    const options = `{ queueUrl: 'http://127.0.0.1:9/0/usage', flushTimeoutMs: 300, warn: () => {}, onDeadLetter: async (letter) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      console.log('kept', letter.reason, letter.events.length);
    } }`;
    const second = `const other = createCostkeeper(${options}); other.record({ provider: 'p', model: 'm', usage: { requests: 1 } });`;
    await using queue = await startLocalQueue();
    const atEnd = await runProgram(queue.queueUrl, second);
    expect(atEnd).toMatchObject({ code: 0 });
    expect(atEnd.printed).toContain('kept closed 1');
    const onSignal = await runProgram(queue.queueUrl, `${second} setInterval(() => {});`, 'SIGTERM');
    expect(onSignal.endedBy).toBe('SIGTERM');
    expect(onSignal.printed).toContain('kept closed 1');
  });

  it('leaves the end to an application that listens itself', async () => {
    await using queue = await startLocalQueue();
    const listener = `setInterval(() => {});
      process.on('SIGTERM', async () => { await costkeeper.flush(); console.log('own end'); process.exit(7); });`;
    const { code, printed } = await runProgram(queue.queueUrl, listener, 'SIGTERM');
    expect(code).toBe(7);
    expect(printed).toContain('own end');
    expect((await queue.drain()).events).toHaveLength(3);
  });
});
