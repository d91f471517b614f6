import { sealPack } from '../../core/price-packs/seal-pack.ts';
import { type BrokenKind, type BrokenParts, changed, type Entry, fresh, sealed } from './make-broken.ts';

/** Ways in which a pack says what no price list can say. */
export const IMPOSSIBLE: Readonly<Record<string, BrokenKind>> = {
  'a day that no calendar has': {
    make: (parts) =>
      changed(parts, (set) => ({
        ...set,
        from: oneOf(parts, ['2026-13-01', '2026-02-31', '2026-11-31T00:00Z']),
      })),
    reason: /must be a day and a time that exist/,
  },
  'hours that no clock has': {
    make: (parts) => changed(parts, (set) => ({ ...set, hours: ['25:00', '06:00'] })),
    reason: /must be HH:MM/,
  },
  'a provider that nobody asks for': {
    make: (parts) =>
      sealed(parts, ({ models }) => {
        models.providers[oneOf(parts, ['OpenAI', 'open-ai', 'x.ai'])] = [newModel(parts)];
      }),
    reason: /is asked for as/,
  },
  'a rule that takes too long': {
    make: (parts) =>
      added(parts, { family: true, rules: [oneOf(parts, ['~^(a+)+$', '~^(a|a)*$', '~(x+x+)+y'])] }),
    reason: /repeats too much/,
  },
  'names of years to come': {
    make: (parts) =>
      added(parts, { names: Array.from({ length: 501 + parts.pick(99) }, (_, index) => `gpt-9-${index}`) }),
    reason: /more than a model has/,
  },
  'an alias of two models': {
    make: (parts) =>
      added(parts, {
        prices: undefined,
        pointsTo: ['gpt-4o', 'gpt-4'].map((model) => ({
          model,
          source: 'npm:second@1',
          observedAt: '2026-01-01',
        })),
      }),
    reason: /at the same time/,
  },
  'a tier a thousand times as dear': {
    make: (parts) =>
      added(parts, {
        factors: [
          {
            attributes: { service_tier: 'gold' },
            times: oneOf(parts, ['1000', '0.001', '21']),
            source: 'npm:second@1',
          },
        ],
      }),
    reason: /times its price/,
  },
  'a version that none can follow': {
    make: (parts) =>
      sealPack(
        { ...fresh(parts), version: Number.MAX_SAFE_INTEGER - parts.pick(1000) },
        parts.keys.privateKey,
      ),
    reason: /no pack could follow/,
  },
};

function oneOf<T>({ pick }: BrokenParts, values: readonly [T, ...T[]]): T {
  return values[pick(values.length)] ?? values[0];
}

function newModel({ pick }: BrokenParts): Entry {
  return {
    id: `unheard-of-${pick(1_000_000)}`,
    prices: [{ usd: { input_tokens: '1', output_tokens: '4' } }],
  };
}

function added(parts: BrokenParts, change: Partial<Entry>): string {
  return sealed(parts, (pack) => {
    pack.models.providers[parts.used.provider]?.push({ ...newModel(parts), ...change });
  });
}
