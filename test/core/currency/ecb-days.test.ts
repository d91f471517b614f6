import { expect, it } from 'vitest';
import { ecbDays } from '../../../core/currency/ecb-days.ts';

it('reads days and currencies whatever the quotes and the order of the attributes, and nothing of other text', () => {
  const text = `<Cube><Cube time="2026-06-02"><Cube rate="1.15" currency="USD"/></Cube>
    <Cube time='2026-06-03'><Cube currency='USD' rate='1.1614'/><Cube multiplier='1'/></Cube></Cube>`;
  expect(ecbDays(text).map(({ date, rates }) => [date, [...rates]])).toEqual([
    ['2026-06-02', [['USD', '1.15']]],
    ['2026-06-03', [['USD', '1.1614']]],
  ]);
  expect(ecbDays('{"base":"EUR"}')).toEqual([]);
  // Cut off on its way: half a day is none.
  expect(ecbDays(text.slice(0, text.indexOf('multiplier'))).map(({ date }) => date)).toEqual(['2026-06-02']);
});
