import type { PriceAliasInput } from '../../contracts/price-alias.ts';
import { ConflictError, InvalidInputError } from '../errors.ts';
import { isoTime, type Instant } from '../time/ledger-time.ts';
import type { CataloguePriceBook } from './catalogue-price-book.ts';
import type { PriceAlias } from './price-alias.ts';
import { canonicalProvider } from './provider-names.ts';
import { shortHash } from './short-hash.ts';

/**
 * Checks an alias against the prices and the other aliases. Throws InvalidInputError where the model that it names
 * has no price or it ends before it starts, ConflictError where the name has prices of its own, or stands for
 * something else at that time already.
 */
export function planAlias(
  input: PriceAliasInput,
  existing: readonly PriceAlias[],
  book: CataloguePriceBook,
  now: Instant,
): PriceAlias {
  const { model, as, notes = null } = input;
  const provider = canonicalProvider(input.provider);
  const [from, to] = [input.from, input.to].map((text) => (text == null ? null : isoTime(Date.parse(text))));
  if (from != null && to != null && to <= from) throw invalid('to', 'must lie after from');
  if (!book.identify(provider, as)) throw invalid('as', `must be a model of ${provider} that has prices`);
  const found = book.identify(provider, model);
  if (found?.by === 'name') {
    throw new ConflictError(
      `${model} has prices of its own: change them by POST /prices, which go before them`,
    );
  }
  const id = shortHash(JSON.stringify([provider, model, from ?? null]));
  const alias: PriceAlias = {
    id,
    provider,
    model,
    as,
    from: from ?? null,
    to: to ?? null,
    notes,
    saidAt: isoTime(now),
  };
  const other = existing.find((one) => one.id !== id && overlaps(one, alias));
  if (other) {
    throw new ConflictError(
      `${model} stands for ${other.as} from ${other.from ?? 'always'} to ${other.to ?? 'open'}: store that with an end first, or start later`,
    );
  }
  return alias;
}

function overlaps(a: PriceAlias, b: PriceAlias): boolean {
  if (a.provider !== b.provider || a.model !== b.model) return false;
  return (a.from ?? '') < (b.to ?? '9999') && (b.from ?? '') < (a.to ?? '9999');
}

function invalid(field: string, message: string): InvalidInputError {
  return new InvalidInputError(`${field} ${message}`, [{ field, message }]);
}
