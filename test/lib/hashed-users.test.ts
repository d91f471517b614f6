import { describe, expect, it } from 'vitest';
import { hashingUsers } from '../../core/usage/hide-users.ts';
import { resourcesOf, synthesize } from '../support/synthesize.ts';

const { all } = synthesize('production', { hashUserIds: true });
const plain = synthesize('production').all;

interface Variables {
  readonly Environment: { readonly Variables: Record<string, unknown> };
}

/** Functions that know the key, by the name they log under. */
function knowing(template: typeof all): string[] {
  return Object.values(resourcesOf(template, 'AWS::Lambda::Function'))
    .map(({ Properties }) => (Properties as unknown as Variables).Environment?.Variables ?? {})
    .filter((variables) => variables['USER_KEY_ID'] !== undefined)
    .map((variables) => String(variables['POWERTOOLS_SERVICE_NAME']))
    .toSorted();
}

function stageWith(userId: string) {
  const price = {
    provider: 'openai',
    model: 'gpt-4o-mini',
    unit: 'input_tokens',
    per: 1_000_000,
    unitPriceUsd: '0.1',
    effectiveFrom: '2026-01-01',
    userId,
  };
  return { hashUserIds: true, priceOverrides: [price] };
}

describe('a stage that hashes user ids', () => {
  it('has one key for it, which stays when the stack goes', () => {
    const keys = Object.values(resourcesOf(all, 'AWS::KMS::Key'));
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    });
  });

  it('lets the recorder and the API use the key, and no other function', () => {
    const policies = Object.values(resourcesOf(all, 'AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties).includes('kms:'),
    );
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies) {
      expect(JSON.stringify(Properties)).toContain('"Action":"kms:GenerateMac"');
      expect(JSON.stringify(Properties)).not.toMatch(/"kms:(?!GenerateMac)/);
    }
    expect(knowing(all)).toEqual(['record-usage', 'serve-api']);
  });

  it('says so to the functions', () => {
    const settings = Object.values(resourcesOf(all, 'AWS::Lambda::Function')).flatMap(
      ({ Properties }) =>
        (Properties as unknown as Variables).Environment?.Variables['LEDGER_SETTINGS'] ?? [],
    );
    expect(settings.length).toBeGreaterThan(5);
    for (const text of settings) expect(JSON.parse(text as string)).toMatchObject({ hashUserIds: true });
  });

  it('refuses budgets and prices of its own that name a plain id', () => {
    expect(() => synthesize('production', stageWith('person-42'))).toThrow(
      /keeps hashes of user ids.*GET \/users/,
    );
    const hash = hashingUsers(new Uint8Array(32))('person-42');
    expect(() => synthesize('production', stageWith(hash))).not.toThrow();
  });
});

describe('a stage that does not', () => {
  it('has neither key nor variable', () => {
    expect(Object.keys(resourcesOf(plain, 'AWS::KMS::Key'))).toEqual([]);
    expect(knowing(plain)).toEqual([]);
  });
});
