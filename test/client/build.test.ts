import { execFile, execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerHttpApp } from '../../prove/bundles/answer-http-app.ts';
import { BUNDLERS, bundleText } from '../../prove/bundles/bundle-app.ts';
import { foreignParts, HTTP_APP, RUN_WELL } from '../../prove/bundles/http-app.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const CLIENT = join(REPOSITORY, 'client');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
let scratch: string;

/** Standard output and error as one text, so that a failure says why. */
function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'costkeeper-package-'));
  run('npm', ['pack', '--pack-destination', scratch], CLIENT);
  writeFileSync(join(scratch, 'package.json'), '{ "name": "scratch", "private": true, "type": "module" }');
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? 'none';
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], scratch);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as { exports: object };
  return Object.keys(exports).filter((name) => name !== './package.json');
}

/** An expression: what a module exports, as one text. */
function keysOf(module: string): string {
  return `Object.keys(${module}).filter((key) => key !== 'default').sort().join()`;
}

describe('the packed package', () => {
  it('has a shape that publint finds nothing wrong with', async () => {
    const { messages } = await publint({
      pkgDir: join(scratch, 'node_modules/@costkeeper/client'),
      pack: false,
    });
    expect(messages).toEqual([]);
  });

  it('holds no source and no test', () => {
    const files = readdirSync(join(scratch, 'node_modules/@costkeeper/client'), { recursive: true }).map(
      String,
    );
    expect(files).toContain('README.md');
    expect(files).toContain('LICENSE');
    expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
  });

  it('imports every entry, of other packages only those that its name says', () => {
    // The hooks for React take the application's own.
    symlinkSync(join(REPOSITORY, 'node_modules/react'), join(scratch, 'node_modules/react'));
    const names = entries().map((entry) => `@costkeeper/client${entry.slice(1)}`);
    const program = names.map(
      (name) => `console.log('${name}', Object.keys(await import('${name}')).length);`,
    );
    const printed = run(process.execPath, ['--input-type=module', '-e', program.join('\n')], scratch);
    for (const name of names) expect(printed).toMatch(new RegExp(`${name} [1-9]`));
    // Next takes hooks for its browser part by this line alone.
    const hooks = readFileSync(join(scratch, 'node_modules/@costkeeper/client/dist/react.js'), 'utf8');
    expect(hooks).toMatch(/^['"]use client['"];/);
  });

  it('has each entry as CommonJS too, which Jest takes', () => {
    const dist = join(scratch, 'node_modules/@costkeeper/client/dist');
    const program = entries().map((entry) => {
      const file = `${dist}/${entry === '.' ? 'index' : entry.slice(2)}`;
      return `console.log(${keysOf(`require('${file}.cjs')`)} === ${keysOf(`await import('${file}.js')`)})`;
    });
    const printed = run(process.execPath, ['-e', `(async () => {${program.join(';')}})()`], scratch);
    expect(printed.trim().split('\n')).toEqual(entries().map(() => 'true'));
    // Where Node can, both ways are one module: contexts of one are seen by the other.
    const same = `import('@costkeeper/client').then((one) => console.log(one.Costkeeper === require('@costkeeper/client').Costkeeper))`;
    expect(run(process.execPath, ['-e', same], scratch).trim()).toBe('true');
  });

  it.runIf(IN_PROOF)('is typed for CommonJS of node16', () => {
    writeFileSync(
      join(scratch, 'use.cts'),
      `import { recordingCostkeeper } from '@costkeeper/client/testing';
       export const usd: string = recordingCostkeeper().cost().usd;`,
    );
    const flags =
      '--ignoreConfig --noEmit --strict --target ES2024 --lib ES2024,ESNext.Disposable,DOM --types';
    const args = [TSC, ...flags.split(' '), '', '--module', 'node16', 'use.cts'];
    expect(run(process.execPath, args, scratch)).toBe('');
  });

  const CONSUMERS = [
    ['nodenext', 'NodeNext', 'NodeNext', 'true'],
    // Next writes a tsconfig.json of this kind into a folder that has none.
    ['bundler', 'ESNext', 'Bundler', 'false'],
  ] as const;
  it.each(IN_PROOF ? CONSUMERS : CONSUMERS.slice(0, 1))(
    'is typed for a consumer with %s resolution, %s, %s, strict: %s',
    (name, module, resolution, strict) => {
      const folder = join(scratch, name);
      mkdirSync(folder);
      writeFileSync(
        join(folder, 'use.ts'),
        `import { createCostkeeper, type UsageDraft } from '@costkeeper/client';
       ${entries()
         .map((entry) => `import '@costkeeper/client${entry.slice(1)}';`)
         .join('\n')}
       const draft: UsageDraft = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } };
       const costkeeper = createCostkeeper({ apiUrl: 'https://x/cost-tracking', token: 't' });
       const resource = { type: 'story', id: '7' };
       const id: string = costkeeper.withContext({ userId: 'ada', resource, tags: { tier: 'pro' } }, () =>
         costkeeper.record({ ...draft, reportedCostUsd: '1', group: null }));
       // @ts-expect-error a model is required
       const wrong: UsageDraft = { provider: 'openai', usage: {} };
       export { id, wrong };`,
      );
      const flags = ['--ignoreConfig', '--noEmit', '--strict', strict, '--target', 'ES2024', '--types', ''];
      const how = [
        '--lib',
        'ES2024,ESNext.Disposable,DOM',
        '--module',
        module,
        '--moduleResolution',
        resolution,
      ];
      expect(run(process.execPath, [TSC, ...flags, ...how, join(folder, 'use.ts')], scratch)).toBe('');
    },
  );

  it('sends from the scratch project', () => {
    const program = `
      import { createServer } from 'node:http';
      import { createCostkeeper } from '@costkeeper/client';
      const server = createServer((request, response) => {
        request.on('data', (body) => console.log(String(body)));
        response.writeHead(202).end('{}');
      }).listen(0, async () => {
        await using costkeeper = createCostkeeper({ apiUrl: 'http://127.0.0.1:' + server.address().port });
        costkeeper.record({ id: 'from-scratch', provider: 'p', model: 'm', usage: { requests: 1 } });
        await costkeeper.flush();
        console.log(JSON.stringify(costkeeper.stats()));
        server.close();
      });`;
    const printed = run(process.execPath, ['--input-type=module', '-e', program], scratch);
    expect(printed).toContain('"from-scratch"');
    expect(printed).toContain('"delivered":1');
  });
});

describe('an application without the SDK of AWS that names a queue', () => {
  it('is told on the console what to install', () => {
    const program = `
      import { createCostkeeper } from '@costkeeper/client';
      const costkeeper = createCostkeeper({
        queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/usage',
        flushOnExit: false,
        warn: (text) => {
          console.log(text);
          process.exit(0);
        },
      });
      costkeeper.record({ provider: 'p', model: 'm', usage: { requests: 1 } });
      await costkeeper.flush();`;
    const printed = run(process.execPath, ['--input-type=module', '-e', program], scratch);
    expect(printed).toContain('not delivered yet: install @aws-sdk/client-sqs, or use transport: "http"');
  });
});

/** Bytes after gzip of a program that has the SQS client already, in the scratch project. */
async function addedBytes(program: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: scratch },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: ['@aws-sdk/*'],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

describe('an application over HTTP alone, without the SDK of AWS', () => {
  it.each(Object.entries(BUNDLERS))(
    'is built by %s, holds no Buffer, and runs without URLSearchParams.size; npm run prove -- bundles has webpack, Bun, Deno and workerd',
    async (_name, bundle) => {
      writeFileSync(join(scratch, 'app.mjs'), HTTP_APP);
      const file = await bundle(scratch);
      expect(foreignParts(bundleText(file))).toEqual([]);
      await using api = await answerHttpApp('a-key');
      const program = `
        delete URLSearchParams.prototype.size;
        const { run } = await import(${JSON.stringify(file)});
        console.log(JSON.stringify(await run(${JSON.stringify(api.apiUrl)}, 'a-key')));`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
        cwd: scratch,
      });
      expect(JSON.parse(stdout)).toEqual(RUN_WELL);
      expect(api.recorded).toHaveLength(1);
      expect(api.recorded[0]).toContain('"userId":"user-1"');
    },
  );
});

/** An application that does nothing but record. */
function recordAlone(entry: string): string {
  return `
    import { createCostkeeper } from '${entry}';
    const costkeeper = createCostkeeper({ queueUrl: process.env.QUEUE });
    costkeeper.record({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } });`;
}

describe('the packed client in a bundle that has the SQS client', () => {
  it.each([
    // Some hundred bytes above 8 and 20: names of fields that would be left out, and the ledger's warnings, are said.
    ['that only records', '@costkeeper/client/core', 8.4],
    ['that may read answers of providers', '@costkeeper/client', 20.5],
  ])('adds at most so many KB gzip to an application %s', async (_what, entry, most) => {
    const bytes = await addedBytes(recordAlone(entry));
    expect(bytes).toBeGreaterThan(1024);
    expect(bytes).toBeLessThanOrEqual(most * 1024);
  });
});
