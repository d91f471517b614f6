import type { ModelIndex } from '../pricing/model-index.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import { rowsInTime } from '../pricing/rows-in-time.ts';
import type { Instant } from '../time/ledger-time.ts';

/** What each listed name of each provider costs, by provider and name. */
export type NamedRows = ReadonlyMap<string, ReadonlyMap<string, readonly PriceRow[]>>;

/** The rows of every listed name. Throws where an alias leads nowhere or a calendar is missing. */
export function rowsByName(index: ModelIndex): NamedRows {
  return new Map(
    index.providers().map((provider) => {
      const names = [...index.namesOf(provider)];
      return [
        provider,
        new Map(
          names.map((name) => [name, rowsInTime(index, index.find(provider, name)?.entries ?? [])] as const),
        ),
      ] as const;
    }),
  );
}

/** Milliseconds of a row's start and end. */
export function spanOf({ effectiveFrom, effectiveTo }: PriceRow): { from: Instant; to: Instant } {
  return {
    from: effectiveFrom === null ? -Infinity : Date.parse(effectiveFrom),
    to: effectiveTo === null ? Infinity : Date.parse(effectiveTo),
  };
}
