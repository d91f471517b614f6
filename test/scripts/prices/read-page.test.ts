import { expect, it } from 'vitest';
import { readPage } from '../../../scripts/prices/read-page.ts';

const ours = new Map([
  [
    'gpt-6',
    new Map([
      ['input_tokens', '2'],
      ['output_tokens', '10'],
    ]),
  ],
  ['gpt-6-mini', new Map([['input_tokens', '0.25']])],
  ['gpt-5', new Map([['input_tokens', '1']])],
]);

it('holds the amounts near a name against our prices, by the longest name and up to the next one', () => {
  const page = [
    'Prices of GPT-6',
    'input $2.00',
    'output',
    '$ 12',
    'gpt-6-mini: $0.25 / $2',
    'gpt-60 $1',
  ].join('\n');
  expect(readPage(page, ours)).toEqual([
    { model: 'gpt-6', amounts: ['2', '12'], missing: [{ unit: 'output_tokens', usd: '10' }] },
    { model: 'gpt-6-mini', amounts: ['0.25', '2', '1'], missing: [] },
  ]);
});

it('says nothing of a page that names a model without an amount', () => {
  expect(readPage('gpt-6 is our best model\n\nand there is gpt-5.', ours)).toEqual([]);
});
