import { constantFrom, assert, property, string, oneof } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUp } from '../../contracts/look-up.ts';
import { focusProvider, focusPublisher, focusService } from '../../core/export/focus-vocabulary.ts';
import { parseBill } from '../../core/bills/formats/parse-bill.ts';
import { joinModel } from '../../core/bills/join-model.ts';
import { propertyRuns } from '../../testing/property-runs.ts';

/** Names that every object has, and any text. */
const sentTexts = oneof(
  constantFrom(...Object.getOwnPropertyNames(Object.prototype)),
  string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);

describe('texts of senders', () => {
  it('find nothing in a table that was not written into it', () => {
    expect([lookUp({ a: 1 }, 'a'), lookUp({ a: 1 }, 'constructor')]).toEqual([1, undefined]);
  });

  it('are never shown as something else than texts', () => {
    assert(
      property(sentTexts, (text) => {
        const shown = [
          focusProvider(text),
          focusPublisher(text, text),
          joinModel(text, text),
          joinModel('aws', text),
        ];
        expect(shown.map((value) => typeof value)).toEqual(['string', 'string', 'string', 'string']);
        expect(typeof focusService(text).category).toBe('string');
      }),
      propertyRuns(200),
    );
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'as the kind of a line of a bill are a credit: %s',
    (kind) => {
      const bill = `line_item_line_item_type,line_item_usage_start_date,line_item_product_code,line_item_usage_type,line_item_unblended_cost\n${kind},2026-11-01,AWSLambda,x,1\n`;
      expect(parseBill(bill).rows).toMatchObject([{ kind: 'credit' }]);
    },
  );
});
