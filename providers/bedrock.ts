import { isFields, Reader, type UsageReading } from './reading.ts';

/** What a Converse response says beside its usage. */
export interface BedrockContext {
  /** The response's `serviceTier.type`. */
  readonly serviceTier?: string | undefined;
}

/** Converse: `inputTokens` is what is left beside the cache; writes are split by `cacheDetails`. */
export function fromBedrockConverse(usage: unknown, context: BedrockContext = {}): UsageReading {
  const read = new Reader(usage);
  const input = read.count('inputTokens', true);
  const output = read.count('outputTokens', true);
  const cached = read.count('cacheReadInputTokens');
  const written = read.count('cacheWriteInputTokens');
  const details = read.value('cacheDetails');
  const long = hourWrites(read, Array.isArray(details) ? details : [], written);
  read.part('input_tokens', input);
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', read.rest(written, [long], 'cacheWriteInputTokens'));
  read.part('cache_write_1h_tokens', long);
  read.part('output_tokens', output);
  read.total('totalTokens', input + output, input + output + cached + written);
  read.attribute('service_tier', context.serviceTier);
  return read.result();
}

function hourWrites(read: Reader, details: readonly unknown[], written: number): number {
  let long = 0;
  let all = 0;
  for (const detail of details) {
    if (!isFields(detail)) {
      read.problem('cacheDetails must be objects');
      continue;
    }
    const count = read.countOf(detail['inputTokens'] ?? 0, 'cacheDetails.inputTokens');
    all += count;
    if (detail['ttl'] === '1h') long += count;
  }
  if (details.length > 0 && all !== written) {
    read.problem(`cacheDetails add up to ${all}, but cacheWriteInputTokens is ${written}`);
  }
  return long;
}
