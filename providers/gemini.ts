import { lookUp } from '../contracts/look-up.ts';
import { isFields, listOf } from './fields.ts';
import { addOutput, addPrompt, MODALITIES, tokenSum, type ByModality } from './modalities.ts';
import { Reader, type UsageReading } from './reading.ts';

const TIERS: Readonly<Record<string, string>> = {
  ON_DEMAND_PRIORITY: 'priority',
  ON_DEMAND_FLEX: 'flex',
  ON_DEMAND_OFFPEAK: 'offpeak',
  PROVISIONED_THROUGHPUT: 'provisioned',
};

/** Tiers that have prices of their own; what else an answer or a gateway says there changes none. */
const PRICED_TIERS: ReadonlySet<string> = new Set([...Object.values(TIERS), 'batch']);

function knownTier(value: unknown): string | undefined {
  const tier = typeof value === 'string' ? value.toLowerCase().replace('service_tier_', '') : '';
  return PRICED_TIERS.has(tier) ? tier : undefined;
}

/** What the response says beside its usage. */
export interface GeminiContext {
  /** Searches that are billed: see `groundingFees`. */
  readonly webSearches?: number | undefined;
  /** Searches of Google Maps that are billed. */
  readonly mapSearches?: number | undefined;
  /** `batch` for work of the Batch API, which the usage itself does not tell. */
  readonly serviceTier?: string | undefined;
  /** What contradicts outside the usage. */
  readonly problems?: readonly string[] | undefined;
}

/** Names of one count and of its details, in `usageMetadata` and in the usage of an interaction. */
interface Names {
  readonly count: readonly string[];
  readonly details: readonly string[];
}

const PROMPT: Names = {
  count: ['promptTokenCount', 'total_input_tokens'],
  details: ['promptTokensDetails', 'input_tokens_by_modality'],
};
const CACHED: Names = {
  count: ['cachedContentTokenCount', 'total_cached_tokens'],
  details: ['cacheTokensDetails', 'cached_tokens_by_modality'],
};
const TOOLS: Names = {
  count: ['toolUsePromptTokenCount', 'total_tool_use_tokens'],
  details: ['toolUsePromptTokensDetails', 'tool_use_tokens_by_modality'],
};
const OUTPUT: Names = {
  count: ['responseTokenCount', 'candidatesTokenCount', 'total_output_tokens'],
  details: ['responseTokensDetails', 'candidatesTokensDetails', 'output_tokens_by_modality'],
};

/**
 * `usageMetadata` of generation and the usage of an interaction: cached tokens are inside the prompt, thoughts and
 * tool prompts stand beside prompt and output. Modalities come from the details; tokens that these leave out are
 * text.
 */
export function fromGemini(usage: unknown, context: GeminiContext = {}): UsageReading {
  const read = new Reader(usage);
  const prompt = modalities(read, PROMPT, true);
  const tools = modalities(read, TOOLS);
  const output = modalities(read, OUTPUT);
  const thoughts = read.largest('thoughtsTokenCount', 'total_thought_tokens', 'total_reasoning_tokens');
  const cached = read.largest(...CACHED.count);
  if (cached > tokenSum(prompt)) {
    read.problem(`${cached} cached tokens are more than the prompt (${tokenSum(prompt)})`);
  }
  addPrompt(read, prompt, Math.min(cached, tokenSum(prompt)), details(read, CACHED).counts);
  addPrompt(read, tools, 0);
  addOutput(read, output);
  read.part('output_reasoning_tokens', thoughts);
  read.part('web_searches', context.webSearches ?? 0);
  read.part('map_searches', context.mapSearches ?? 0);
  checkTotal(read, tokenSum(prompt), tokenSum(tools), tokenSum(output) + thoughts);
  for (const problem of context.problems ?? []) read.problem(problem);
  const traffic = read.value('trafficType');
  const tier = context.serviceTier ?? read.value('serviceTier') ?? read.value('service_tier');
  read.attribute(
    'service_tier',
    knownTier(tier) ?? (typeof traffic === 'string' ? lookUp(TIERS, traffic) : undefined),
  );
  return read.result();
}

/** The total holds all of it; some answers leave tool prompts out of it. */
function checkTotal(read: Reader, prompt: number, tools: number, output: number): void {
  const total = read.largest('totalTokenCount', 'total_tokens');
  const sums = [prompt + tools + output, prompt + output];
  if (total !== 0 && !sums.includes(total)) {
    read.problem(`totalTokenCount is ${total}, but the parts add up to ${sums[0]}`);
  }
}

function details(read: Reader, names: Names): { counts: Record<keyof ByModality, number>; hasText: boolean } {
  const counts = { text: 0, image: 0, audio: 0, video: 0 };
  const path = names.details.find((one) => read.has(one)) ?? '';
  const list = read.value(path);
  let hasText = false;
  for (const [index, detail] of (Array.isArray(list) ? (list as unknown[]) : []).entries()) {
    if (!isFields(detail)) {
      read.problem(`${path}[${index}] must be an object`);
      continue;
    }
    const name = typeof detail['modality'] === 'string' ? detail['modality'].toLowerCase() : 'text';
    const modality = MODALITIES.find((known) => known === name) ?? 'text';
    hasText ||= modality === 'text';
    const count = detail['tokenCount'] ?? detail['tokens'] ?? detail['token_count'] ?? 0;
    counts[modality] += read.countOf(count, `${path}[${index}].tokenCount`);
  }
  return { counts, hasText };
}

function modalities(read: Reader, names: Names, required = false): ByModality {
  const path = names.count.find((one) => read.has(one)) ?? names.count[0] ?? '';
  const whole = read.count(path, required);
  const { counts, hasText } = details(read, names);
  const named = tokenSum(counts);
  const contradicts = named > whole || (hasText && named < whole);
  if (contradicts) {
    const list = names.details.find((one) => read.has(one));
    read.problem(`${list} add up to ${named}, but ${path} is ${whole}`);
  }
  // Beyond the whole nothing is certain but the whole: what the details say too much is taken off, text first.
  let excess = Math.max(named - whole, 0);
  for (const modality of MODALITIES) {
    const less = Math.min(excess, counts[modality]);
    counts[modality] -= less;
    excess -= less;
  }
  counts.text += Math.max(whole - named, 0);
  return counts;
}

/** True for models of Gemini that bill grounding by the prompt, however many searches it took: those up to Gemini 2. */
export function isGroundedByPrompt(model: string): boolean {
  return /gemini-[12](?:\.|-|$)/i.test(model);
}

/** A query for images; the same text may be one for pages too. */
function imageQuery(query: unknown): unknown {
  return typeof query === 'string' && query.trim() !== '' ? `image: ${query}` : query;
}

/** The queries by which an answer was grounded, for pages and for images. */
export function groundingQueries(groundingMetadata: unknown): unknown[] {
  const images = listOf(groundingMetadata, 'imageSearchQueries').map(imageQuery);
  return [...listOf(groundingMetadata, 'webSearchQueries'), ...images];
}

/**
 * Searches that Google bills for grounding: models up to Gemini 2 by the prompt that was grounded, later ones by
 * each different query that is not empty.
 * @param queries all that the answer names
 */
export function groundingFees(queries: readonly unknown[], model: string): number {
  const asked = queries.filter((query): query is string => typeof query === 'string' && query.trim() !== '');
  if (asked.length === 0) return 0;
  return isGroundedByPrompt(model) ? 1 : new Set(asked.map((query) => query.trim())).size;
}
