import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'costkeeper-synth-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A machine with no AWS credentials, and where whatever asks for the network gets no answer. */
const BARE_ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9',
};

interface CommandResult {
  readonly status: number | null;
  readonly output: string;
}

function run(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): CommandResult {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { ...BARE_ENVIRONMENT, ...environment },
  });
  return { status, output: `${stdout}${stderr}` };
}

/** The app as the CDK command runs it, without the command. */
function runApp(context: Record<string, unknown>): CommandResult {
  const { context: common } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const merged = { ...common, 'aws:cdk:bundling-stacks': [], ...context };
  return run(process.execPath, ['bin/costkeeper.ts'], {
    CDK_OUTDIR: join(home, String(context['stage'])),
    CDK_CONTEXT_JSON: JSON.stringify(merged),
  });
}

/** Loads a bundle as Lambda does at a cold start and says what its handler is. */
function starts(bundle: string): CommandResult {
  const environment = {
    AWS_REGION: 'us-east-1',
    STAGE: 'dev',
    TABLE_NAME: 'table',
    BUCKET_NAME: 'bucket',
    USAGE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/usage',
    JOB_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/jobs',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
  const load = `process.stdout.write(typeof (await import(${JSON.stringify(bundle)})).handler)`;
  return run(process.execPath, ['--input-type=module', '-e', load], environment);
}

describe('cdk synth without credentials and without a network', () => {
  it('bundles every function of a stage into one ES module each', () => {
    const out = join(home, 'assembly');
    const { status, output } = run('cdk', ['synth', '--quiet', '-c', 'stage=production', '--output', out]);
    expect(output).not.toContain('[ERROR]');
    expect({ status, output }).toMatchObject({ status: 0 });
    const bundles = readdirSync(out).filter((name) => name.startsWith('asset.'));
    expect(bundles.length).toBeGreaterThan(0);
    for (const bundle of bundles) {
      expect(readdirSync(join(out, bundle))).toContain('index.mjs');
      const code = readFileSync(join(out, bundle, 'index.mjs'), 'utf8');
      // Nothing is left to the runtime: what was tested is what runs.
      expect(code).not.toMatch(/from\s*["']@(aws-sdk|smithy)\//);
      expect(starts(join(out, bundle, 'index.mjs'))).toEqual({ status: 0, output: 'function' });
    }
  }, 60_000);

  it.each(['dev', 'staging'])('works for %s', (stage) => {
    const { status, output } = runApp({ stage });
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(readdirSync(join(home, stage))).toEqual(
      expect.arrayContaining(
        ['Data', 'Pipeline', 'Api'].map((stack) => `Costkeeper${stack}-${stage}.template.json`),
      ),
    );
  });

  it.each([
    [
      { stage: 'prod' },
      'There is no stage "prod". Write -c stage=dev, -c stage=staging, -c stage=production',
    ],
    [{ stage: 'dev', freshnessSeconds: '1' }, 'freshnessSeconds: must be 0, or 2 and more'],
    [{ stage: 'dev', requestPerMinute: '1' }, 'A stage has no "requestPerMinute".'],
  ])('answers %j with a sentence and no stack trace', (context, sentence) => {
    const { status, output } = runApp(context);
    expect(status).toBe(1);
    expect(output).toContain(sentence);
    expect(output).not.toContain('    at ');
  });
});
