import { Reader, type UsageReading } from './reading.ts';

/**
 * Messages API: `input_tokens` is what is left beside the cache. Cache writes are split by their time to
 * live where the response says so, else they are five minute writes, the default.
 */
export function fromAnthropic(usage: unknown): UsageReading {
  const read = new Reader(usage);
  const output = read.count('output_tokens', true);
  const written = read.count('cache_creation_input_tokens');
  const thinking = read.count('output_tokens_details.thinking_tokens');
  read.part('input_tokens', read.count('input_tokens', true));
  read.part('cache_read_tokens', read.count('cache_read_input_tokens'));
  if (read.has('cache_creation')) {
    const short = read.count('cache_creation.ephemeral_5m_input_tokens');
    const long = read.count('cache_creation.ephemeral_1h_input_tokens');
    read.part('cache_write_5m_tokens', short);
    read.part('cache_write_1h_tokens', long);
    read.total('cache_creation_input_tokens', short + long);
  } else {
    read.part('cache_write_5m_tokens', written);
  }
  read.part('output_tokens', read.rest(output, [thinking], 'output_tokens'));
  read.part('output_reasoning_tokens', thinking);
  read.part('web_searches', read.count('server_tool_use.web_search_requests'));
  read.attribute('service_tier', read.value('service_tier'));
  read.attribute('inference_geo', read.value('inference_geo'));
  read.attribute('speed', read.value('speed'));
  return read.result();
}
