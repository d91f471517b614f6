import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IN_PROOF } from '../../testing/property-runs.ts';

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

/** The rules of CloudFormation are asked in nag.test.ts. */
const NO_RULES = { CDK_VALIDATION: 'false' };

/** The app as the CDK command runs it, without the command. */
function runApp(context: Record<string, unknown>): CommandResult {
  const { context: common } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const merged = { ...common, 'aws:cdk:bundling-stacks': [], ...context };
  return run(process.execPath, ['bin/costkeeper.ts'], {
    ...NO_RULES,
    CDK_OUTDIR: join(home, String(context['stage'])),
    CDK_CONTEXT_JSON: JSON.stringify(merged),
  });
}

interface FunctionResource {
  readonly Type: string;
  readonly Properties: {
    readonly Runtime: string;
    readonly Code: { readonly S3Key: string };
    readonly Environment: { readonly Variables: Record<string, unknown> };
  };
}

/** Every function of our own that the templates of the assembly declare; the CDK's deployer is not in Node. */
function functionsIn(assembly: string): FunctionResource['Properties'][] {
  return readdirSync(assembly)
    .filter((name) => /^Costkeeper.*\.template\.json$/.test(name))
    .flatMap((name) => {
      const { Resources } = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as {
        Resources: Record<string, FunctionResource>;
      };
      return Object.values(Resources);
    })
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties)
    .filter(({ Runtime }) => Runtime.startsWith('nodejs'));
}

/** Loads a bundle as a cold start does, with the variables it is deployed with, and says what its handler is. */
function start(bundle: string, variables: Record<string, unknown>): CommandResult {
  const known = Object.entries(variables).map(([name, value]): [string, string] => [
    name,
    // Names and addresses that exist only once it is deployed.
    typeof value === 'string' ? value : `https://example.com/${name}`,
  ]);
  const load = `process.stdout.write(typeof (await import(${JSON.stringify(bundle)})).handler)`;
  const { status, output } = run(process.execPath, ['--input-type=module', '-e', load], {
    AWS_REGION: 'us-east-1',
    ...Object.fromEntries(known),
  });
  const readable = output.split('\n').filter((line) => line.length < 300);
  return { status, output: readable.join('\n') };
}

describe('cdk synth without credentials and without a network', () => {
  // A proof alone: the CDK takes seconds for each function, and local systems run the same bundles.
  it.runIf(IN_PROOF)(
    'bundles the functions of a stage, and each starts with the variables it is given',
    () => {
      const out = join(home, 'assembly');
      const options = ['--quiet', '-c', 'stage=production', '--output', out];
      const { status, output } = run('cdk', ['synth', ...options], NO_RULES);
      expect({ status, output }).toMatchObject({ status: 0 });
      const functions = functionsIn(out);
      expect(functions.length).toBeGreaterThan(0);
      for (const { Code, Environment } of functions) {
        const bundle = join(out, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs');
        // Nothing is left to the runtime: what was tested is what runs.
        const text = readFileSync(bundle, 'utf8');
        expect(text.match(/from\s*["']@(aws-sdk|smithy)\//)).toBeNull();
        expect(text).not.toContain('sso_start_url');
        expect(start(bundle, Environment.Variables)).toEqual({ status: 0, output: 'function' });
      }
    },
  );

  // Every stage is synthesized in test/lib/rules and nag.test.ts, and dev by the command's own file for each local system.
  it.runIf(IN_PROOF)('works for dev', () => {
    const { status, output } = runApp({ stage: 'dev' });
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(readdirSync(join(home, 'dev'))).toEqual(
      expect.arrayContaining(
        ['Data', 'Pipeline', 'Api', 'Web', 'Page'].map((stack) => `Costkeeper${stack}-dev.template.json`),
      ),
    );
  });

  // What each of these sentences says, of a stage and of a field, is tested in test/config.
  it('answers a wrong context with a sentence and no stack trace', () => {
    const { status, output } = runApp({ stage: 'dev', freshnessSeconds: '1' });
    expect(status).toBe(1);
    expect(output).toContain('freshnessSeconds: must be 0, or 2 and more');
    expect(output).not.toContain('    at ');
  });
});
