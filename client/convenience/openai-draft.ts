import { readOpenAiAnswer, unwrapOpenAi } from '../../providers/openai-answer.ts';
import { reportedCost } from '../../providers/reported-cost.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { DraftExtras } from './draft-extras.ts';
import { draftsOf, listOf, textField } from './read-usage.ts';

/** What an answer does not say by itself: embeddings, images and transcripts do not name their model. */
export interface OpenAiUsage extends DraftExtras {
  /** What was asked for, of images that are billed by the piece. */
  size?: string | undefined;
  quality?: string | undefined;
  /** What was asked for, of Perplexity: its request fee depends on it. */
  searchContextSize?: string | undefined;
}

/**
 * What an OpenAI answer cost: chat completion, response, `response.done` of realtime, embeddings, images or
 * transcript, told apart by their shape; one line of a batch's results too. Also for the many providers that speak
 * the same protocol; name them with `provider`. A tool that another model worked for is a draft of its own.
 */
export function openAiDrafts(
  received: unknown,
  asked: OpenAiUsage = {},
  headers?: Headers,
): [UsageDraft, ...UsageDraft[]] {
  const { size: _size, quality: _quality, searchContextSize: _context, ...extras } = asked;
  const { answer, batch } = unwrapOpenAi(received);
  const provider = asked.provider ?? 'openai';
  const model = textField(answer, 'model') ?? modelOfOutputs(answer) ?? asked.model ?? 'unknown';
  const parts = readOpenAiAnswer(answer, { ...asked, provider, model });
  const tier = batch ? { attributes: { ...extras.attributes, service_tier: 'batch' } } : {};
  return draftsOf(parts, { provider, model }, { ...extras, ...tier }, reportedCost(answer, headers));
}

/** A conversation of Mistral names the model of each output, and the request may name an agent alone. */
function modelOfOutputs(answer: unknown): string | undefined {
  return listOf(answer, 'outputs')
    .map((output) => textField(output, 'model'))
    .find((model) => model !== undefined);
}
