import { readDecimal, writeDecimal } from '../contracts/decimal.ts';
import { fieldAt, fieldOf, listOf } from './fields.ts';

const DECIMAL = /^(\d{1,12})(?:\.(\d+))?$/;

/** An amount in USD as decimal text of at most 12 places; nothing for what is none, or is negative. */
export function amountText(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const plain = typeof value === 'number' && Math.abs(value) < 1e-6 ? value.toFixed(12) : String(value);
  const match = DECIMAL.exec(plain);
  if (!match) return undefined;
  const fraction = (match[2] ?? '').slice(0, 12).replace(/0+$/, '');
  return fraction === '' ? match[1] : `${match[1]}.${fraction}`;
}

/** xAI counts in ticks, 10^10 to the dollar. */
const TICK_DIGITS = 10;

function ticksText(ticks: unknown): string | undefined {
  if (typeof ticks !== 'number' || !Number.isSafeInteger(ticks) || ticks < 0) return undefined;
  const digits = String(ticks).padStart(TICK_DIGITS + 1, '0');
  return amountText(`${digits.slice(0, -TICK_DIGITS)}.${digits.slice(-TICK_DIGITS)}`);
}

/** Where an answer, or what an SDK adds to it, says what the call cost in USD. */
const PLACES: readonly (readonly string[])[] = [
  // OpenRouter, and gateways that copy it
  ['usage', 'cost'],
  // Perplexity
  ['usage', 'cost', 'total_cost'],
  // DeepInfra
  ['usage', 'estimated_cost'],
  // LiteLLM: logging payload, and its SDKs
  ['response_cost'],
  ['_hidden_params', 'response_cost'],
  // Vercel AI Gateway: by its own protocol, and by OpenAI's
  ['providerMetadata', 'gateway', 'cost'],
  ['provider_metadata', 'gateway', 'cost'],
  // OpenRouter and Perplexity as the AI SDK passes them on
  ['providerMetadata', 'openrouter', 'usage', 'cost'],
  ['providerMetadata', 'perplexity', 'cost', 'totalCost'],
  // Deepgram's record of a request
  ['response', 'details', 'usd'],
  // Runware, of one result
  ['cost'],
];

const TICKS: readonly (readonly string[])[] = [
  ['usage', 'cost_in_usd_ticks'],
  ['usage', 'raw', 'cost_in_usd_ticks'],
  ['providerMetadata', 'xai', 'costInUsdTicks'],
];

/**
 * What OpenRouter says of a call with a key of one's own: `cost` is its fee alone, and the provider bills the rest.
 * Without such a key both are the same amount, told twice.
 */
function ownKeyCost(usage: unknown): string | undefined {
  if (fieldOf(usage, 'is_byok') !== true && fieldOf(usage, 'isByok') !== true) return undefined;
  const fee = readDecimal(amountText(fieldOf(usage, 'cost')) ?? '0');
  const upstream = amountText(
    fieldAt(usage, 'cost_details', 'upstream_inference_cost') ??
      fieldAt(usage, 'costDetails', 'upstreamInferenceCost'),
  );
  const billed = upstream === undefined ? undefined : readDecimal(upstream);
  return fee === undefined || billed === undefined ? undefined : writeDecimal(fee + billed);
}

/**
 * What Vercel's gateway says of a call with a key of one's own: it charges nothing, and the provider bills the market's
 * price.
 */
function marketCost(answer: unknown): string | undefined {
  const gateway = fieldAt(answer, 'providerMetadata', 'gateway');
  const isOwnKey = listOf(fieldOf(gateway, 'routing'), 'attempts').some(
    (attempt) => fieldOf(attempt, 'credentialType') === 'byok' && fieldOf(attempt, 'success') !== false,
  );
  return isOwnKey ? amountText(fieldOf(gateway, 'marketCost')) : undefined;
}

/** The header by which LiteLLM's proxy tells what a call cost. */
const HEADER = 'x-litellm-response-cost';

interface HeaderReader {
  get(name: string): string | null;
}

/**
 * What the provider itself says an answer cost, as decimal text in USD; undefined where it says nothing. It is
 * evidence beside the computed cost, and counts where no price is known.
 */
export function reportedCost(answer: unknown, headers?: HeaderReader): string | undefined {
  for (const path of TICKS) {
    const ticks = ticksText(fieldAt(answer, ...path));
    if (ticks !== undefined) return ticks;
  }
  const own =
    ownKeyCost(fieldOf(answer, 'usage')) ??
    ownKeyCost(fieldAt(answer, 'providerMetadata', 'openrouter', 'usage')) ??
    marketCost(answer);
  if (own !== undefined) return own;
  for (const path of PLACES) {
    const amount = amountText(fieldAt(answer, ...path));
    if (amount !== undefined) return amount;
  }
  const message = fieldOf(listOf(answer, 'choices')[0], 'message');
  return (
    amountText(fieldAt(message, 'provider_metadata', 'gateway', 'cost')) ?? amountText(headers?.get(HEADER))
  );
}
