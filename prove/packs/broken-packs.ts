import type { PricePack } from '../../contracts/price-pack.ts';
import { sealPack } from '../../core/price-packs/seal-pack.ts';
import { IMPOSSIBLE } from './impossible-packs.ts';
import {
  type BrokenKind,
  type BrokenParts,
  changed,
  fresh,
  isOpen,
  oneSet,
  type PriceSet,
  sealed,
  times,
} from './make-broken.ts';

/** Each way in which a pack can be broken, by its name. */
export const BROKEN: Readonly<Record<string, BrokenKind>> = {
  unsigned: { make: (parts) => JSON.stringify(fresh(parts)), reason: /not signed/ },
  'wrong key': {
    make: (parts) => sealPack(fresh(parts), parts.strangers.privateKey),
    reason: /not by the trusted key/,
  },
  tampered: { make: tampered, reason: /not by the trusted key/ },
  'cut off': {
    make: (parts) => {
      const file = sealed(parts, () => undefined);
      return file.slice(0, 1 + parts.pick(file.length - 3));
    },
    reason: /not JSON/,
  },
  malformed: { make: malformed, reason: /its shape is wrong/ },
  'old version': {
    make: (parts) =>
      sealPack({ ...fresh(parts), version: 1 + parts.pick(parts.base.version) }, parts.keys.privateKey),
    reason: /is not above|not by/,
  },
  replayed: {
    make: ({ earlier, pick }) => earlier[pick(earlier.length)] ?? '',
    reason: /taken in before/,
  },
  'ten times too dear': { make: (parts) => scaled(parts, 10), reason: /more likely a slip/ },
  'ten times too cheap': { make: (parts) => scaled(parts, 0.1), reason: /more likely a slip/ },
  'of a wrong quantity': {
    make: (parts) => changed(parts, (set) => ({ ...set, per: 1000 }), isOfTokens),
    reason: /more likely a slip/,
  },
  overlapping: {
    make: (parts) => sealed(parts, (pack) => overlap(pack, parts)),
    reason: /hold at the same time/,
  },
  'cancelled rise': { make: withRise, reason: /was cancelled/ },
  'second source': { make: contradicted, reason: /said/ },
  'unknown part': {
    make: (parts) => changed(parts, (set) => ({ ...set, usd: { ...set.usd, thoughts: '1' } })),
    reason: /nobody measures/,
  },
  'no source': {
    make: (parts) => changed(parts, (set) => ({ ...set, source: 'a friend' })),
    reason: /names no source/,
  },
  'from the future': {
    make: (parts) => sealed(parts, (pack) => void (pack.publishedAt = '2036-01-01T00:00:00Z')),
    reason: /published at/,
  },
  'too much of a week': { make: doubled, reason: /move by more than/ },
  ...IMPOSSIBLE,
};

function tampered(parts: BrokenParts): string {
  const signed = JSON.parse(sealed(parts, () => undefined)) as { pack: string };
  return JSON.stringify({ ...signed, pack: signed.pack.replace(/"(\d+)(\.\d+)?"/, '"9$1$2"') });
}

function isOfTokens({ usd, per }: PriceSet): boolean {
  return per === undefined && Object.keys(usd).every((unit) => unit.endsWith('_tokens'));
}

function scaled(parts: BrokenParts, factor: number): string {
  const scale = (price: string | string[]) =>
    typeof price === 'string' ? times(price, factor) : price.map((one) => times(one, factor));
  return changed(parts, ({ usd, ...set }) => ({
    ...set,
    usd: Object.fromEntries(Object.entries(usd).map(([unit, price]) => [unit, scale(price)])),
  }));
}

function overlap(pack: PricePack, parts: BrokenParts): void {
  const { sets, index } = oneSet(pack, parts, () => true);
  const set = sets[index] as PriceSet;
  sets.push({ ...set, from: set.from === undefined ? '2026-01-01' : `${set.from.slice(0, 10)}T12:00:00Z` });
}

/** A value that no schema takes, somewhere in the pack. */
function malformed(parts: BrokenParts): string {
  const wrong = [0.15, -1, null, '1e-7', '-0.1', '0,15', '', {}, [], true, '0.1234567890123'];
  return sealed(parts, (pack) => {
    const { sets, index } = oneSet(pack, parts, () => true);
    const set = sets[index] as PriceSet;
    const value = wrong[parts.pick(wrong.length)];
    const places: readonly (() => void)[] = [
      () => Object.assign(set.usd, { input_tokens: value }),
      () => Object.assign(set, { from: value ?? 7 }),
      () => Object.assign(set, { price: value }),
      () => Object.assign(set, { per: -1 }),
      () => Object.assign(pack, { format: 2 }),
      () => Object.assign(pack, { models: value }),
      () => Object.assign(pack, { publishedAt: 'yesterday' }),
    ];
    places[parts.pick(places.length)]?.();
  });
}

function withRise(parts: BrokenParts): string {
  const { provider, model, from } = parts.cancelled;
  return sealed(parts, (pack) => {
    const entry = pack.models.providers[provider]?.find(({ id }) => id === model);
    const open = entry?.prices?.find(isOpen);
    if (!entry || !open) throw new Error(`the pack has no ${model}`);
    const usd = Object.fromEntries(
      Object.entries(open.usd).map(([unit, price]) => [unit, times(String([price].flat()[0]), 1.5)]),
    );
    entry.prices = [
      { ...open, to: from },
      { from, usd },
    ];
  });
}

/** A new model whose price a second source knows to be a tenth. */
function contradicted(parts: BrokenParts): string {
  return sealed(parts, (pack) => {
    const { provider } = parts.used;
    const model = `unheard-of-${parts.pick(1_000_000)}`;
    pack.models.providers[provider]?.push({
      id: model,
      prices: [{ usd: { input_tokens: '5', output_tokens: '20' } }],
    });
    const said = { provider, model, unit: 'input_tokens', usd: '0.5', per: 1_000_000 };
    pack.opinions = [...pack.opinions, { ...said, source: 'npm:second@1', observedAt: '2026-01-01' }];
  });
}

/** A price of the model that most is spent on, at 1.2 to 3 times: no slip, and nothing to come by itself. */
function doubled(parts: BrokenParts): string {
  const { provider, model } = parts.used;
  const factor = 1.2 + parts.pick(19) / 10;
  return sealed(parts, (pack) => {
    const entry = pack.models.providers[provider]?.find(({ id }) => id === model);
    for (const { usd } of entry?.prices ?? []) {
      for (const [unit, price] of Object.entries(usd)) usd[unit] = times(String(price), factor);
    }
  });
}
