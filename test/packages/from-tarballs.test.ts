import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGES } from '../../scripts/pack/packages.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
let scratch: string;

/** The construct alone, which deploys the ledger: each takes seconds to build. A proof packs and tries them all. */
const PACKED = IN_PROOF ? PACKAGES : (['cdk'] as const);

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** An empty project with the packages unpacked where npm puts them, and what they depend on beside them. */
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'costkeeper-cdk-'));
  const only = PACKED.flatMap((folder) => ['--only', folder]);
  const packed = run(
    process.execPath,
    ['scripts/pack-all.ts', '--out', scratch, '--json', ...only],
    REPOSITORY,
  );
  const { files } = JSON.parse(packed.trim().split('\n').at(-1) ?? '{}') as { files: string[] };
  writeFileSync(join(scratch, 'package.json'), '{ "name": "scratch", "private": true, "type": "module" }');
  for (const [index, one] of PACKED.entries()) {
    const folder = join(scratch, 'node_modules', packageName(one));
    mkdirSync(folder, { recursive: true });
    run('tar', ['-xzf', files[index] ?? '', '-C', folder, '--strip-components=1'], scratch);
  }
  const needed = (IN_PROOF ? ['cdk', 'local'] : ['cdk']).flatMap((name) => {
    const { dependencies, optionalDependencies, peerDependencies } = manifestOf(name);
    return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  });
  for (const name of new Set([...needed, 'esbuild', '@aws-sdk/client-sqs'])) {
    const [from, to] = [join(REPOSITORY, 'node_modules', name), join(scratch, 'node_modules', name)];
    mkdirSync(dirname(to), { recursive: true });
    // What npm leaves out on this platform is not there.
    if (existsSync(from)) symlinkSync(from, to);
  }
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function packageName(folder: string): string {
  return (JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as { name: string })
    .name;
}

function manifestOf(name: string): Record<string, Record<string, string>> {
  const file = join(scratch, 'node_modules/@costkeeper', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
}

/** An app of somebody else: a stack with a function, and what it does with the package. */
function synthesize(name: string, body: string): { status: number | null; said: string; folder: string } {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'app.js'),
    `import { App, Stack } from 'aws-cdk-lib/core';
     import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';
     import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
     import { Costkeeper } from '@costkeeper/cdk';
     const app = new App({ outdir: '${folder}/out' });
     const stack = new Stack(app, 'Mine');
     const fn = new Fn(stack, 'Worker', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {}') });
     ${body}
     app.synth();`,
  );
  // No esbuild and no source of this repository: what synthesis needs is in the package.
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'app.js')], {
    cwd: folder,
    encoding: 'utf8',
    // The rules of CloudFormation are asked in nag.test.ts.
    env: { PATH: '/nowhere', HOME: folder, CDK_VALIDATION: 'false' },
  });
  return { status, said: `${stdout}${stderr}`, folder: join(folder, 'out') };
}

interface Template {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

function templateOf(folder: string, stack: string): Template {
  return JSON.parse(readFileSync(join(folder, `${stack}.template.json`), 'utf8')) as Template;
}

function templatesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.template.json'));
}

describe('@costkeeper/cdk from its tarball', () => {
  it('has a shape that publint finds nothing wrong with, and no source', async () => {
    const pkgDir = join(scratch, 'node_modules/@costkeeper/cdk');
    expect((await publint({ pkgDir, pack: false })).messages).toEqual([]);
    const files = readdirSync(pkgDir, { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    expect(files).toContain('README.md');
  });

  it('deploys the ledger and meters a function in three lines', () => {
    const { status, said, folder } = synthesize(
      'whole',
      `const costs = new Costkeeper(stack, 'Costs', { admins: ['me@example.com'], trackedTags: ['tier'] });
       costs.meter(fn); costs.grantGate(fn); costs.grantRead(fn);
       const other = new Stack(app, 'Other');
       Costkeeper.fromStage(other, 'Costs', 'staging', { customerManagedKey: true }).grantRecord(new Role(other, 'Role', { assumedBy: new AccountRootPrincipal() }));`,
    );
    expect([status, said]).toEqual([0, '']);
    expect(templatesIn(folder)).toHaveLength(7);
    const mine = templateOf(folder, 'Mine');
    const text = JSON.stringify(mine);
    expect(text).toContain('sqs:SendMessage');
    expect(text).toContain('/GET/cost-tracking/service/*');
    expect(text).toContain('/POST/cost-tracking/service/budgets/*');
    const other = JSON.stringify(templateOf(folder, 'Other'));
    expect(other).toContain('/costkeeper/staging/usage-queue-arn');
    expect(other).toContain('kms:GenerateDataKey');
    const worker = Object.values(mine.Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(worker).toHaveProperty('Properties.Environment.Variables.COSTKEEPER_QUEUE_URL');
    expect(worker).toHaveProperty('Properties.Environment.Variables.COSTKEEPER_API_URL');
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      artifacts: Record<string, { properties?: { stackName?: string }; dependencies?: string[] }>;
    };
    const names = Object.values(manifest.artifacts).flatMap(({ properties }) => properties?.stackName ?? []);
    expect(names.toSorted()).toEqual(
      ['Api', 'Data', 'Page', 'Pipeline', 'Web'].map((name) => `Costkeeper${name}-production`),
    );
    const api = templatesIn(folder).find((name) => name.includes('Api')) ?? '';
    const users = Object.values(templateOf(folder, api.replace('.template.json', '')).Resources).filter(
      ({ Type }) => Type.startsWith('AWS::Cognito::UserPoolUser'),
    );
    expect(users.map(({ Properties }) => Properties['Username'])).toEqual([
      'me@example.com',
      'me@example.com',
    ]);
  });

  it('is CommonJS too, as Jest takes it in an app of cdk init', () => {
    const folder = join(scratch, 'commonjs');
    mkdirSync(folder);
    const file = join(scratch, 'node_modules/@costkeeper/cdk/dist/costkeeper.cjs');
    writeFileSync(
      join(folder, 'app.cjs'),
      `const { App, Stack } = require('aws-cdk-lib/core');
       const { Costkeeper } = require('${file}');
       const stack = new Stack(new App({ outdir: '${folder}/out' }), 'Mine');
       console.log(new Costkeeper(stack, 'Costs', { dashboard: false }).stacks.api.stackName);`,
    );
    expect(run(process.execPath, ['app.cjs'], folder)).toBe('CostkeeperApi-production\n');
  });

  it.runIf(IN_PROOF)('puts the ledger into the stack of the app, each nested template with its file', () => {
    const { status, said, folder } = synthesize(
      'nested',
      "new Costkeeper(stack, 'Costs', { placement: 'nested-stacks' }).meter(fn);",
    );
    expect([status, said]).toEqual([0, '']);
    const { files } = JSON.parse(readFileSync(join(folder, 'Mine.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string } }>;
    };
    const nested = Object.values(templateOf(folder, 'Mine').Resources).filter(
      ({ Type }) => Type === 'AWS::CloudFormation::Stack',
    );
    expect(nested).toHaveLength(5);
    for (const { Properties } of nested) {
      const [hash = ''] = /[0-9a-f]{64}/.exec(JSON.stringify(Properties['TemplateURL'])) ?? [];
      expect(existsSync(join(folder, files[hash]?.source.path ?? 'nowhere'))).toBe(true);
    }
  });

  it.runIf(IN_PROOF)(
    'takes every option where account and region are known at deployment only, but a key that needs the region',
    () => {
      const { status, said } = synthesize(
        'options',
        `try { new Costkeeper(stack, 'Key', { customerManagedKey: true }); } catch (error) {
         if (!/^customerManagedKey: .*give the stack/.test(error.message)) throw error;
       }
       new Costkeeper(stack, 'Costs', { stage: 'all', hashUserIds: true, webhooks: true,
         ownCost: true, mailSender: 'costs@example.com', mailIdentity: 'example.com', alarmMail: 'a@example.com' });`,
      );
      expect([status, said]).toEqual([0, '']);
    },
  );

  it.runIf(IN_PROOF)('names a wrong option at synthesis', () => {
    const { status, said } = synthesize('wrong', `new Costkeeper(stack, 'Costs', { freshnessSeconds: 1 });`);
    expect(status).not.toBe(0);
    expect(said).toContain('freshnessSeconds: must be 0, or 2 and more');
    expect(said).toContain('in the options of the construct');
  });

  it.runIf(IN_PROOF)('is typed for a consumer', () => {
    writeFileSync(
      join(scratch, 'use.ts'),
      `import { Costkeeper, type CostkeeperProps } from '@costkeeper/cdk';
       import type { Construct } from 'constructs';
       const props: CostkeeperProps = { freshnessSeconds: 2, admins: ['a@example.com'] };
       // @ts-expect-error no such option
       const wrong: CostkeeperProps = { freshness: 2 };
       export const make = (scope: Construct) => new Costkeeper(scope, 'Costs', props);
       export { wrong };`,
    );
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const flags = '--ignoreConfig --noEmit --strict --target ES2024 --module NodeNext --skipLibCheck';
    expect(run(process.execPath, [tsc, ...flags.split(' '), 'use.ts'], scratch)).toBe('');
  });
});

const WORKER = `
  import { createCostkeeper } from '@costkeeper/client';
  const costkeeper = createCostkeeper({ queueUrl: process.env.COSTKEEPER_QUEUE_URL });
  export async function handler({ userId }) {
    costkeeper.record({ provider: 'openai', model: 'gpt-4o-mini', userId, usage: { input_tokens: 1000, output_tokens: 500 } });
    await costkeeper.flush();
    return costkeeper.stats().delivered;
  }`;

const APP = `
  import { App, Stack } from 'aws-cdk-lib/core';
  import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';
  import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
  import { Costkeeper } from '@costkeeper/cdk';
  const app = new App();
  const stack = new Stack(app, 'Mine');
  const fn = new Fn(stack, 'Worker', { functionName: 'worker', runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromAsset('fn') });
  const flow = new StateMachine(stack, 'Flow', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Start')) });
  fn.addEnvironment('FLOW', flow.stateMachineArn);
  flow.grantStartExecution(fn);
  new Costkeeper(stack, 'Costs', { dashboard: false, placement: process.env.PLACEMENT }).meter(fn);
  app.synth();`;

/** A test of somebody else's: their own app runs with its own function, and what that spent is in the ledger. */
const OWN_TEST = `
  import { startCostkeeper } from '@costkeeper/local';
  await using costkeeper = await startCostkeeper({ app: 'node app.js' });
  const { lambda, api, tokens } = costkeeper.endpoints;
  const invoked = await fetch(lambda + '/2015-03-31/functions/worker/invocations', { method: 'POST', body: JSON.stringify({ userId: 'ada' }) });
  const delivered = await invoked.json();
  const read = async () => (await fetch(api + '/users/ada', { headers: { authorization: 'Bearer ' + tokens.reader } })).json();
  let user = await read();
  while (user.totalUsd !== '0.00045') { await new Promise((go) => setTimeout(go, 200)); user = await read(); }
  console.log(JSON.stringify({ delivered, events: user.events, totalUsd: user.totalUsd, queue: costkeeper.environment.COSTKEEPER_QUEUE_URL.length > 0 }));`;

describe.runIf(IN_PROOF)('costkeeper from its tarball', () => {
  it('is a command with its programs, and has what they need', () => {
    const folder = join(scratch, 'node_modules/costkeeper');
    const run = (program: string, args: readonly string[]) =>
      spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: scratch });
    const costkeeper = (...args: string[]) => run(join(folder, 'dist/costkeeper.js'), args);
    const sheet = costkeeper('cost-sheet', '--events', '1000000', '--json').stdout;
    expect(sheet).toContain('"writesUsd":');
    // The figures of this repository, whatever the last measurement of them came to.
    expect(sheet).toBe(
      run(resolve('cli/costkeeper.ts'), ['cost-sheet', '--events', '1000000', '--json']).stdout,
    );
    expect(costkeeper('local', '--help').stdout).toMatch(/^costkeeper local [^]*--app COMMAND/);
    // As npm leaves it out with --omit=optional, and where the registry does not have it.
    const local = join(scratch, 'node_modules/@costkeeper/local');
    renameSync(local, `${local}.away`);
    expect(costkeeper('smoke', '--help').stdout).toMatch(/^costkeeper smoke .*follows it/);
    expect(costkeeper('import', '--help').stdout).toMatch(/^costkeeper import [^]*--map NAME/);
    const { status, stderr } = costkeeper('status');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/which ledger\?/)]);
    expect(costkeeper('run', '--', 'node', 'app.js')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^the local system is a package .* npm install --save-dev @costkeeper\/local@\d[^\n]*\n$/,
      ) as string,
    });
    renameSync(`${local}.away`, local);
  });
});

describe.runIf(IN_PROOF)('@costkeeper/local from its tarball', () => {
  it('needs the same versions of others as this repository runs with', () => {
    const { dependencies, optionalDependencies } = manifestOf('local');
    const ours = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const all = { ...ours['dependencies'], ...ours['devDependencies'], ...ours['optionalDependencies'] };
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      expect([name, version]).toEqual([name, all[name]]);
    }
  });

  it('has a shape that publint finds nothing wrong with, and types of its own', async () => {
    const pkgDir = join(scratch, 'node_modules/@costkeeper/local');
    expect((await publint({ pkgDir, pack: false })).messages).toEqual([]);
    writeFileSync(
      join(scratch, 'local.ts'),
      `import { startCostkeeper, type LocalCostkeeper } from '@costkeeper/local';
       export const api = async () => (await startCostkeeper({ sample: true })).endpoints.api.length;
       // @ts-expect-error no such option
       export const wrong: Promise<LocalCostkeeper> = startCostkeeper({ prot: 1 });`,
    );
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const flags =
      '--ignoreConfig --noEmit --strict --target ES2024 --lib ES2024,ESNext.Disposable,DOM --module NodeNext';
    expect(run(process.execPath, [tsc, ...flags.split(' '), 'local.ts'], scratch)).toBe('');
  });

  it('is CommonJS too, as Jest takes it', () => {
    const program = `require('@costkeeper/local').startCostkeeper({ args: ['--nonsense'] }).catch((error) => console.log(error.message))`;
    const own = '--no-experimental-require-module';
    expect(run(process.execPath, [own, '--eval', program], scratch)).toMatch(
      /^the local system ended with 1:\n.*nonsense/,
    );
  });

  it.each(['own-stacks', 'nested-stacks', 'same-stack'])(
    'runs an app of somebody else with its own function, beside a part that cannot run here, and a ledger in %s',
    async (placement) => {
      const folder = join(scratch, placement);
      mkdirSync(join(folder, 'fn'), { recursive: true });
      await build({
        stdin: { contents: WORKER, resolveDir: scratch },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile: join(folder, 'fn/index.mjs'),
        banner: {
          js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        },
        logLevel: 'error',
      });
      writeFileSync(join(folder, 'app.js'), APP);
      // As `cdk init` writes it: stacks read each other's outputs and hold no other by an export.
      const context = { '@aws-cdk/core:defaultCrossStackReferences': 'weak' };
      writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ context }));
      writeFileSync(join(folder, 'own.test.mjs'), OWN_TEST);
      const { stdout, stderr } = spawnSync(process.execPath, ['own.test.mjs'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PLACEMENT: placement },
      });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({ delivered: 1, events: 1, totalUsd: '0.00045', queue: true });
    },
  );

  it('refuses what would need other templates than the package has, with the way out', () => {
    const bin = join(scratch, 'node_modules/@costkeeper/local/dist/bin.js');
    const endpoints = join(scratch, 'endpoints.json');
    const { status, stderr } = spawnSync(
      process.execPath,
      [bin, '--hash-user-ids', '--port', '0', '--endpoints', endpoints],
      { encoding: 'utf8', cwd: scratch },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/hashUserIds is written into templates.*--app COMMAND/s);
  });
});

describe.runIf(IN_PROOF)('create-costkeeper from its tarball', () => {
  it('makes a folder with a stage file and no code, which synthesizes', () => {
    const program = join(scratch, 'node_modules/create-costkeeper/dist/create-costkeeper.js');
    const create = (...args: string[]) =>
      spawnSync(process.execPath, [program, 'my-costs', ...args], { cwd: scratch, encoding: 'utf8' });
    expect(create('--admin', 'me@example.com', '--region', 'eu-central-1').stdout).toContain(
      'npx cdk deploy',
    );
    expect(create()).toMatchObject({ status: 1, stderr: expect.stringMatching(/is not empty/) as string });
    const folder = join(scratch, 'my-costs');
    expect(readdirSync(folder).toSorted()).toEqual(['.gitignore', 'cdk.json', 'package.json', 'stages.js']);
    symlinkSync(join(scratch, 'node_modules'), join(folder, 'node_modules'));
    const { app, context } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8')) as {
      app: string;
      context: Record<string, unknown>;
    };
    const synth = (more: Record<string, unknown>) =>
      spawnSync(process.execPath, [app.replace(/^node /, '')], {
        cwd: folder,
        encoding: 'utf8',
        // As the command of CDK starts an app; the rules of CloudFormation are asked in nag.test.ts.
        env: {
          CDK_VALIDATION: 'false',
          CDK_OUTDIR: join(folder, 'out'),
          CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...more }),
        },
      });
    expect(synth({})).toMatchObject({ status: 0, stderr: '' });
    expect(templatesIn(join(folder, 'out')).toSorted()).toEqual(
      ['Api', 'Data', 'Page', 'Pipeline', 'Web'].map((name) => `Costkeeper${name}-production.template.json`),
    );
    const api = JSON.stringify(templateOf(join(folder, 'out'), 'CostkeeperApi-production'));
    expect(api).toContain('"Username":"me@example.com"');
    expect(api).toContain('eu-central-1');
    expect(synth({ freshnessSeconds: 1 })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^The stage cannot be used:\n {2}freshnessSeconds: .*\n.* stages\.js or in the -c/,
      ) as string,
    });
    expect(synth({ stage: 'dev' }).stderr).toMatch(/^There is no stage "dev"\. Write -c stage=production, /);
  });
});
