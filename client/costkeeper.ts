import {
  computeDraft,
  emailDraft,
  lambdaDraft,
  queueDraft,
  storageDrafts,
  type ComputeUsage,
  type EmailUsage,
  type LambdaUsage,
  type QueueUsage,
  type StorageUsage,
} from './convenience/infrastructure-drafts.ts';
import {
  elevenLabsDraft,
  imageDraft,
  replicateDraft,
  videoDraft,
  type ElevenLabsUsage,
  type ImageUsage,
  type ReplicatePrediction,
  type ReplicateUsage,
  type VideoUsage,
} from './convenience/media-drafts.ts';
import { anthropicDraft, bedrockDraft, googleDraft } from './convenience/llm-drafts.ts';
import { openAiDraft, type OpenAiUsage } from './convenience/openai-draft.ts';
import type { DraftExtras } from './convenience/draft-extras.ts';
import type { CostkeeperOptions } from './core/costkeeper-options.ts';
import { CostkeeperCore } from './core/costkeeper.ts';
import type { UsageDraft } from './core/usage-event.ts';

/** The client: the core, and one method for each kind of usage. Each method returns the event's id. */
export class Costkeeper extends CostkeeperCore {
  /** A chat completion, response, embeddings, images or transcript, as the API answered it. */
  recordOpenAI(response: object, extras?: OpenAiUsage): string {
    return this.#recordAnswer(() => openAiDraft(response, extras));
  }

  /** A message, as the API answered it or the SDK put it together. */
  recordAnthropic(message: object, extras?: DraftExtras): string {
    return this.#recordAnswer(() => anthropicDraft(message, extras));
  }

  /** An answer of the Gemini API or of Vertex AI; of a stream, its last chunk. */
  recordGoogle(response: object, extras?: DraftExtras): string {
    return this.#recordAnswer(() => googleDraft(response, extras));
  }

  /** An answer of Converse, or the `metadata` event of its stream; neither names the model. */
  recordBedrock(response: object, extras: DraftExtras & { model: string }): string {
    return this.#recordAnswer(() => bedrockDraft(response, extras));
  }

  recordImage(input: ImageUsage): string {
    return this.record(imageDraft(input));
  }

  recordVideo(input: VideoUsage): string {
    return this.record(videoDraft(input));
  }

  recordElevenLabs(input: ElevenLabsUsage): string {
    return this.record(elevenLabsDraft(input));
  }

  recordReplicate(prediction: ReplicatePrediction, input?: ReplicateUsage): string {
    return this.record(replicateDraft(prediction, input));
  }

  recordLambda(input: LambdaUsage): string {
    return this.record(lambdaDraft(input));
  }

  recordCompute(input: ComputeUsage): string {
    return this.record(computeDraft(input));
  }

  /** Several kinds of requests are several price rows, so several events. */
  recordStorage(input: StorageUsage): string[] {
    return storageDrafts(input).map((draft) => this.record(draft));
  }

  recordEmail(input: EmailUsage): string {
    return this.record(emailDraft(input));
  }

  recordQueue(input: QueueUsage): string {
    return this.record(queueDraft(input));
  }

  /** An answer that cannot be read is counted as lost, never thrown; then the id is empty. */
  #recordAnswer(draft: () => UsageDraft): string {
    let read: UsageDraft;
    try {
      read = draft();
    } catch (error) {
      return this.countUnreadable(error);
    }
    return this.record(read);
  }
}

/**
 * Makes a client.
 * @example
 * const costkeeper = createCostkeeper({ queueUrl: process.env.COSTKEEPER_QUEUE_URL });
 * costkeeper.record({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 800, output_tokens: 340 } });
 */
export function createCostkeeper(options: CostkeeperOptions): Costkeeper {
  return new Costkeeper(options);
}
