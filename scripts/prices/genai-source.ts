import type { MatchLogic, ModelInfo, ModelPrice, Provider } from '@pydantic/genai-prices';
import type { PriceEntry, PriceSet } from '../../core/pricing/price-file.ts';

/** Providers taken from the source, by its name and ours. */
export const INCLUDED: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  aws: 'bedrock',
  azure: 'azure',
  mistral: 'mistral',
  deepseek: 'deepseek',
  groq: 'groq',
  perplexity: 'perplexity',
  cohere: 'cohere',
  'x-ai': 'x-ai',
  cloudflare: 'cloudflare',
  fireworks: 'fireworks',
  cerebras: 'cerebras',
  moonshotai: 'moonshotai',
  voyageai: 'voyageai',
};

/** The source's price keys and our usage parts; the quantity a price is for is the unit's usual one. */
const UNITS: Readonly<Record<string, string>> = {
  input_mtok: 'input_tokens',
  output_mtok: 'output_tokens',
  cache_read_mtok: 'cache_read_tokens',
  cache_write_mtok: 'cache_write_5m_tokens',
  cache_write_1h_mtok: 'cache_write_1h_tokens',
  input_audio_mtok: 'input_audio_tokens',
  input_image_mtok: 'input_image_tokens',
  input_video_mtok: 'input_video_tokens',
  cache_audio_read_mtok: 'cache_audio_read_tokens',
  cache_image_read_mtok: 'cache_image_read_tokens',
  output_audio_mtok: 'output_audio_tokens',
  output_image_mtok: 'output_image_tokens',
  output_video_mtok: 'output_video_tokens',
  output_reasoning_mtok: 'output_reasoning_tokens',
  output_citation_mtok: 'output_citation_tokens',
  audio_hours: 'audio_seconds',
  requests_kcount: 'requests',
  web_searches_kcount: 'web_searches',
  storage_searches_kcount: 'storage_searches',
  input_text_messages_kcount: 'messages',
  input_document_kpages: 'pages',
};

/** Keys that another key already says. */
const SKIPPED = new Set(['input_audio_hours', 'input_annotated_document_kpages']);

/** A price as a decimal string; binary noise beyond nine decimals is rounded off and reported. */
export function decimalOf(value: number, report: (message: string) => void): string {
  const text = String(value);
  if (/^\d+(\.\d{1,9})?$/.test(text)) return text;
  const rounded = value.toFixed(9).replace(/\.?0+$/, '');
  report(`${text} is written as ${rounded}`);
  return rounded;
}

function ruleOf(match: MatchLogic): (string | string[])[] {
  if ('equals' in match) return [match.equals];
  if ('starts_with' in match) return [`^${match.starts_with}`];
  if ('contains' in match) return [`*${match.contains}`];
  if ('ends_with' in match) return [`$${match.ends_with}`];
  if ('regex' in match) return [`~${match.regex.replace(/^\/(.*)\/$/, '$1')}`];
  if ('or' in match) return match.or.flatMap((part) => ruleOf(part));
  return [match.and.flatMap((part) => ruleOf(part).flat())];
}

const IN_A_GEOGRAPHY = /^\*(?:us|au|apac|eu|us-gov|jp|in)\.(.+)$/;

/** One rule for a Bedrock model in all geographies instead of one for each; `global.` has an entry before it. */
function withoutGeographies(rules: readonly (string | string[])[]): (string | string[])[] {
  const models = new Set(
    rules.flatMap((rule) => (typeof rule === 'string' ? (IN_A_GEOGRAPHY.exec(rule)?.[1] ?? []) : [])),
  );
  const others = rules.filter(
    (rule) =>
      typeof rule !== 'string' ||
      !(IN_A_GEOGRAPHY.test(rule) || (rule.startsWith('^') && models.has(rule.slice(1)))),
  );
  return [...[...models].map((model) => `*${model}`), ...others];
}

function serviceOf(model: ModelInfo, usd: Readonly<Record<string, unknown>>): string | undefined {
  if (/tts/.test(model.id)) return 'tts';
  if (/embed|^voyage|^text-embedding/.test(model.id)) return 'embedding';
  if ('audio_seconds' in usd || /whisper|transcribe/.test(model.id)) return 'stt';
  if (/image/.test(model.id)) return 'image';
  return undefined;
}

/**
 * OpenAI prices prompts "with more than 272K input tokens" apart; the source starts some of them one token lower.
 * https://developers.openai.com/api/docs/models/gpt-6-sol
 */
function documentedStart(start: number): number {
  return start === 271_999 ? 272_000 : start;
}

function usdOf(price: ModelPrice, report: (message: string) => void): Pick<PriceSet, 'usd' | 'over'> {
  const usd: Record<string, string | string[]> = {};
  let over: number[] | undefined;
  for (const [key, value] of Object.entries(price)) {
    const unit = UNITS[key];
    if (unit === undefined) {
      if (!SKIPPED.has(key)) report(`price key ${key} is not known and left out`);
      continue;
    }
    if (typeof value === 'number') usd[unit] = decimalOf(value, report);
    else if (value !== undefined && value !== null) {
      const starts = value.tiers.map((tier: { start: number }) => documentedStart(tier.start));
      if (over && over.join() !== starts.join())
        report(`tiers of ${key} start at ${starts.join()}, others at ${over.join()}`);
      over = starts;
      usd[unit] = [value.base, ...value.tiers.map((tier: { price: number }) => tier.price)].map((step) =>
        decimalOf(step, report),
      );
    }
  }
  return over ? { usd, over } : { usd };
}

/** Price sets in time: a start date closes the set before it, a time of day is beside its date's set. */
function setsOf(model: ModelInfo, report: (message: string) => void): PriceSet[] {
  const conditional = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const sets: PriceSet[] = [];
  let from: string | undefined;
  for (const { constraint, prices } of conditional) {
    const { usd, over } = usdOf(prices, report);
    if (Object.keys(usd).length === 0) continue;
    const tail = over ? { over, usd } : { usd };
    if (constraint && 'start_time' in constraint) {
      const hours = [constraint.start_time.slice(0, 5), constraint.end_time.slice(0, 5)] as const;
      sets.push({ ...(from === undefined ? {} : { from }), hours, ...tail });
      continue;
    }
    if (constraint) {
      const start = constraint.start_date;
      for (const [index, set] of sets.entries())
        if (!set.to) sets[index] = { ...head(set), to: start, ...tailOf(set) };
      from = start;
    }
    sets.push({ ...(from === undefined ? {} : { from }), ...tail });
  }
  return sets;
}

function head(set: PriceSet): Partial<PriceSet> {
  return set.from === undefined ? {} : { from: set.from };
}

function tailOf(set: PriceSet): Pick<PriceSet, 'usd'> & Partial<PriceSet> {
  const { from: _from, ...tail } = set;
  return tail;
}

/** One model of the source as an entry; nothing when the source gives it no price. */
function entryOf(model: ModelInfo, report: (message: string) => void): PriceEntry | undefined {
  const prices = setsOf(model, (message) => report(`${model.id}: ${message}`));
  if (prices.length === 0) return undefined;
  const logic = ruleOf(model.match);
  const names = logic.filter((rule): rule is string => typeof rule === 'string' && !/^[\^*$~]/.test(rule));
  const rules = withoutGeographies(logic.filter((rule) => typeof rule !== 'string' || /^[\^*$~]/.test(rule)));
  const service = serviceOf(model, prices[0]?.usd ?? {});
  const others = names.filter((name) => name !== model.id);
  return {
    id: model.id,
    ...(service === undefined ? {} : { service }),
    ...(others.length > 0 ? { names: others } : {}),
    ...(rules.length > 0 ? { rules } : {}),
    prices,
  };
}

/** Entries of the providers that the ledger includes, by our provider names, in the source's order. */
export function entriesOf(
  providers: readonly Provider[],
  report: (message: string) => void,
): Record<string, PriceEntry[]> {
  const result: Record<string, PriceEntry[]> = {};
  for (const [theirs, ours] of Object.entries(INCLUDED)) {
    const provider = providers.find(({ id }) => id === theirs);
    if (!provider)
      throw new Error(`the source has no provider "${theirs}" any more: take it out of INCLUDED`);
    result[ours] = provider.models.flatMap(
      (model) => entryOf(model, (message) => report(`${ours} ${message}`)) ?? [],
    );
  }
  return result;
}
