import { fieldOf, isFields, textField } from './fields.ts';
import { Reader, type UsageReading } from './reading.ts';

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

/** Iterations that the top level of the usage leaves out, with the model that made them. */
function iterationsBeside(usage: unknown): { at: string; model: string | undefined }[] {
  const list = fieldOf(usage, 'iterations');
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown, index) =>
    isFields(one) && one['type'] !== 'message'
      ? [{ at: `iterations.${index}.`, model: textField(one, 'model') }]
      : [],
  );
}

function addTerms(read: Reader): void {
  read.attribute('service_tier', read.value('service_tier'));
  read.attribute('inference_geo', read.value('inference_geo'));
  read.attribute('speed', read.value('speed'));
}

/**
 * Messages API. The top level is what the model itself read and wrote; a compaction, which it leaves out, is
 * added. Work of other models is told by `fromAnthropicAdvisors`.
 */
export function fromAnthropic(usage: unknown, model?: string): UsageReading {
  const read = new Reader(usage);
  addTokens(read, '');
  for (const iteration of iterationsBeside(usage)) {
    if (iteration.model === undefined || iteration.model === model) addTokens(read, iteration.at);
  }
  read.part('web_searches', read.count('server_tool_use.web_search_requests'));
  addTerms(read);
  return read.result();
}

/** Usage of other models that worked on a message, such as an advisor: each is billed at its own prices. */
export function fromAnthropicAdvisors(
  usage: unknown,
  model?: string,
): { model: string; reading: UsageReading }[] {
  const others = Map.groupBy(iterationsBeside(usage), (one) => one.model);
  return [...others].flatMap(([name, iterations]) => {
    if (name === undefined || name === model) return [];
    const read = new Reader(usage);
    for (const { at } of iterations) addTokens(read, at);
    addTerms(read);
    return [{ model: name, reading: read.result() }];
  });
}
