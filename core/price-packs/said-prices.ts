import type { PriceListName, SecondOpinion } from '../../contracts/price-pack.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import { plainDecimal } from '../money/plain-decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';

/** The price of one part of a model in a source, USD for a million. */
export interface SaidPrice {
  readonly provider: string;
  readonly model: string;
  readonly unit: string;
  readonly usd: string;
  /** The day that the source itself gives, where it does. */
  readonly day?: string;
}

type Fields = Readonly<Record<string, unknown>>;

const MILLION = 1_000_000n;

/** Published lists of prices, by the name that a command gives them. */
export const LIST_READERS: Readonly<Record<PriceListName, (json: unknown) => SaidPrice[]>> = {
  'models.dev': readModelsDev,
  litellm: readLiteLlm,
  openrouter: readOpenRouter,
  'genai-prices': readGenaiPrices,
  'llm-prices': readLlmPrices,
};

/** Prices of a list as opinions; `seen` is the day on which it was fetched, used where a price has no day. */
export function opinionsOfList(source: string, said: readonly SaidPrice[], seen: string): SecondOpinion[] {
  return said.map(({ day, ...one }) => ({ ...one, per: 1_000_000, source, observedAt: day ?? seen }));
}

/** `https://models.dev/api.json`: providers with models, `cost` in USD per million tokens. */
function readModelsDev(json: unknown): SaidPrice[] {
  const parts = { input: 'input_tokens', output: 'output_tokens', cache_read: 'cache_read_tokens' };
  return Object.entries(fieldsOf(json)).flatMap(([id, provider]) =>
    Object.entries(fieldsOf(fieldsOf(provider)['models'])).flatMap(([model, entry]) => {
      const { cost, last_updated: day } = fieldsOf(entry);
      const dated = typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? { day } : {};
      return saidOf(id, model, fieldsOf(cost), parts, 1n).map((said) => ({ ...said, ...dated }));
    }),
  );
}

/** LiteLLM's `model_prices_and_context_window.json`: models by name, costs in USD per token. */
function readLiteLlm(json: unknown): SaidPrice[] {
  const parts = {
    input_cost_per_token: 'input_tokens',
    output_cost_per_token: 'output_tokens',
    cache_read_input_token_cost: 'cache_read_tokens',
  };
  return Object.entries(fieldsOf(json)).flatMap(([name, entry]) => {
    const provider = fieldsOf(entry)['litellm_provider'];
    if (typeof provider !== 'string' || name === 'sample_spec') return [];
    const model = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name;
    return saidOf(provider, model, fieldsOf(entry), parts, MILLION);
  });
}

/** OpenRouter's `/api/v1/models`: `data` with `maker/model` and prices per token as texts. */
function readOpenRouter(json: unknown): SaidPrice[] {
  const parts = {
    prompt: 'input_tokens',
    completion: 'output_tokens',
    input_cache_read: 'cache_read_tokens',
  };
  const { data } = fieldsOf(json);
  return listOf(data).flatMap((entry) => {
    const { id, pricing } = fieldsOf(entry);
    const [maker, model] = typeof id === 'string' ? id.split('/') : [];
    // A variant such as `:free` is an offer of its own.
    if (maker === undefined || model === undefined || model.includes(':')) return [];
    return saidOf(maker, model, fieldsOf(pricing), parts, MILLION);
  });
}

/** `data.json` of genai-prices: a list of providers, models with `prices` in USD per million, the last one holds. */
function readGenaiPrices(json: unknown): SaidPrice[] {
  const parts = {
    input_mtok: 'input_tokens',
    output_mtok: 'output_tokens',
    cache_read_mtok: 'cache_read_tokens',
  };
  return listOf(json).flatMap((provider) => {
    const { id, models } = fieldsOf(provider);
    if (typeof id !== 'string') return [];
    return listOf(models).flatMap((model) => {
      const { id: name, prices } = fieldsOf(model);
      // Prices by the time of day say nothing about one moment.
      const isTimed = listOf(prices).some(
        (one) => fieldsOf(fieldsOf(one)['constraint'])['start_time'] !== undefined,
      );
      if (typeof name !== 'string' || isTimed) return [];
      const last = Array.isArray(prices) ? fieldsOf(prices.at(-1))['prices'] : prices;
      const bases = Object.entries(fieldsOf(last)).map(([key, price]) => [
        key,
        typeof price === 'number' ? price : fieldsOf(price)['base'],
      ]);
      return saidOf(id === 'aws' ? 'bedrock' : id, name, Object.fromEntries(bases) as Fields, parts, 1n);
    });
  });
}

/**
 * `https://www.llm-prices.com/current-v1.json`: `prices` with `vendor`, USD per million tokens, and one day for all.
 */
function readLlmPrices(json: unknown): SaidPrice[] {
  const parts = { input: 'input_tokens', output: 'output_tokens', input_cached: 'cache_read_tokens' };
  const { updated_at: day, prices } = fieldsOf(json);
  const dated = typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? { day } : {};
  return listOf(prices).flatMap((entry) => {
    const { id, vendor } = fieldsOf(entry);
    if (typeof id !== 'string' || typeof vendor !== 'string') return [];
    return saidOf(vendor, id, fieldsOf(entry), parts, 1n).map((said) => ({ ...said, ...dated }));
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function saidOf(
  provider: string,
  model: string,
  prices: Fields,
  parts: Readonly<Record<string, string>>,
  factor: bigint,
): SaidPrice[] {
  return Object.entries(parts).flatMap(([name, unit]) => {
    const usd = exactPrice(prices[name], factor);
    return usd === undefined ? [] : [{ provider: canonicalProvider(provider), model, unit, usd }];
  });
}

/** A price times a factor; undefined for what is no price above zero, or finer than the ledger's twelve decimals. */
export function exactPrice(value: unknown, factor: bigint): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (!/^\d{1,9}(\.\d{1,20})?(e-?\d{1,2})?$/i.test(String(value))) return undefined;
  const plain = plainDecimal(String(value));
  if ((plain.split('.')[1] ?? '').length > 12) return undefined;
  const price = parseDecimal(plain) * factor;
  return price > 0n ? formatDecimal(price) : undefined;
}
