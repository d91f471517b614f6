import { aiSdkFees, aiSdkProblems, aiSdkSessions, aiSdkTerms } from '../../providers/ai-sdk-fees.ts';
import { readAiSdkUsage } from '../../providers/ai-sdk-raw.ts';
import { fromOtherModels, servedModel } from '../../providers/anthropic.ts';
import { type BilledPart, sessionParts } from '../../providers/answer.ts';
import { fieldAt } from '../../providers/fields.ts';
import { reportedCost } from '../../providers/reported-cost.ts';
import { draftsOf, fieldOf, listOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';
import type { FirstSessions } from './seen-containers.ts';

/** What the middleware is told about the model. */
export interface AiSdkModel {
  readonly provider: string;
  readonly modelId: string;
}

/** The call whose answer is read. */
interface ReadCall {
  readonly base: BillableCall['base'];
  readonly model: AiSdkModel;
  readonly sessions: FirstSessions;
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
    raw: fieldOf(usage, 'raw'),
  };
}

function serviceTier(metadata: unknown): string | undefined {
  const named = Object.values(metadata ?? {}).map((own) => textField(own, 'serviceTier'));
  return named.find((tier) => tier !== undefined);
}

/** The usage as the provider itself answered it, which the SDK passes on for Anthropic. */
function rawUsage(usage: unknown, metadata: unknown): unknown {
  return fieldOf(usage, 'raw') ?? fieldAt(metadata, 'anthropic', 'usage');
}

interface Told {
  readonly result: unknown;
  readonly content: readonly unknown[];
  readonly answered: string | undefined;
}

function draftsOfCall(told: Told, { base, model, sessions }: ReadCall): UsageDraft[] {
  const metadata = fieldOf(told.result, 'providerMetadata');
  const usage = flatUsage(fieldOf(told.result, 'usage'));
  const raw = rawUsage(usage, metadata);
  const asked = told.answered ?? base.model;
  const named = servedModel(raw, asked) ?? asked;
  const reading = readAiSdkUsage(usage, {
    provider: model.provider,
    model: named,
    serviceTier: serviceTier(metadata),
    metadata,
    fees: aiSdkFees(told.content, metadata, usage, named),
    terms: aiSdkTerms(told.content),
    problems: aiSdkProblems(told.content),
  });
  const parts: BilledPart[] = [{ service: base.service ?? 'llm', reading }];
  const others = fromOtherModels(raw, { model: named, asked });
  parts.push(...others.map((other) => ({ service: 'llm' as const, ...other })));
  parts.push(...sessionParts(aiSdkSessions(told.content, sessions.now() / 1000)));
  const reported = reportedCost({ usage, providerMetadata: metadata });
  return sessions.first(draftsOf(parts, { provider: base.provider, model: named }, {}, reported));
}

/** What one call that is answered whole bills. */
export function usageOfGenerate(result: unknown, call: ReadCall): UsageDraft[] {
  const answered = textField(fieldOf(result, 'response'), 'modelId');
  return draftsOfCall({ result, content: listOf(result, 'content'), answered }, call);
}

/** The parts of a streamed model call; `finish` has the usage. */
export function aiSdkReading(call: ReadCall, prompt: unknown): StreamReading {
  let usage: UsageDraft[] | undefined;
  let answered: string | undefined;
  let characters = 0;
  const tools: unknown[] = [];
  return {
    event(part) {
      const type = textField(part, 'type') ?? '';
      if (type === 'response-metadata') answered = textField(part, 'modelId') ?? answered;
      else if (type === 'finish') usage = draftsOfCall({ result: part, content: tools, answered }, call);
      else if (type === 'tool-call' || type === 'tool-result') tools.push(part);
      else characters += charactersIn(fieldOf(part, 'delta'));
      return 'keep';
    },
    usage: () => usage,
    estimate() {
      const input_tokens = guessTokens(charactersIn(prompt));
      return { ...call.base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}
