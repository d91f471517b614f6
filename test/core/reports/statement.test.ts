import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRates } from '../../../core/currency/currency.ts';
import { makeStatement, statementAnswer, type StatementInput } from '../../../core/reports/statement.ts';
import { statementPage } from '../../../core/reports/statement-page.ts';
import { parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';

const [eur, jpy] = parseRates([
  { currency: 'EUR', rate: '0.86', date: aDay('2026-11-20'), source: 'ECB' },
  { currency: 'JPY', rate: '151.37', date: aDay('2026-11-20'), source: 'ECB' },
]);

const item = (service: string, model: string, cost: string) => ({
  service,
  model,
  cost: parseUsd(cost),
});

function input(changes: Partial<StatementInput> = {}): StatementInput {
  return {
    userId: 'user-42',
    userName: 'Ada',
    issuerName: 'Acme',
    month: aMonth('2026-10'),
    issuedOn: aDay('2026-11-03'),
    closed: true,
    items: [
      item('llm', 'gpt-4o', '1.004'),
      item('llm', 'gpt-4o-mini', '2.004'),
      item('tts', 'tts-1', '3.004'),
    ],
    events: 9,
    neverUsed: false,
    unpricedEvents: 0,
    ...changes,
  };
}

describe('a statement', () => {
  it('books what rounding each line took as a line of its own', () => {
    expect(statementAnswer(makeStatement(input()))).toMatchObject({
      lines: [{ amount: '3.00' }, { amount: '2.00' }, { amount: '1.00' }],
      rounding: '0.01',
      total: '6.01',
      exactTotal: '6.012',
      status: 'final',
    });
  });

  it('tells the ids that a model was used by, on the page too', () => {
    const ids = ['gpt-4o', 'gpt-4o-2024-05-13'];
    const statement = makeStatement(input({ items: [{ ...item('llm', 'gpt-4o', '1'), ids }] }));
    expect(statementAnswer(statement).lines).toMatchObject([{ model: 'gpt-4o', ids }]);
    expect(statementPage(statement)).toContain('gpt-4o (gpt-4o, gpt-4o-2024-05-13)');
  });

  it('adds the mark-up and converts, and names the rate', () => {
    const answer = statementAnswer(makeStatement(input({ markupPercent: '25', rate: eur })));
    expect(answer).toMatchObject({
      currency: 'EUR',
      total: '6.46',
      exactTotal: '6.4629',
      costUsd: '6.012',
      exchange: { rate: '0.86', date: '2026-11-20', source: 'ECB' },
    });
  });

  it.each(['-1', '1000.1', 'ten'])('refuses the mark-up %s', (markupPercent) => {
    expect(() => makeStatement(input({ markupPercent }))).toThrow(/markup|not a decimal/);
  });

  it('shows lines that add up to the total to the cent, whatever they are', () => {
    const costs = fc.array(fc.bigInt({ min: -(10n ** 13n), max: 10n ** 17n }).map(picoUsd), {
      maxLength: 30,
    });
    const rates = fc.constantFrom(undefined, eur, jpy);
    fc.assert(
      fc.property(costs, rates, fc.integer({ min: 0, max: 1000 }), (list, rate, markup) => {
        const items = list.map((cost, i) => ({ service: 'llm', model: `m-${i}`, events: 1, cost }));
        const statement = makeStatement(input({ items, rate, markupPercent: String(markup) }));
        const shown = statement.lines.reduce((total, line) => total + line.shown, statement.rounding);
        expect(shown).toBe(statement.total);
        const off = statement.exactTotal - statement.total;
        expect((off < 0n ? -off : off) * 2n <= 10n ** 12n).toBe(true);
      }),
    );
  });
});

describe('a statement page', () => {
  it('escapes every name and runs nothing', () => {
    const items = [{ service: 'llm', model: '<script>alert(1)</script>', events: 1, cost: picoUsd(5n) }];
    const page = statementPage(makeStatement(input({ items, userName: '"><img src=x onerror=y>' })));
    expect(page).not.toMatch(/<script|<img|https?:/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('looks as its golden file', async () => {
    const page = statementPage(
      makeStatement(input({ markupPercent: '25', rate: eur, unpricedEvents: 2, closed: false })),
    );
    await expect(page).toMatchFileSnapshot('golden/statement.html');
  });

  it('says that nothing was spent', () => {
    const page = statementPage(makeStatement(input({ items: [] })));
    expect(page).toContain('Nothing in this period.');
    expect(page).toContain('Total 0.00 USD');
  });
});
