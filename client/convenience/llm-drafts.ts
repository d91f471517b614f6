import { anthropicModel, readAnthropicAnswer } from '../../providers/anthropic-answer.ts';
import { bedrockUsage, fromBedrock } from '../../providers/bedrock-answer.ts';
import { readGoogleAnswer } from '../../providers/google-answer.ts';
import { reportedCost } from '../../providers/reported-cost.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { withExtras, type DraftExtras } from './draft-extras.ts';
import { draftsOf, fieldOf, readUsage, textField } from './read-usage.ts';

type Drafts = [UsageDraft, ...UsageDraft[]];

/**
 * What an Anthropic message cost; of a stream, the message that the SDK puts together. Another model that worked on
 * it, an advisor or one that declined before a fallback answered, is a draft of its own.
 */
export function anthropicDrafts(message: unknown, extras: DraftExtras = {}, headers?: Headers): Drafts {
  const model = anthropicModel(message) ?? extras.model ?? 'unknown';
  const provider = extras.provider ?? 'anthropic';
  const parts = readAnthropicAnswer(message, { model: extras.model ?? model });
  return draftsOf(parts, { provider, model }, extras, reportedCost(message, headers));
}

/** One line of a batch's results; batches have their own price. Nothing for a request that was not billed. */
export function anthropicBatchDrafts(line: unknown, extras: DraftExtras = {}): UsageDraft[] {
  const result = fieldOf(line, 'result');
  if (fieldOf(result, 'type') !== 'succeeded') return [];
  const attributes = { ...extras.attributes, service_tier: 'batch' };
  return anthropicDrafts(fieldOf(result, 'message'), { ...extras, attributes });
}

/** What a Google GenAI answer cost: text, images and embeddings, and interactions. */
export function googleDrafts(response: unknown, extras: DraftExtras = {}, headers?: Headers): Drafts {
  const model =
    textField(response, 'modelVersion') ?? textField(response, 'model') ?? extras.model ?? 'unknown';
  const provider = extras.provider ?? 'google';
  const serviceTier = headers?.get('x-gemini-service-tier') ?? undefined;
  const parts = readGoogleAnswer(response, { model, service: extras.service, serviceTier });
  return draftsOf(parts, { provider, model }, extras, reportedCost(response, headers));
}

/** What the answer of a Bedrock call cost; it does not name its model, so the caller does. */
export function bedrockDraft(response: unknown, extras: DraftExtras & { model: string }): UsageDraft {
  const serviceTier = textField(fieldOf(response, 'serviceTier'), 'type');
  const read = readUsage(fromBedrock(bedrockUsage(response), extras.model, { serviceTier }));
  return withExtras({ provider: 'bedrock', service: 'llm', ...read, model: extras.model }, extras);
}
