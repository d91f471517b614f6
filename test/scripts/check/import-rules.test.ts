import { describe, expect, it } from 'vitest';
import { findingText } from '../../../scripts/check/finding.ts';
import { checkImports, findCircle } from '../../../scripts/check/import-rules.ts';
import type { SourceFile } from '../../../scripts/check/read-sources.ts';

function source(path: string, more: Partial<SourceFile> = {}): SourceFile {
  return { path, files: [], text: '', original: '', packages: [], lines: 0, ...more };
}

/** Every file that another imports exists, so that only the import itself can be wrong. */
function found(...sources: SourceFile[]): string[] {
  const known = new Set(sources.map(({ path }) => path));
  const imported = [...new Set(sources.flatMap(({ files }) => files))].filter((file) => !known.has(file));
  return checkImports([...sources, ...imported.map((path) => source(path))]).map(
    ({ file, what }) => `${file} ${what}`,
  );
}

describe('imports', () => {
  it('are told with the reason and with what to do', () => {
    const file = source('core/spend/total.ts', { files: ['adapters/dynamo/keys.ts'] });
    const [finding, ...more] = checkImports([file, source('adapters/dynamo/keys.ts')]);
    expect(more).toEqual([]);
    expect(finding && findingText(finding)).toBe(
      [
        'core/spend/total.ts imports adapters/dynamo/keys.ts',
        '  why:  core/ may import contracts, providers, prices: the ledger’s rules run without AWS, clock or chance, so that each can be tested by itself',
        '  mend: declare what is needed as an interface in core/ and implement it in adapters/',
      ].join('\n'),
    );
  });

  it.each([
    [source('core/money/decimal.ts', { files: ['core/spend/total.ts'] }), 'whose folder comes later'],
    [source('core/new-folder/a.ts'), 'no place in the order'],
    [source('core/money/decimal.ts', { packages: ['@aws-sdk/client-s3'] }), '@aws-sdk/client-s3'],
    [source('core/money/decimal.ts', { packages: ['csv-parse/sync-more'] }), 'csv-parse/sync-more'],
    [source('core/money/decimal.ts', { text: 'Date.now()' }), 'Date.now()'],
    [source('lambdas/serve-api.ts', { files: ['lambdas/run-job.ts'] }), 'the handler lambdas/run-job.ts'],
    [source('core/index.ts'), 'barrel'],
    [source('bench/gate.ts', { files: ['test/support/ledger.ts'] }), 'test/support/ledger.ts'],
    [source('lib/create-ledger.ts', { files: ['lambdas/serve-api.ts'] }), 'lambdas/serve-api.ts'],
  ])('of %o are refused', (file, what) => {
    const all = found(file);
    expect(all.filter((text) => text.startsWith(file.path) && text.includes(what))).toHaveLength(1);
  });

  it('of a file that does not exist are refused', () => {
    const [finding] = checkImports([source('core/money/decimal.ts', { files: ['core/money/gone.ts'] })]);
    expect(finding?.what).toBe('imports core/money/gone.ts, which does not exist');
  });

  it('that the table allows are let through', () => {
    const packages = ['@aws-sdk/client-s3', 'node:fs', 'ulid'];
    expect(found(source('adapters/s3/a.ts', { files: ['core/spend/total.ts'], packages }))).toEqual([]);
    expect(found(source('core/spend/a.ts', { files: ['core/money/decimal.ts'] }))).toEqual([]);
    expect(found(source('client/index.ts'))).toEqual([]);
  });

  it('that run in a circle are found', () => {
    const files = [
      source('a', { files: ['b'] }),
      source('b', { files: ['c'] }),
      source('c', { files: ['b'] }),
    ];
    expect(findCircle(files)).toEqual(['b', 'c', 'b']);
    expect(checkImports(files).map(({ what }) => what)).toEqual(['imports itself by way of c → b']);
    expect(findCircle([source('a', { files: ['b'] }), source('b')])).toEqual([]);
  });
});
