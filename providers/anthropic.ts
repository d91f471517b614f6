import { isFields, listOf, numberField, textField } from './fields.ts';
import { Reader, type UsageReading } from './reading.ts';

/** What a message says beside its usage. */
export interface AnthropicContext {
  /** The model that the message names; where a fallback answered, the usage names it. */
  readonly model?: string | undefined;
  /** The model that was asked for. */
  readonly asked?: string | undefined;
  /** The message refuses before it says anything, which costs nothing: see `isFreeRefusal`. */
  readonly unbilled?: boolean | undefined;
  /** By model, the category for which it declined before a fallback was tried. */
  readonly declined?: ReadonlyMap<string, string> | undefined;
}

/** Tokens of a message, or of one of its iterations: `input_tokens` is what is left beside the cache. */
function addTokens(read: Reader, at: string): void {
  const output = read.count(`${at}output_tokens`, at === '');
  const thinking = read.count(`${at}output_tokens_details.thinking_tokens`);
  read.part('input_tokens', read.count(`${at}input_tokens`, at === ''));
  read.part('cache_read_tokens', read.count(`${at}cache_read_input_tokens`));
  addWrites(read, at);
  read.part('output_tokens', read.rest(output, [thinking], `${at}output_tokens`));
  read.part('output_reasoning_tokens', thinking);
}

/** Cache writes are split by their time to live where the usage says so; else they last five minutes, the default. */
function addWrites(read: Reader, at: string): void {
  const written = read.count(`${at}cache_creation_input_tokens`);
  const short = read.count(`${at}cache_creation.ephemeral_5m_input_tokens`);
  const long = read.count(`${at}cache_creation.ephemeral_1h_input_tokens`);
  const split = read.has(`${at}cache_creation`);
  if (split && read.has(`${at}cache_creation_input_tokens`) && written !== short + long) {
    read.problem(`${at}cache_creation_input_tokens is ${written}, but the parts add up to ${short + long}`);
  }
  read.part('cache_write_5m_tokens', Math.max(written - long, short));
  read.part('cache_write_1h_tokens', long);
}

/** The attempt of a fallback, which the top level of the usage describes. */
const FALLBACK = 'fallback_message';

/**
 * Categories whose refusals are billed though nothing was said: platform.claude.com, "Refusals and fallback",
 * September 2026.
 */
const BILLED_REFUSALS: ReadonlySet<string> = new Set(['bio', 'frontier_llm', 'reasoning_extraction']);

/** Whether a refusal of this category costs nothing where it comes before any output. */
export function isFreeRefusal(category: string | undefined): boolean {
  return !BILLED_REFUSALS.has(category ?? '');
}

interface Iteration {
  readonly at: string;
  readonly type: string;
  readonly model: string | undefined;
  readonly output: number;
}

function iterationsOf(usage: unknown): Iteration[] {
  return listOf(usage, 'iterations').flatMap((one, index) => {
    if (!isFields(one)) return [];
    const output = numberField(one, 'output_tokens');
    const type = textField(one, 'type') ?? '';
    return [{ at: `iterations.${index}.`, type, model: textField(one, 'model'), output }];
  });
}

/** The model that answered: a fallback's where one did, though the start of a stream names the one that was asked. */
export function servedModel(usage: unknown, model: string | undefined): string | undefined {
  return iterationsOf(usage).findLast(({ type }) => type === FALLBACK)?.model ?? model;
}

function undated(model: string | undefined): string {
  return (model ?? '').replace(/-\d{8}$/, '');
}

/**
 * Iterations that the top level of the usage leaves out, with the model that made them: compactions, advisors, and
 * attempts that declined before a fallback answered, if they said something or declined for a category that is billed.
 */
function iterationsBeside(usage: unknown, context: AnthropicContext): Iteration[] {
  const all = iterationsOf(usage);
  const served = undated(servedModel(usage, context.model));
  const fellBack = all.some(({ type }) => type === FALLBACK);
  return all.flatMap((one) => {
    if (one.type === FALLBACK) return [];
    if (one.type !== 'message') return [one];
    const model = one.model ?? context.asked;
    if (!fellBack || model === undefined || undated(model) === served) return [];
    return one.output > 0 || !isFreeRefusal(context.declined?.get(model)) ? [{ ...one, model }] : [];
  });
}

function addTerms(read: Reader): void {
  read.attribute('service_tier', read.value('service_tier'));
  read.attribute('inference_geo', read.value('inference_geo'));
  read.attribute('speed', read.value('speed'));
}

/**
 * Messages API. The top level is what the model that answered read and wrote; a compaction, which it leaves out, is
 * added. Work of other models is told by `fromOtherModels`.
 */
export function fromAnthropic(usage: unknown, context: AnthropicContext = {}): UsageReading {
  const read = new Reader(usage);
  const own = servedModel(usage, context.model);
  if (context.unbilled !== true) addTokens(read, '');
  for (const { at, model } of iterationsBeside(usage, context)) {
    if (model === undefined || model === own) addTokens(read, at);
  }
  read.part('web_searches', read.count('server_tool_use.web_search_requests'));
  addTerms(read);
  return read.result();
}

/**
 * Usage of other models that worked on a message, such as an advisor, or one that declined before a fallback answered:
 * each is billed at its own prices.
 */
export function fromOtherModels(
  usage: unknown,
  context: AnthropicContext = {},
): { model: string; reading: UsageReading }[] {
  const own = servedModel(usage, context.model);
  const others = Map.groupBy(iterationsBeside(usage, context), ({ model }) => model);
  return [...others].flatMap(([name, iterations]) => {
    if (name === undefined || name === own) return [];
    const read = new Reader(usage);
    for (const { at } of iterations) addTokens(read, at);
    addTerms(read);
    return [{ model: name, reading: read.result() }];
  });
}
