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
import { anthropicDrafts, bedrockDraft, googleDrafts } from './convenience/llm-drafts.ts';
import { openAiDrafts, type OpenAiUsage } from './convenience/openai-draft.ts';
import type { DraftExtras } from './convenience/draft-extras.ts';
import type { SqsTransportMaker } from './core/configure-transport.ts';
import { checkSetup, type CheckReport } from './core/check-setup.ts';
import type { CostkeeperOptions } from './core/costkeeper-options.ts';
import { CostkeeperCore } from './core/costkeeper.ts';
import { BudgetDeniedError, type AuthorizeRequest, type Grant } from './core/gate-types.ts';
import { tellingFetch } from './core/key-expiry.ts';
import type { UsageDraft } from './core/usage-event.ts';

/** The client: the core, and a method for each kind of usage. Each returns the event's id, and throws nothing. */
export class Costkeeper extends CostkeeperCore {
  /** `sqsTransport` makes the way to a queue; without it the client sends over HTTP or a transport of your own. */
  constructor(options: CostkeeperOptions, sqsTransport?: SqsTransportMaker) {
    super({ ...options, fetch: tellingFetch(options.fetch, options.warn) }, sqsTransport);
  }

  /** A chat completion, response, `response.done` of realtime, embeddings, images, transcript or line of a batch. */
  recordOpenAI(response: object, extras?: OpenAiUsage): string {
    return this.#recordAnswer(() => openAiDrafts(response, extras));
  }

  /** A message, as the API answered it or the SDK put it together. */
  recordAnthropic(message: object, extras?: DraftExtras): string {
    return this.#recordAnswer(() => anthropicDrafts(message, extras));
  }

  /** An answer of the Gemini API or of Vertex AI; of a stream, its last chunk. */
  recordGoogle(response: object, extras?: DraftExtras): string {
    return this.#recordAnswer(() => googleDrafts(response, extras));
  }

  /** An answer of Converse, or the `metadata` event of its stream; neither names the model. */
  recordBedrock(response: object, extras: DraftExtras & { model: string }): string {
    return this.#recordOne(() => bedrockDraft(response, extras));
  }

  /**
   * Guards work of many billed calls, such as an agent's loop, by one hold for all of it. The hold stays until `work`
   * has ended and what it recorded has been sent: until then both count, so more is held than needed, never less.
   * With `asParent` each guard in it, a loop too, spends from it, in whichever process its context reaches.
   * @throws BudgetDeniedError if the answer is `deny`, and what `authorize` throws
   */
  async guardLoop<T>(request: AuthorizeRequest, work: (grant: Grant) => Promise<T>): Promise<T> {
    const grant = await this.authorize(request);
    if (grant.decision === 'deny') throw new BudgetDeniedError(grant);
    const { holdId } = grant;
    try {
      // An outer guard's hold is for one call, and not for one of these.
      const parentHoldId = request.asParent ? holdId : undefined;
      return await this.withContext({ holdId: null, parentHoldId }, () => work(grant));
    } finally {
      if (holdId !== undefined) void this.flush().then(() => this.release(holdId));
    }
  }

  /**
   * Tries to record, to ask the gate and to read, and says of each what is wrong. Nothing is recorded and nothing
   * stays held. Never rejects; for the start of an application, or its health check.
   */
  check(): Promise<CheckReport> {
    return checkSetup(this.checkParts());
  }

  recordImage(input: ImageUsage): string {
    return this.#recordOne(() => imageDraft(input));
  }

  recordVideo(input: VideoUsage): string {
    return this.#recordOne(() => videoDraft(input));
  }

  recordElevenLabs(input: ElevenLabsUsage): string {
    return this.#recordOne(() => elevenLabsDraft(input));
  }

  recordReplicate(prediction: ReplicatePrediction, input?: ReplicateUsage): string {
    return this.#recordOne(() => replicateDraft(prediction, input));
  }

  recordLambda(input: LambdaUsage): string {
    return this.#recordOne(() => lambdaDraft(input));
  }

  recordCompute(input: ComputeUsage): string {
    return this.#recordOne(() => computeDraft(input));
  }

  /** Several kinds of requests are several price rows, so several events; none where all that is named is nothing. */
  recordStorage(input: StorageUsage): string[] {
    return this.#recordAll(() => storageDrafts(input));
  }

  recordEmail(input: EmailUsage): string {
    return this.#recordOne(() => emailDraft(input));
  }

  recordQueue(input: QueueUsage): string {
    return this.#recordOne(() => queueDraft(input));
  }

  /** Records what an answer bills: one event, or one more for each other model that worked on it; the first one's id. */
  #recordAnswer(drafts: () => readonly [UsageDraft, ...UsageDraft[]]): string {
    return this.#recordAll(drafts)[0] ?? '';
  }

  #recordOne(draft: () => UsageDraft): string {
    return this.#recordAnswer(() => [draft()]);
  }

  /** Gives the ids. What no event can be made of is counted as lost, never thrown; then there is one empty id. */
  #recordAll(make: () => readonly UsageDraft[]): string[] {
    let drafts: readonly UsageDraft[];
    try {
      drafts = make();
    } catch (error) {
      return [this.countUnreadable(error)];
    }
    return drafts.map((draft) => this.record(draft));
  }
}
