import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../client/reader.ts';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const run = promisify(execFile);
let system: LocalSystem;

beforeAll(async () => {
  // One of its own: beside more than 200 entries a day, which is what others leave, savings are estimates.
  system = await startLocalSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

async function runExample(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(EXAMPLES, name, 'main.ts'), ...args]);
  return stdout;
}

describe('the examples', () => {
  const RECEIPTS: [string, number, string | object, string[]][] = [
    ['story-generator', 5, '0.1220995', ['anthropic', 'openai']],
    ['podcast-pipeline', 10, expect.any(String) as object, ['aws', 'elevenlabs', 'openai']],
    ['chat-session', 4, '0.0156975', ['openai']],
    ['plain-lambda', 3, '0.000198', ['openai']],
  ];
  it.each(IN_PROOF ? RECEIPTS : RECEIPTS.slice(2, 3))(
    '%s ends with a receipt of %i events',
    async (name, events, totalUsd, providers) => {
      const args = ['--endpoints', system.file, '--user', 'user-9', '--job', `${name}-1`, '--json'];
      const receipt = JSON.parse(await runExample(name, ...args)) as Receipt;
      expect(receipt).toMatchObject({ events, unpricedEvents: 0, totalUsd });
      expect(Object.keys(receipt.breakdown.provider).sort()).toEqual(providers);
    },
  );

  it('let an agent act on one optimization and nothing else', async () => {
    const args = ['--endpoints', system.file, '--job', 'agent-1', '--json'];
    const { optimization, plan, applied } = JSON.parse(
      await runExample('agent-optimisation', ...args),
    ) as Record<string, unknown>;
    expect(optimization).toMatchObject({ status: 'pending', evidence: { calls: 60, costUsd: '60' } });
    expect(plan).toMatchObject({ decision: 'apply', changes: [expect.stringContaining('gpt-4o -> ')] });
    expect(applied).toMatchObject({ status: 'applied', realisedSavingUsd: '0' });
  });

  it.runIf(IN_PROOF)(
    'attribute the work of every Lambda of the pipeline to its episode, podcast and user',
    async () => {
      const { api, tokens } = system.endpoints;
      const headers = { authorization: `Bearer ${tokens.reader}` };
      const response = await fetch(`${api}/entries?userId=user-9&groupType=podcast&groupId=pod-1`, {
        headers,
      });
      const { entries } = (await response.json()) as { entries: { service: string; operation: string }[] };
      const lambdas = entries.filter(({ service }) => service === 'lambda').map(({ operation }) => operation);
      expect(lambdas.sort()).toEqual(['publish', 'speak', 'write-script']);
      expect(entries).toHaveLength(10);
    },
  );

  const ALL = [
    'story-generator',
    'chat-session',
    'podcast-pipeline',
    'plain-lambda',
    'job-page',
    'agent-optimisation',
  ];
  it.each(IN_PROOF ? ALL : ALL.slice(0, 1))('%s explains itself', async (name) => {
    expect(await runExample(name, '--help')).toContain('--endpoints FILE');
  });
});
