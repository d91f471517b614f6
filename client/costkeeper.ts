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
import type { CostkeeperOptions } from './core/costkeeper-options.ts';
import { CostkeeperCore } from './core/costkeeper.ts';

/** The client: the core, and one method for each kind of usage. Each method returns the event's id. */
export class Costkeeper extends CostkeeperCore {
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
