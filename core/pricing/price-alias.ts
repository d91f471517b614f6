import type { EntryOfFile } from './provider-entries.ts';

/** A name that means a listed model of the same provider in `[from, to)`, as an admin stored it. */
export interface PriceAlias {
  /** Of provider, name and start: another one on them replaces it. */
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly as: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly notes: string | null;
  /** When the alias was stored. */
  readonly saidAt: string;
}

/** The aliases of a name as an entry of the price data, whose steps are followed like those of a maker. */
export function aliasEntries(
  aliases: readonly PriceAlias[],
  provider: string,
  model: string,
): readonly EntryOfFile[] {
  const steps = aliases.filter((alias) => alias.model === model && alias.provider === provider);
  if (steps.length === 0) return [];
  const pointsTo = steps.map(({ as, from, to, saidAt }) => ({
    model: as,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    source: 'alias',
    observedAt: saidAt.slice(0, 10),
  }));
  const file = { source: 'alias', observedAt: steps[0]?.saidAt.slice(0, 10) ?? '' };
  return [{ file, layer: 'curated', provider, entry: { id: model, pointsTo } }];
}
