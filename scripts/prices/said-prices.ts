import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { plainDecimal } from '../../core/money/plain-decimal.ts';
import { canonicalProvider } from '../../core/pricing/provider-names.ts';

/** What a source says of one part of a model, USD for a million. */
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
export const SOURCE_READERS: Readonly<Record<string, (json: unknown) => SaidPrice[]>> = {
  'models.dev': readModelsDev,
  litellm: readLiteLlm,
  openrouter: readOpenRouter,
};

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
  return (Array.isArray(data) ? data : []).flatMap((entry: unknown) => {
    const { id, pricing } = fieldsOf(entry);
    const [maker, model] = typeof id === 'string' ? id.split('/') : [];
    // A variant such as `:free` is an offer of its own.
    if (maker === undefined || model === undefined || model.includes(':')) return [];
    return saidOf(maker, model, fieldsOf(pricing), parts, MILLION);
  });
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

/** Exact; nothing for what is no price above zero, or finer than the ledger's twelve decimals. */
function exactPrice(value: unknown, factor: bigint): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (!/^\d{1,9}(\.\d{1,20})?(e-?\d{1,2})?$/i.test(String(value))) return undefined;
  const plain = plainDecimal(String(value));
  if ((plain.split('.')[1] ?? '').length > 12) return undefined;
  const price = parseDecimal(plain) * factor;
  return price > 0n ? formatDecimal(price) : undefined;
}
