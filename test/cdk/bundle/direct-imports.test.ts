import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BUNDLE_OPTIONS } from '../../../cdk/bundle/bundle-function.ts';
import { directImports } from '../../../cdk/bundle/direct-imports.ts';

/** Leaves out what is only loaded late. */
const lateApart: Plugin = {
  name: 'late-apart',
  setup: (plugin) => {
    plugin.onResolve({ filter: /^/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** Files that the client of the table reaches, its late ones left out, and the code. */
async function bundledClient(plugins: readonly Plugin[]) {
  const { metafile, outputFiles } = await build({
    ...BUNDLE_OPTIONS,
    plugins: [lateApart, ...plugins],
    entryPoints: ['adapters/dynamo/document-client.ts'],
    minify: false,
    metafile: true,
  });
  const files = Object.keys(metafile.inputs);
  const reaches = (end: string) => files.some((file) => file.endsWith(end));
  return { files, reaches, code: outputFiles[0]?.text ?? '' };
}

describe('direct imports', () => {
  it('reach the file that makes a name, and nothing else that its package hands on', async () => {
    const others = BUNDLE_OPTIONS.plugins.filter((plugin) => plugin !== directImports);
    const plain = await bundledClient(others);
    const direct = await bundledClient(BUNDLE_OPTIONS.plugins);
    const reached = (file: string) => ({ plain: plain.reaches(file), direct: direct.reaches(file) });
    expect(reached('client-dynamodb/dist-es/DynamoDBClient.js')).toEqual({ plain: true, direct: false });
    expect(reached('client-dynamodb/dist-es/models/errors.js')).toEqual({ plain: true, direct: true });
    expect(direct.files.length).toBeLessThan(plain.files.length / 2);
  });

  it('find what a file that hands on others makes itself', async () => {
    const { code } = await bundledClient(BUNDLE_OPTIONS.plugins);
    expect(code).toMatch(/retryMiddleware = bindRetryMiddleware\(/);
    expect(code).toMatch(/class \w*TransactionCanceledException extends/);
  });

  it('come to what a plain bundle holds where names of files are alike', async () => {
    const text = await bundledPackage({
      'index.js': "export * from './b.js'; export * from './a.js'; export const same = 'its own';",
      'a.js': "export const same = 'by a star'; export const Get$ = 'a schema';",
      'b.js': "export const Get = 'a call';",
    });
    expect(text).toMatch(/"its own"[^]*"a call"|"a call"[^]*"its own"/);
  });

  it('come to an end where files hand on each other', async () => {
    const text = await bundledPackage({
      'index.js': "export * from './a.js';",
      'a.js': "export * from './b.js'; export const same = 'of a';",
      'b.js': "export * from './a.js'; export const Get = 'of b';",
    });
    expect(text).toMatch(/"of a"[^]*"of b"|"of b"[^]*"of a"/);
  });
});

/** The bundle of a file that prints `same` and `Get` of a package of these files. */
async function bundledPackage(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const root = mkdtempSync(join(tmpdir(), 'direct-imports-'));
  const folder = join(root, 'node_modules/@smithy/one');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, 'adapters'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module","main":"index.js","sideEffects":false}');
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const user = "import { same, Get } from '@smithy/one'; console.log(same, Get);";
  writeFileSync(join(root, 'adapters/user.ts'), user);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['adapters/user.ts'],
    bundle: true,
    format: 'esm',
    minifySyntax: true,
    plugins: [directImports],
    write: false,
    logLevel: 'silent',
  });
  rmSync(root, { recursive: true });
  return outputFiles[0]?.text;
}
