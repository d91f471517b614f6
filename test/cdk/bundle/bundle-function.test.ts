import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunction, type FunctionBundle } from '../../../cdk/bundle/bundle-function.ts';

const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)"/g;
const LATE_IMPORT = /import\("\.\/([^"]+)"\)/g;

let bundle: FunctionBundle;
beforeAll(async () => {
  bundle = await bundleFunction('run-job');
});

/** Names that a minified file exports. */
function exportsOf(file: string): string[] {
  const lists = (bundle.files.get(file) ?? '').matchAll(/export\{([^}]*)\}/g);
  return Array.from(lists, ([, list = '']) =>
    list.split(',').map((one) => one.split(' as ').at(-1) ?? ''),
  ).flat();
}

describe('the bundle of a function', () => {
  it('has one file that is loaded at the start, and others that it loads later', () => {
    const start = bundle.files.get('index.mjs') ?? '';
    expect(start.match(/(?:from|import)"\.\/[^"]+"/g)).toBeNull();
    expect(start).toMatch(/import\("\.\/[^"]+"\)/);
  });

  it('has every file and every name that another of its files imports', () => {
    let names = 0;
    for (const text of bundle.files.values()) {
      for (const [, list, file = ''] of text.matchAll(IMPORT)) {
        const imported = (list?.split(',') ?? []).map((one) => one.split(' as ')[0] ?? '');
        expect([...bundle.files.keys()]).toContain(file);
        expect(exportsOf(file)).toEqual(expect.arrayContaining(imported));
        names += imported.length;
      }
      for (const [, file = ''] of text.matchAll(LATE_IMPORT)) {
        expect([...bundle.files.keys()]).toContain(file);
      }
    }
    expect(names).toBeGreaterThan(100);
  });

  it('is the same in every run: names that late files import are counted in the order of the files', () => {
    const late = [...bundle.files.keys()].filter((file) => file !== 'index.mjs').sort();
    const texts = late.map((file) => bundle.files.get(file) ?? '');
    const names = texts.flatMap((text) =>
      Array.from(text.matchAll(/\$(\d+) as /g), ([, count]) => Number(count)),
    );
    const first = [...new Set(names)];
    expect(first.length).toBeGreaterThan(50);
    expect(first).toEqual(first.toSorted((a, b) => a - b));
  });

  it('says which files of the project are in it', () => {
    expect(Object.keys(bundle.inputs)).toContain('lambdas/run-job.ts');
  });
});
