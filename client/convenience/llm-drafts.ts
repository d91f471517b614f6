import { fromAnthropic } from '../../providers/anthropic.ts';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { fromGemini } from '../../providers/gemini.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { withExtras, type DraftExtras } from './draft-extras.ts';
import { fieldOf, listOf, readUsage, textField, UNKNOWN_USAGE } from './read-usage.ts';

/** What an Anthropic message cost; of a stream, the message that the SDK puts together. */
export function anthropicDraft(message: unknown, extras: DraftExtras = {}): UsageDraft {
  const model = textField(message, 'model') ?? extras.model ?? 'unknown';
  const read = readUsage(fromAnthropic(fieldOf(message, 'usage')));
  return withExtras({ provider: 'anthropic', service: 'llm', ...read, model }, { ...extras, model });
}

/** One line of a batch's results; batches have their own price. Nothing for a request that was not billed. */
export function anthropicBatchDraft(line: unknown, extras: DraftExtras = {}): UsageDraft | undefined {
  const result = fieldOf(line, 'result');
  if (fieldOf(result, 'type') !== 'succeeded') return undefined;
  const attributes = { ...extras.attributes, service_tier: 'batch' };
  return anthropicDraft(fieldOf(result, 'message'), { ...extras, attributes });
}

function groundingSearches(response: unknown): number {
  const queries = listOf(response, 'candidates').map((candidate) =>
    listOf(fieldOf(candidate, 'groundingMetadata'), 'webSearchQueries'),
  );
  return queries.flat().length;
}

/** Models that are billed by the picture answer with these, and without token counts. */
function googleImages(response: unknown): number {
  const answered = listOf(response, 'generatedImages').length || listOf(response, 'predictions').length;
  return answered;
}

/** What a Google GenAI answer cost: text, images and embeddings. */
export function googleDraft(response: unknown, extras: DraftExtras = {}): UsageDraft {
  const model = textField(response, 'modelVersion') ?? extras.model ?? 'unknown';
  const usage = fieldOf(response, 'usageMetadata');
  const images = googleImages(response);
  if (usage === undefined) {
    const service = images > 0 ? 'image' : extras.service;
    const parts = images > 0 ? { images } : UNKNOWN_USAGE;
    return withExtras({ provider: 'google', service, model, usage: parts }, { ...extras, model });
  }
  const read = readUsage(fromGemini(usage, { webSearches: groundingSearches(response) }));
  return withExtras({ provider: 'google', service: 'llm', ...read, model }, { ...extras, model });
}

/** What the answer of a Bedrock Converse call cost; it does not name its model, so the caller does. */
export function bedrockDraft(response: unknown, extras: DraftExtras & { model: string }): UsageDraft {
  const serviceTier = textField(fieldOf(response, 'serviceTier'), 'type');
  const read = readUsage(fromBedrockConverse(fieldOf(response, 'usage'), { serviceTier }));
  return withExtras({ provider: 'bedrock', service: 'llm', ...read, model: extras.model }, extras);
}
