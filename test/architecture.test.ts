import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORE_ORDER } from '../scripts/check/core-order.ts';
import { checkFiles } from '../scripts/check/file-rules.ts';
import { findingText } from '../scripts/check/finding.ts';
import { checkImports } from '../scripts/check/import-rules.ts';
import { readRooms, readSources } from '../scripts/check/read-sources.ts';

const sources = readRooms();

describe('the project', () => {
  it('imports only what scripts/check/rooms.ts allows', () => {
    expect(checkImports(sources).map(findingText)).toEqual([]);
  });

  it('has files of one purpose and of names in kebab case', () => {
    expect(checkFiles([...sources, ...readSources('test')]).map(findingText)).toEqual([]);
  });

  it('has the folders of core that docs/architecture.md tells, in their order', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/architecture.md'), 'utf8');
    const [, table = ''] = page.split('| Folder | Holds |');
    const cells = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| (`.*?) \|/gm)].map(
      ([, cell = '']) => cell,
    );
    expect(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name))).toEqual(
      CORE_ORDER,
    );
  });
});
