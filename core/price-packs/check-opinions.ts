import type { PricePack, SecondOpinion } from '../../contracts/price-pack.ts';
import { ONE, parseDecimal, picoUnits } from '../money/decimal.ts';
import type { CataloguePriceBook } from '../pricing/catalogue-price-book.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import { DAY_MS, type Instant } from '../time/ledger-time.ts';
import { isFar } from './check-magnitude.ts';
import type { PriceChange } from './compare-prices.ts';

/** Days after which an accepted difference counts again. */
const ACCEPTED_DAYS = 30;

/** A second source whose price differs from a row of the new pack. */
export interface Contradiction {
  readonly provider: string;
  readonly model: string;
  readonly text: string;
  /** The prices differ by the factor from which one of them is taken for a mistake. */
  readonly far: boolean;
}

/**
 * What second sources say against the rows that change: each opinion of a name whose part changes is held against
 * what the new book says at that time. The later observation counts: an opinion older than the row only counts where
 * the two differ so much that one is a mistake. What was accepted within thirty days of publication is no
 * contradiction.
 */
export function checkOpinions(
  pack: Pick<PricePack, 'opinions' | 'publishedAt'>,
  book: CataloguePriceBook,
  changes: readonly PriceChange[],
): Contradiction[] {
  const at = Date.parse(pack.publishedAt);
  const changed = new Set(changes.map(partText));
  return pack.opinions.flatMap((opinion) => {
    if (!changed.has(partText(opinion)) || isAccepted(opinion, at)) return [];
    const line = lineOf(book, opinion, at);
    const row = line && rowOf(book, opinion, at);
    if (!line || !row) return [];
    const ours = line.unitPrice * parseDecimal(String(opinion.per));
    const theirs = parseDecimal(opinion.usd) * line.per;
    if (ours === theirs) return [];
    const { provider, model, unit, usd, per, source, observedAt } = opinion;
    const text = `${provider} ${model}, ${unit}: ${source} said ${usd} per ${per} on ${observedAt}`;
    const far = isFar(ours, theirs);
    const isOlder = observedAt < (row.observedAt ?? '');
    return isOlder && !far ? [] : [{ provider, model, text, far }];
  });
}

function partText({ provider, model, unit }: Pick<SecondOpinion, 'provider' | 'model' | 'unit'>): string {
  return JSON.stringify([provider, model, unit]);
}

function isAccepted({ accepted }: SecondOpinion, at: Instant): boolean {
  return accepted !== undefined && at - Date.parse(accepted.on) <= ACCEPTED_DAYS * DAY_MS;
}

function requestOf({ provider, model, unit }: SecondOpinion, at: Instant) {
  return { provider, model, attributes: {}, usage: { [unit]: picoUnits(ONE) }, at };
}

function lineOf(book: CataloguePriceBook, opinion: SecondOpinion, at: Instant): PricedLine | undefined {
  const result = book.price(requestOf(opinion, at));
  return result.approximate ? undefined : result.lines[0];
}

function rowOf(book: CataloguePriceBook, opinion: SecondOpinion, at: Instant): PriceRow | undefined {
  return book.rowFor(requestOf(opinion, at), opinion.unit)?.row;
}
