import { describe, expect, it } from 'vitest';
import { formatDecimal, parseQuantity, parseUsd } from '../../../core/money/decimal.ts';
import { measureChange, measuresOf, withMeasures } from '../../../core/usage/measures.ts';

function shown(quantities: ReturnType<typeof measureChange>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(quantities ?? {}).map(([name, value]) => [name, formatDecimal(value)]),
  );
}

const reported = { cost: parseUsd('0.15'), reportedCost: parseUsd('0.18') };

describe('what totals count beside usage', () => {
  it('is both costs where both are known, and the doubt', () => {
    expect(shown(measuresOf({ status: 'priced', ...reported }))).toEqual({
      reported_events: '1',
      reported_usd: '0.18',
      compared_usd: '0.15',
    });
    const uncertain = { status: 'uncertain', cost: parseUsd('1'), reportedCost: undefined } as const;
    expect(shown(measuresOf(uncertain))).toEqual({ uncertain_events: '1' });
    expect(measuresOf({ status: 'reported', ...reported })).toEqual({});
  });

  it('changes with a price', () => {
    const after = { ...reported, cost: parseUsd('0.18') };
    expect(shown(measureChange({ status: 'priced', ...reported }, { status: 'priced', ...after }))).toEqual({
      compared_usd: '0.03',
    });
    expect(
      measureChange({ status: 'priced', ...reported }, { status: 'priced', ...reported }),
    ).toBeUndefined();
    expect(shown(measureChange({ status: 'reported', ...reported }, { status: 'priced', ...after }))).toEqual(
      {
        reported_events: '1',
        reported_usd: '0.18',
        compared_usd: '0.18',
      },
    );
  });

  it("is never a sender's own part of such a name", () => {
    const usage = { input_tokens: parseQuantity('8'), reported_usd: parseQuantity('9') };
    const measured = { status: 'priced', cost: parseUsd('1'), reportedCost: undefined } as const;
    expect(shown(withMeasures(usage, measured))).toEqual({ input_tokens: '8' });
  });
});
