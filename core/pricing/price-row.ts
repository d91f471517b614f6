import type { Layer, TierMode } from '../../contracts/price-vocabulary.ts';
import { ascending } from '../order.ts';
import { shortHash } from './short-hash.ts';

/** One step of a tiered price: it holds above this quantity (`>`), `including` it (`>=`) where set. */
interface PriceTier {
  readonly above: string;
  readonly including?: true;
  readonly unitPriceUsd: string;
}

/** Billed in chunks of a message's size: one unit for each started chunk. */
export interface Chunk {
  readonly bytes: number;
  readonly kilobytes: number;
}

/** Days without the prices of working days, by the name of their list in the price file. */
interface Holidays {
  readonly calendar: string;
  /** UTC days, `YYYY-MM-DD`. */
  readonly days: readonly string[];
}

/**
 * One price: append-only, its id never changes. Decimal strings, UTC times, `[effectiveFrom, effectiveTo)`.
 */
export interface PriceRow {
  /** Short hash of everything but the end, the names and the source: closing a row keeps its id. */
  readonly id: string;
  readonly layer: Layer;
  /** Canonical provider, see provider-names.ts. */
  readonly provider: string;
  /** The provider's own service name, e.g. `dynamodb`; services.ts maps it to the ledger's. */
  readonly service: string;
  readonly sku: string;
  /** Exact model names that this row prices, the SKU included. */
  readonly match: readonly string[];
  readonly unit: string;
  readonly unitPriceUsd: string;
  /** The price is for this many units. */
  readonly per: string;
  /** Values must be equal; `a|b` allows either. Without `service_tier` the row is the standard tier's. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes that a message may leave out and still mean this row. */
  readonly defaultAttributes: readonly string[];
  /** null holds in every region that has no row of its own. */
  readonly region: string | null;
  readonly tierMode: TierMode;
  readonly tiers: readonly PriceTier[];
  /** Daily window in UTC `[start, end)`, `HH:MM`. */
  readonly hours: readonly [string, string] | null;
  /** Days of the week in UTC, 1 is Monday and 7 Sunday; absent: every day. */
  readonly weekdays?: readonly number[] | undefined;
  /** Days on which it does not hold. */
  readonly holidays?: Holidays | undefined;
  /** Least billed quantity of one event. */
  readonly minQuantity: string | null;
  /** A month's quantity is rounded up to a multiple of this. */
  readonly monthBlock: string | null;
  readonly chunk: Chunk | null;
  /** Not billed where this part is given too: it measures the same in another unit. */
  readonly unless: string | null;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  /** Made from another row by a factor, such as half the price for batches. */
  readonly derived: boolean;
  /** Overrides may hold for one user or one tag value only. */
  readonly userId?: string | undefined;
  readonly tag?: { readonly name: string; readonly value: string } | undefined;
  readonly source?: string | undefined;
  readonly observedAt?: string | undefined;
}

/** What makes a row the row it is: its key and its price, not its end. */
export type PriceRowContent = Omit<PriceRow, 'id'>;

/**
 * Gives a row its id, which is made when it is first asked for: of the hundreds of rows that a model has by tier and
 * region, a process prices by a few. The order of attributes does not matter.
 */
export function withId(content: PriceRowContent): PriceRow {
  let id: string | undefined;
  return {
    get id() {
      return (id ??= shortHash(identityText(content)));
    },
    ...content,
  };
}

function identityText(content: PriceRowContent): string {
  const { match: _match, effectiveTo: _end, source: _source, observedAt: _seen, ...identity } = content;
  const attributes = Object.entries(identity.attributes).sort(ascending(([name]) => name));
  return JSON.stringify([
    identity.layer,
    identity.provider,
    identity.service,
    identity.sku,
    identity.unit,
    identity.unitPriceUsd,
    identity.per,
    attributes,
    identity.region,
    identity.tierMode,
    identity.tiers.map((tier) => [tier.above, tier.unitPriceUsd, ...(tier.including ? ['including'] : [])]),
    identity.hours,
    identity.minQuantity,
    identity.monthBlock,
    identity.chunk && identity.chunk.bytes,
    identity.effectiveFrom,
    identity.userId ?? null,
    identity.tag ? [identity.tag.name, identity.tag.value] : null,
    // Only where there are any, so that rows without them keep the ids they have; a list of holidays grows.
    ...(identity.weekdays || identity.holidays
      ? [identity.weekdays ?? null, identity.holidays?.calendar ?? null]
      : []),
  ]);
}
