import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryItem } from '../../adapters/dynamo/entry-item.ts';
import {
  ANSWERED_FIELDS,
  ARCHIVED_FIELDS,
  EXPORTED_FIELDS,
  FOCUS_FIELDS,
  SENT_FIELDS,
  shownName,
  STORED_FIELDS,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { PARTITION_KEY, SORT_KEY } from '../../contracts/table-layout.ts';
import { anEntry } from '../../testing/factories.ts';

/** What entry-item.ts writes beside the attributes that rows name: the mark's place, and `known`. */
const WRITTEN_BY_HAND = ['rb', 'i', 'k'];

const attributes = STORED_FIELDS.map((name) => ENTRY_FIELDS[name].attribute);

function duplicates(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

describe('the declaration of entry fields', () => {
  it('gives each field an attribute of its own', () => {
    const keys = [PARTITION_KEY, SORT_KEY, 'e'];
    expect(duplicates([...keys, ...WRITTEN_BY_HAND, ...attributes])).toEqual([]);
    expect(Object.keys(entryItem(anEntry())).sort()).toEqual(
      [...keys, ...WRITTEN_BY_HAND, ...attributes].sort(),
    );
  });

  it.each([
    ['messages', SENT_FIELDS],
    ['answers', ANSWERED_FIELDS],
    ['exports', EXPORTED_FIELDS],
    ['the archive', ARCHIVED_FIELDS],
  ])('gives each field a name of its own in %s', (_where, fields) => {
    expect(duplicates(fields.map((name) => shownName(name)))).toEqual([]);
  });

  it('gives each field a FOCUS column of its own', () => {
    expect(duplicates(FOCUS_FIELDS.map((name) => ENTRY_FIELDS[name].focus))).toEqual([]);
  });

  it('is what docs/data-model.md says of attributes', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/data-model.md'), 'utf8');
    const [, section = ''] = /### Attributes of an entry\n\n([^\n]+)/.exec(text) ?? [];
    const named = [...section.matchAll(/`([a-z]{1,3})`/g)].map(([, name]) => name ?? '');
    expect([...new Set(named)].sort()).toEqual([...attributes, ...WRITTEN_BY_HAND].sort());
  });
});
