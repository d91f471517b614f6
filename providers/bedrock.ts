import { arrange } from './arrange.ts';
import { isFields } from './fields.ts';
import { Reader, type UsageReading } from './reading.ts';

/** What a response says beside its usage. */
export interface BedrockContext {
  /** The response's `serviceTier.type`. */
  readonly serviceTier?: string | undefined;
}

/**
 * Converse, InvokeModel of Nova and the metrics of streams: `inputTokens` is what is left beside the cache, and
 * the total holds the cached tokens or not. Writes are split by `cacheDetails`.
 */
export function fromBedrockConverse(usage: unknown, context: BedrockContext = {}): UsageReading {
  const read = new Reader(usage);
  const input = read.needed('inputTokens', 'inputTokenCount');
  const output = read.needed('outputTokens', 'outputTokenCount');
  const cached = read.largest('cacheReadInputTokens', 'cacheReadInputTokenCount');
  const written = read.largest('cacheWriteInputTokens', 'cacheWriteInputTokenCount');
  const details = read.value('cacheDetails');
  const long = hourWrites(read, Array.isArray(details) ? details : [], written);
  const left = arrange(
    read,
    { name: 'inputTokens', count: input, parts: [cached, written], place: 'beside' },
    { name: 'outputTokens', count: output, parts: [], place: 'inside' },
    { path: 'totalTokens' },
  );
  read.part('input_tokens', left.input);
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', Math.max(written - long, 0));
  read.part('cache_write_1h_tokens', long);
  read.part('output_tokens', left.output);
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
    return Math.min(long, written);
  }
  return long;
}
