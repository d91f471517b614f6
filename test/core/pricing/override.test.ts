import { describe, expect, it } from 'vitest';
import { JsonNumber } from '../../../contracts/json-number.ts';
import { priceOverrideSchema } from '../../../contracts/price-override.ts';
import { ConflictError, InvalidInputError } from '../../../core/errors.ts';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import {
  closeOverride,
  faultsOfSettings,
  overridesOfSettings,
  overrideRow,
  planOverride,
} from '../../../core/pricing/override.ts';
import type { PriceRow } from '../../../core/pricing/price-row.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const book = createPriceBook();

const body = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  unit: 'input_tokens',
  unitPriceUsd: '0.0001',
  per: 1000,
  effectiveFrom: '2026-11-01',
};

function plan(input: object, existing: readonly PriceRow[] = []) {
  return planOverride(priceOverrideSchema.parse({ ...body, ...input }), existing, book, NOW);
}

interface Who {
  readonly at?: string;
  readonly userId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly region?: string;
}

/** Cost of 1,000 input tokens. */
function cost(overrides: readonly PriceRow[], { at = '2026-11-21', ...who }: Who = {}): string {
  const result = createPriceBook({ overrides }).price({
    provider: 'openai',
    model: 'gpt-4o-mini',
    attributes: {},
    usage: { input_tokens: parseQuantity('1000') },
    at: Date.parse(at),
    ...who,
  });
  return formatDecimal(result.cost);
}

/** Cost of 1,000 input tokens of a model under an override of another name. */
function pricedUnder(overridden: string, model: string): string {
  const overrides = [plan({ model: overridden }).row];
  const usage = { input_tokens: parseQuantity('1000') };
  const { cost } = createPriceBook({ overrides }).price({
    provider: 'openai',
    model,
    attributes: {},
    usage,
    at: NOW,
  });
  return formatDecimal(cost);
}

describe('an override', () => {
  it('goes before the catalogue from its start to its end, the end not included', () => {
    const { row } = plan({ effectiveTo: '2026-12-01' });
    expect(row).toMatchObject({ layer: 'override', service: 'llm', effectiveTo: '2026-12-01T00:00:00.000Z' });
    expect(cost([row], { at: '2026-10-31T23:59:59Z' })).toBe('0.00015');
    expect(cost([row], { at: '2026-11-01' })).toBe('0.0001');
    expect(cost([row], { at: '2026-12-01' })).toBe('0.00015');
  });

  it('holds for its user or its tag only, and the narrower one goes first', () => {
    const all = plan({}).row;
    const user = plan({ userId: 'user-42', unitPriceUsd: '0.00005' }).row;
    const tag = plan({ tag: { name: 'tier', value: 'gold' }, unitPriceUsd: '0.00007' }).row;
    const overrides = [all, user, tag];
    expect(cost(overrides)).toBe('0.0001');
    expect(cost(overrides, { userId: 'user-42' })).toBe('0.00005');
    expect(cost(overrides, { userId: 'user-42', tags: { tier: 'gold' } })).toBe('0.00005');
    expect(cost(overrides, { tags: { tier: 'gold' } })).toBe('0.00007');
    expect(cost(overrides, { tags: { tier: 'silver' } })).toBe('0.0001');
  });

  it('names a region or holds in all', () => {
    const { row } = plan({ region: 'eu-west-1' });
    expect(cost([row], { region: 'eu-west-1' })).toBe('0.0001');
    expect(cost([row], { region: 'us-east-1' })).toBe('0.00015');
  });

  it('makes an unknown model known', () => {
    const { row } = plan({ provider: 'acme', model: 'own-model' });
    const result = createPriceBook({ overrides: [row] }).price({
      provider: 'Acme',
      model: 'own-model',
      attributes: {},
      usage: { input_tokens: parseQuantity('1000') },
      at: NOW,
    });
    expect(result).toMatchObject({ status: 'priced', known: true, approximate: false, service: 'other' });
  });

  it('holds for every name of the SKU that it names, and for its own name only otherwise', () => {
    expect(pricedUnder('gpt-4o-mini', 'gpt-4o-mini-2024-07-18')).toBe('0.0001');
    expect(pricedUnder('gpt-4o-mini-2024-07-18', 'gpt-4o-mini')).toBe('0.00015');
    expect(pricedUnder('gpt-4o-mini', 'gpt-4o')).toBe('0.0025');
  });

  it('changes the version that entries keep', () => {
    const version = createPriceBook({ overrides: [plan({}).row] }).version;
    expect(version).not.toBe(book.version);
    expect(version.startsWith(book.version)).toBe(true);
  });

  it('keeps its id when it is closed', () => {
    const { row } = plan({});
    const closed = closeOverride(row, undefined, NOW);
    expect(closed).toEqual({ ...row, effectiveTo: '2026-11-21T12:00:00.000Z' });
    expect(() => closeOverride(row, '2026-10-01', NOW)).toThrow(InvalidInputError);
    expect(() => closeOverride({ ...row, layer: 'generated' }, undefined, NOW)).toThrow('no override');
  });

  it('ends sooner than it was to end, and never later', () => {
    const { row } = plan({ effectiveTo: '2026-12-24' });
    expect(closeOverride(row, undefined, NOW).effectiveTo).toBe('2026-11-21T12:00:00.000Z');
    expect(closeOverride(row, '2026-12-24', NOW)).toEqual(row);
    expect(() => closeOverride(row, '2026-12-25', NOW)).toThrow('must not be after 2026-12-24');
    const ended = closeOverride(row, '2026-11-20', NOW);
    expect(closeOverride(ended, undefined, NOW)).toEqual(ended);
  });

  it('never begins when it is closed before', () => {
    const { row } = plan({ effectiveFrom: '2027-01-01' });
    const ended = closeOverride(row, undefined, NOW);
    expect(ended.effectiveTo).toBe(row.effectiveFrom);
    // It stands in nobody's way.
    expect(plan({ unitPriceUsd: '0.00012' }, [ended])).toMatchObject({ closed: undefined });
  });
});

describe('the service of an override', () => {
  const house = { provider: 'house', model: 'model-1' };

  it.each(['llmm', 'text', 'LLM', 'cloudwatch'])(
    'is not %s, which no price of the provider has',
    (service) => {
      expect(() => plan({ ...house, service })).toThrow('service must be one of llm, embedding, ');
    },
  );

  it.each([
    ['house', 'llm'],
    ['house', 'other'],
    ['house', 'machines'],
    ['aws', 'cloudwatch'],
    ['temporal', 'cloud'],
  ])('of %s may be %s', (provider, service) => {
    expect(plan({ provider, model: 'model-1', service }).row.service).toBe(service);
  });
});

describe('the magnitude guard', () => {
  it.each(['0.003', '0.0000075', '0', '150'])('refuses %s per 1000 in place of 0.00015', (unitPriceUsd) => {
    expect(() => plan({ unitPriceUsd })).toThrow('20 times');
  });

  it.each(['0.00299', '0.0000076'])('lets %s pass', (unitPriceUsd) => {
    expect(plan({ unitPriceUsd }).row.unitPriceUsd).toBe(unitPriceUsd);
  });

  it('lets anything pass by force, and where there is no price to compare with', () => {
    expect(plan({ unitPriceUsd: '150', force: true }).row.unitPriceUsd).toBe('150');
    expect(plan({ unit: 'output_audio_tokens', unitPriceUsd: '150' }).row.unitPriceUsd).toBe('150');
  });
});

describe('overrides of one key', () => {
  it('end the open one where the next begins', () => {
    const first = plan({}).row;
    const { row, closed } = plan({ unitPriceUsd: '0.0002', effectiveFrom: '2026-12-01' }, [first]);
    expect(closed).toEqual({ ...first, effectiveTo: row.effectiveFrom });
  });

  it('do not change when they are sent again', () => {
    const first = plan({}).row;
    expect(plan({}, [first])).toEqual({ row: first, closed: undefined });
  });

  it('are refused where another holds already', () => {
    const first = plan({}).row;
    expect(() => plan({ unitPriceUsd: '0.0002' }, [first])).toThrow(ConflictError);
    expect(() => plan({ unitPriceUsd: '0.0002', effectiveFrom: '2026-10-01' }, [first])).toThrow(first.id);
  });

  it('exist side by side for other users, tags, regions and tiers', () => {
    const first = plan({}).row;
    for (const other of [
      { userId: 'u' },
      { tag: { name: 'a', value: 'b' } },
      { region: 'eu-west-1' },
      { attributes: { service_tier: 'batch' } },
    ]) {
      expect(plan(other, [first]).closed).toBeUndefined();
    }
  });
});

describe('the body of an override', () => {
  it.each([
    [{ unit: 'Input Tokens' }, 'unit'],
    [{ unitPriceUsd: '-1' }, 'unitPriceUsd'],
    [{ per: 0 }, 'per'],
    [{ effectiveFrom: '2026-02-30' }, 'effectiveFrom'],
    [{ tag: 'tier' }, 'tag'],
    [{ effectiveFrom: 'soon' }, 'effectiveFrom'],
    [{ userId: 'u', tag: { name: 'a', value: 'b' } }, 'tag'],
  ])('refuses %j', (input, field) => {
    const { error } = priceOverrideSchema.safeParse({ ...body, ...input });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
    for (const { message } of error?.issues ?? []) expect(message).toMatch(/^must /);
  });

  it.each([
    ['1.5e-7', '0.00000015'],
    ['2E1', '20'],
  ])('takes the price %s as JSON writes it', (source, usd) => {
    expect(plan({ unitPriceUsd: new JsonNumber(source), force: true }).row.unitPriceUsd).toBe(usd);
  });

  it('refuses a price below a picodollar', () => {
    expect(() => plan({ unitPriceUsd: new JsonNumber('1e-13'), force: true })).toThrow('is not a decimal');
  });

  it('refuses an end before its start', () => {
    expect(() => overrideRow(priceOverrideSchema.parse({ ...body, effectiveTo: '2026-10-01' }), NOW)).toThrow(
      'effectiveTo',
    );
  });
});

const { effectiveFrom: _effectiveFrom, ...always } = body;

function rowsOf(...overrides: object[]): PriceRow[] {
  return overridesOfSettings(
    overrides.map((override) => priceOverrideSchema.parse(override)),
    book,
  );
}

function faults(...overrides: object[]): string[] {
  return faultsOfSettings(
    overrides.map((override) => priceOverrideSchema.parse(override)),
    book,
    NOW,
  );
}

describe('prices of the settings', () => {
  it('hold always, in the style of dollars per thousand tokens', () => {
    const { effectiveFrom: _from, ...style } = body;
    const rows = overridesOfSettings([priceOverrideSchema.parse({ ...style, unitPriceUsd: '0.0006' })], book);
    expect(cost(rows, { at: '2024-01-01' })).toBe('0.0006');
  });

  it.each([
    ['openai', 'gpt-4o-mini', 'input_tokens', 'llm'],
    ['openai', 'gpt-4o-mini', 'fine_tuned_minutes', 'llm'],
    ['openai', 'text-embedding-3-small', 'input_tokens', 'embedding'],
    ['replicate', 'black-forest-labs/flux-schnell', 'images', 'image'],
    ['aws', 's3-standard', 'gb_months', 's3'],
    ['house', 'model', 'input_tokens', 'other'],
  ])('of %s %s %s belong to the service %s', (provider, model, unit, service) => {
    const overrides = rowsOf({ ...always, provider, model, unit });
    expect(overrides[0]?.service).toBe(service);
    const usage = { [unit]: parseQuantity('1') };
    const request = { provider, model, attributes: {}, usage, at: NOW };
    expect(createPriceBook({ overrides }).price(request)).toMatchObject({ service, status: 'priced' });
  });

  it('keep the service that they name, and a later price of the model keeps theirs', () => {
    expect(rowsOf({ ...always, service: 'tool' })[0]?.service).toBe('tool');
    const under = createPriceBook({ overrides: rowsOf(always) });
    const later = planOverride(priceOverrideSchema.parse(body), [], under, NOW);
    expect(later.row.service).toBe('llm');
  });

  it('of a service that the ledger does not have are told', () => {
    expect(faults({ ...always, service: 'llmm' })).toEqual([expect.stringContaining('must be one of llm, ')]);
  });

  it('are held against what holds now, as stored ones are', () => {
    expect(faults(always)).toEqual([]);
    expect(faults({ ...always, per: 1 })).toEqual([expect.stringContaining('is 20 times or more away')]);
    expect(faults({ ...always, per: 1, force: true })).toEqual([]);
    expect(faults({ ...always, effectiveFrom: '2026-11-01', effectiveTo: '2026-10-01' })).toEqual([
      expect.stringContaining('effectiveTo must be after effectiveFrom'),
    ]);
  });
});
