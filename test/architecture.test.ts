import { describe, expect, it } from 'vitest';
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
});
