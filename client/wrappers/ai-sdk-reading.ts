import { fromAiSdk } from '../../providers/ai-sdk.ts';
import { fieldOf, readUsage, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

/** What the middleware is told about the model. */
export interface AiSdkModel {
  readonly provider: string;
  readonly modelId: string;
}

/** Usage of a model call (versions 6 and 7 of the SDK) in the names of the SDK's results. */
function flatUsage(usage: unknown): unknown {
  const input = fieldOf(usage, 'inputTokens');
  const output = fieldOf(usage, 'outputTokens');
  if (typeof input !== 'object' || input === null) return usage;
  return {
    inputTokens: fieldOf(input, 'total'),
    inputTokenDetails: {
      noCacheTokens: fieldOf(input, 'noCache'),
      cacheReadTokens: fieldOf(input, 'cacheRead'),
      cacheWriteTokens: fieldOf(input, 'cacheWrite'),
    },
    outputTokens: fieldOf(output, 'total'),
    outputTokenDetails: { reasoningTokens: fieldOf(output, 'reasoning') },
  };
}

function serviceTier(metadata: unknown): string | undefined {
  const named = Object.values(metadata ?? {}).map((own) => textField(own, 'serviceTier'));
  return named.find((tier) => tier !== undefined);
}

function draftOf(
  part: unknown,
  base: BillableCall['base'],
  model: AiSdkModel,
  answered: string | undefined,
): UsageDraft {
  const context = { provider: model.provider, serviceTier: serviceTier(fieldOf(part, 'providerMetadata')) };
  const read = readUsage(fromAiSdk(flatUsage(fieldOf(part, 'usage')), context));
  return { ...base, ...read, model: answered ?? base.model };
}

export function usageOfGenerate(result: unknown, base: BillableCall['base'], model: AiSdkModel): UsageDraft {
  return draftOf(result, base, model, textField(fieldOf(result, 'response'), 'modelId'));
}

/** The parts of a streamed model call; `finish` has the usage. */
export function aiSdkReading(base: BillableCall['base'], model: AiSdkModel, prompt: unknown): StreamReading {
  let usage: UsageDraft | undefined;
  let answered: string | undefined;
  let characters = 0;
  return {
    event(part) {
      const type = fieldOf(part, 'type');
      if (type === 'response-metadata') answered = textField(part, 'modelId') ?? answered;
      else if (type === 'finish') usage = draftOf(part, base, model, answered);
      else characters += charactersIn(fieldOf(part, 'delta'));
      return 'keep';
    },
    usage: () => usage,
    estimate() {
      const input_tokens = guessTokens(charactersIn(prompt));
      return { ...base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}
