import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { bedrockUsage } from '../../providers/bedrock-answer.ts';
import { anthropicDrafts, bedrockDraft } from '../convenience/llm-drafts.ts';
import { fieldOf, readUsage, UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall } from './billable-call.ts';

interface HeaderUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadInputTokens: number;
  cacheWriteInputTokens: number;
}

/** A header of the answer, in lower case; nothing where it has none. */
type HeaderOf = (name: string) => string | null | undefined;

/** A body may leave out what was cached; the headers tell it all the same. */
function withCached(body: unknown, usage: unknown, counted: HeaderUsage | undefined): object {
  if (counted === undefined) return body as object;
  const { cacheReadInputTokens, cacheWriteInputTokens } = counted;
  return {
    ...(body as object),
    usage: { cacheReadInputTokens, cacheWriteInputTokens, ...(usage as object) },
  };
}

/** Token counts that Bedrock puts into headers, whatever the model's own answer looks like. */
function headerUsage(header: HeaderOf): HeaderUsage | undefined {
  const told = (name: string) => header(`x-amzn-bedrock-${name}-token-count`) ?? undefined;
  if (told('input') === undefined) return undefined;
  const count = (name: string): number => Number(told(name) ?? 0);
  return {
    inputTokens: count('input'),
    outputTokens: count('output'),
    cacheReadInputTokens: count('cache-read-input'),
    cacheWriteInputTokens: count('cache-write-input'),
  };
}

/** What an answer of InvokeModel bills: Anthropic's own usage, Nova's, what headers count, or other makers' counts. */
export function invokeDrafts(body: unknown, header: HeaderOf, base: BillableCall['base']): UsageDraft[] {
  const usage = fieldOf(body, 'usage');
  if (fieldOf(usage, 'input_tokens') !== undefined) {
    const [own, ...others] = anthropicDrafts(body, base);
    return [{ ...own, model: base.model }, ...others];
  }
  const counted = headerUsage(header);
  if (fieldOf(usage, 'inputTokens') !== undefined)
    return [bedrockDraft(withCached(body, usage, counted), base)];
  if (counted) return [{ ...base, ...readUsage(fromBedrockConverse(counted)) }];
  return bedrockUsage(body) === undefined ? [{ ...base, usage: UNKNOWN_USAGE }] : [bedrockDraft(body, base)];
}
