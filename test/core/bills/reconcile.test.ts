import * as fc from 'fast-check';
import { whatIfInputSchema } from '../../../contracts/what-if.ts';
import { describe, expect, it } from 'vitest';
import type { BillRow } from '../../../core/bills/formats/bill-row.ts';
import { parseBill } from '../../../core/bills/formats/parse-bill.ts';
import { reconcile } from '../../../core/bills/reconcile.ts';
import type { LedgerRow, Subscription } from '../../../core/bills/reconcile-lines.ts';
import { reconciliationAnswer } from '../../../core/bills/reconcile-answer.ts';
import { parseQuantity, parseUsd, picoUnits, picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { addDays, type Day } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';

const PERIOD = { from: aDay('2026-11-01'), to: aDay('2026-11-30') };

function ledgerRow(day: Day, model: string, cost: string, changes: Partial<LedgerRow> = {}): LedgerRow {
  return { day, provider: 'openai', model, cost: parseUsd(cost), ...changes };
}

const compare = (csv: string, ledger: readonly LedgerRow[], subscriptions?: readonly Subscription[]) =>
  reconciliationAnswer(reconcile({ bill: parseBill(csv).rows, ledger, subscriptions, ...PERIOD }));

describe('reconcile', () => {
  it('tells matched, missing on either side, variances, fees and the residual apart', () => {
    const bill = `provider,model,day,usd,unit,quantity,kind
openai,gpt-4o,2026-11-01,10.00,input_tokens,4000000,
openai,gpt-4o,2026-11-02,11.00,input_tokens,4000000,
openai,gpt-4o,2026-11-03,20.00,input_tokens,8000000,
openai,o3,2026-11-01,5,,,
openai,,2026-11-01,0.5,,,
openai,,,20,,,fixed-fee
`;
    const usage = { input_tokens: parseQuantity('4000000') };
    const answer = compare(bill, [
      ledgerRow(aDay('2026-11-01'), 'gpt-4o-2024-08-06', '10.01', { usage }),
      ledgerRow(aDay('2026-11-02'), 'gpt-4o', '10', { usage }),
      ledgerRow(aDay('2026-11-03'), 'gpt-4o', '10', { usage }),
      ledgerRow(aDay('2026-11-02'), 'tts-1', '3'),
      ledgerRow(aDay('2026-12-01'), 'gpt-4o', '99'),
      ledgerRow(aDay('2026-11-01'), 'claude-opus-4-1', '99', { provider: 'anthropic' }),
    ]);
    expect(answer.lines.map((line) => [line.kind, line.day, line.model, line.differenceUsd])).toEqual([
      ['matched', '2026-11-01', 'gpt-4o', '-0.01'],
      ['missing-here', '2026-11-01', 'o3', '5'],
      ['residual', '2026-11-01', undefined, '0.5'],
      ['price-variance', '2026-11-02', 'gpt-4o', '1'],
      ['missing-there', '2026-11-02', 'tts-1', '-3'],
      ['quantity-variance', '2026-11-03', 'gpt-4o', '10'],
      ['fixed-fee', undefined, undefined, '20'],
    ]);
    expect(answer).toMatchObject({ billUsd: '66.5', ledgerUsd: '33.01', differenceUsd: '33.49' });
    expect(answer.summary['matched']).toEqual({ lines: 1, differenceUsd: '-0.01' });
  });

  it('counts the entries of a line that are in the ledger without a price', () => {
    const answer = compare('provider,model,day,usd\nopenai,new,2026-11-01,5\nopenai,o3,2026-11-01,4\n', [
      ledgerRow(aDay('2026-11-01'), 'new', '0', { unpriced: 3 }),
      ledgerRow(aDay('2026-11-01'), 'o3', '4', { unpriced: 1 }),
    ]);
    expect(answer.lines.map(({ kind, model, unpricedEvents }) => [kind, model, unpricedEvents])).toEqual([
      ['missing-here', 'new', 3],
      ['matched', 'o3', undefined],
    ]);
  });

  it('compares as far down as the bill goes', () => {
    const ledger = [ledgerRow(aDay('2026-11-01'), 'gpt-4o', '4'), ledgerRow(aDay('2026-11-02'), 'o3', '6')];
    const monthly = compare('provider,model,day,usd\nopenai,,,10\n', ledger);
    expect(monthly.lines).toMatchObject([{ kind: 'matched', billUsd: '10', ledgerUsd: '10' }]);
    const daily = compare('provider,model,day,usd\nopenai,,2026-11-01,4\nopenai,,2026-11-02,6\n', ledger);
    expect(daily.lines.map((line) => line.kind)).toEqual(['matched', 'matched']);
  });

  it('proposes a correction where a price is wrong day after day, and none for noise', () => {
    const days = [1, 2, 3, 4].map((day) => aDay(`2026-11-0${day}`));
    const rows = (factors: readonly number[]) =>
      `provider,model,day,usd\n${days.map((day, i) => `openai,gpt-4o,${day},${(i + 1) * (factors[i] ?? 1)}`).join('\n')}\n`;
    const ledger = days.map((day, i) => ledgerRow(day, 'gpt-4o', String(i + 1)));
    expect(compare(rows([1.25, 1.25, 1.25, 1.25]), ledger).corrections).toEqual([
      {
        provider: 'openai',
        model: 'gpt-4o',
        factor: '1.25',
        from: '2026-11-01',
        to: '2026-11-04',
        days: 4,
        billUsd: '12.5',
        ledgerUsd: '10',
        action: {
          type: 'what-if',
          method: 'POST',
          path: '/prices/what-if',
          provider: 'openai',
          model: 'gpt-4o',
          priceFactor: '1.25',
          from: '2026-11-01',
          to: '2026-11-04',
          body: {
            from: '2026-11-01',
            to: '2026-11-04',
            priceFactors: [{ provider: 'openai', model: 'gpt-4o', factor: '1.25' }],
          },
        },
      },
    ]);
    const [correction] = compare(rows([1.25, 1.25, 1.25, 1.25]), ledger).corrections;
    expect(whatIfInputSchema.safeParse(correction?.action.body).success).toBe(true);
    expect(compare(rows([1.5, 0.5, 2, 0.25]), ledger).corrections).toEqual([]);
    expect(compare(rows([1, 1, 1, 1]), ledger).corrections).toEqual([]);
  });

  it('proposes first what makes most of the difference, up or down', () => {
    const days = [1, 2, 3].map((day) => aDay(`2026-11-0${day}`));
    const models = [
      ['gpt-4o', '10', '11'],
      ['o3', '40', '20'],
      ['o1', '5', '10'],
    ] as const;
    const bill = days.flatMap((day) => models.map(([model, , usd]) => `openai,${model},${day},${usd}`));
    const ledger = days.flatMap((day) => models.map(([model, usd]) => ledgerRow(day, model, usd)));
    const { corrections } = compare(`provider,model,day,usd\n${bill.join('\n')}\n`, ledger);
    expect(corrections.map(({ model, factor }) => [model, factor])).toEqual([
      ['o3', '0.5'],
      ['o1', '2'],
      ['gpt-4o', '1.1'],
    ]);
  });

  it('shows quantities against a subscription, with the fee as its own line', () => {
    const bill = 'provider,model,day,unit,quantity\nelevenlabs,eleven_v3,2026-11-02,characters,120000\n';
    const used = { usage: { characters: parseQuantity('118000') }, provider: 'elevenlabs' };
    const plan = {
      name: 'Creator',
      provider: 'eleven-labs',
      unit: 'characters',
      included: parseQuantity('100000'),
      fee: parseUsd('22'),
    };
    const answer = compare(bill, [ledgerRow(aDay('2026-11-02'), 'eleven_v3', '11.8', used)], [plan]);
    expect(answer.lines.map((line) => [line.kind, line.differenceUsd])).toEqual([
      ['residual', '-11.8'],
      ['fixed-fee', '22'],
    ]);
    expect(answer.uncomparedUsd).toBe('0');
    expect(answer.quantities).toMatchObject([
      { unit: 'characters', billed: '120000', recorded: '118000', difference: '2000' },
      {
        subscription: 'Creator',
        included: '100000',
        overage: '20000',
        effectiveUnitPriceUsd: '0.000183333333',
      },
    ]);
  });

  it('says nothing of amounts where the bill of a provider names none', () => {
    const ledger = [
      ledgerRow(aDay('2026-11-01'), 'gpt-4o', '5', { usage: { input_tokens: parseQuantity('2000000') } }),
      ledgerRow(aDay('2026-11-01'), 'nova-lite', '3', { provider: 'amazon-bedrock' }),
    ];
    const counted = 'openai,gpt-4o,2026-11-01,input_tokens,2000000';
    const alone = compare(`provider,model,day,unit,quantity\n${counted}\n`, ledger);
    expect(alone).toMatchObject({ billUsd: '0', ledgerUsd: '0', differenceUsd: '0', uncomparedUsd: '5' });
    expect([alone.lines, alone.summary]).toEqual([[], {}]);
    expect(alone.quantities).toMatchObject([{ billed: '2000000', recorded: '2000000', difference: '0' }]);
    const beside = compare(
      `provider,model,day,unit,quantity,usd\n${counted},\namazon-bedrock,nova-lite,2026-11-01,,,4\n`,
      ledger,
    );
    expect(beside).toMatchObject({ billUsd: '4', ledgerUsd: '3', differenceUsd: '1', uncomparedUsd: '5' });
    // An amount of 0 is an amount.
    const free = compare(`provider,model,day,unit,quantity,usd\n${counted},0\n`, ledger);
    expect(free).toMatchObject({ billUsd: '0', ledgerUsd: '5', differenceUsd: '-5', uncomparedUsd: '0' });
    expect(free.differenceShare).toBe('1');
  });

  it('compares reported with computed cost', () => {
    const reported = { reportedCost: parseUsd('2.2'), computedCost: parseUsd('2') };
    const answer = compare('provider,model,day,usd\nopenai,gpt-4o,2026-11-01,3\n', [
      ledgerRow(aDay('2026-11-01'), 'gpt-4o', '3', { reported }),
    ]);
    expect(answer.reported).toMatchObject([{ reportedUsd: '2.2', computedUsd: '2', differenceUsd: '0.2' }]);
  });

  it('adds up: the differences of all lines are bill - ledger to the last digit', () => {
    const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 18n }).map(picoUsd);
    const provider = fc.constantFrom('openai', 'anthropic', 'aws');
    const model = fc.constantFrom('a', 'b', 'c');
    const day = fc.integer({ min: 0, max: 29 }).map((i) => addDays(aDay('2026-11-01'), i));
    const unit = fc.constantFrom(undefined, 'characters');
    const billRow: fc.Arbitrary<BillRow> = fc.record({
      provider,
      day: fc.option(day, { nil: undefined }),
      model: fc.option(model, { nil: undefined }),
      kind: fc.constantFrom('usage', 'usage', 'usage', 'fixed-fee', 'tax', 'credit'),
      amount: fc.oneof(amount, fc.constant(ZERO_USD)),
      unit,
      quantity: fc.constantFrom(undefined, picoUnits(5n)),
      description: fc.constant(''),
      countsOnly: fc.constantFrom(undefined, true as const),
    });
    const ledger: fc.Arbitrary<LedgerRow> = fc.record({ provider, day, model, cost: amount });
    fc.assert(
      fc.property(fc.array(billRow), fc.array(ledger), fc.option(amount), (rows, entries, fee) => {
        const bill = rows.map((row) => (row.amount === 0n ? row : { ...row, countsOnly: undefined }));
        const plan = {
          name: 'p',
          provider: 'pika',
          unit: 'characters',
          included: picoUnits(1n),
          fee: fee ?? undefined,
        };
        const result = reconcile({ bill, ledger: entries, subscriptions: [plan], ...PERIOD });
        const known = new Set(bill.map((row) => row.provider));
        const billSum = bill.reduce((sum, row) => sum + row.amount, fee ?? 0n);
        const ledgerSum = entries.reduce((sum, row) => sum + (known.has(row.provider) ? row.cost : 0n), 0n);
        expect(result.lines.reduce((sum, line) => sum + line.difference, 0n)).toBe(result.difference);
        expect([result.bill, result.ledger + result.uncompared]).toEqual([billSum, ledgerSum]);
        expect(result.difference).toBe(billSum - result.ledger);
      }),
    );
  });
});
