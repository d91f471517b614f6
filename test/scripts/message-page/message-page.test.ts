import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SENT_FIELDS, shownName } from '../../../contracts/entry-field-names.ts';
import { USAGE_ALIASES } from '../../../contracts/usage-aliases.ts';
import { DESCRIPTIVE_UNITS, USAGE_UNITS } from '../../../contracts/usage-vocabulary.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';
import { messagePage, PAGE_EXAMPLE } from '../../../scripts/message-page/message-page.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/message.md'), 'utf8');

describe('docs/message.md', () => {
  it('is what the schema says: npm run docs:message', () => {
    expect(page).toBe(messagePage());
  });

  it('has every field, every part and every name of providers', () => {
    const names = [
      ...SENT_FIELDS.map(shownName),
      ...USAGE_UNITS,
      ...DESCRIPTIVE_UNITS,
      ...Object.keys(USAGE_ALIASES),
    ];
    expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('shows an event that the ledger takes, in every language', () => {
    expect(parseMessage(JSON.stringify(PAGE_EXAMPLE))).toMatchObject([{ kind: 'accepted' }]);
    expect(page.split(JSON.stringify(PAGE_EXAMPLE, undefined, 2))).toHaveLength(4);
  });
});
