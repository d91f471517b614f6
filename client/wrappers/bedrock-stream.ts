import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { invocationMetrics } from '../../providers/bedrock-answer.ts';
import { bedrockDraft } from '../convenience/llm-drafts.ts';
import { fieldOf, readUsage } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { messageStream } from './anthropic-stream.ts';
import type { Attempt } from './attempt.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

/** Passes a stream on and settles the attempt when it ends, breaks, or is left by its reader. */
export function observeIterable(stream: unknown, reading: StreamReading, attempt: Attempt): unknown {
  const source = stream as AsyncIterable<unknown> | undefined;
  if (source === undefined) return stream;
  async function* pass(events: AsyncIterable<unknown>): AsyncGenerator {
    let complete = false;
    try {
      for await (const event of events) {
        reading.event(event);
        yield event;
      }
      complete = true;
    } finally {
      attempt.settle(reading, complete);
    }
  }
  return { [Symbol.asyncIterator]: () => pass(source) };
}

/** The last event of a Converse stream is its `metadata`. */
export function converseStream(input: unknown, base: BillableCall['base']): StreamReading {
  let usage: UsageDraft | undefined;
  let characters = 0;
  return {
    event(event) {
      const metadata = fieldOf(event, 'metadata');
      if (metadata) usage = bedrockDraft(metadata, base);
      characters += charactersIn(fieldOf(fieldOf(event, 'contentBlockDelta'), 'delta'));
      return 'keep';
    },
    usage: () => usage && [usage],
    estimate() {
      const input_tokens = guessTokens(charactersIn(fieldOf(input, 'messages')));
      return { ...base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}

function decoded(event: unknown): unknown {
  const bytes = fieldOf(fieldOf(event, 'chunk'), 'bytes');
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** Chunks are the model's own events; Anthropic's tell their usage, and the last chunk of any tells counts. */
export function invokeStream(base: BillableCall['base'], asked?: unknown): StreamReading {
  const messages = messageStream(asked, base);
  let counted: UsageDraft | undefined;
  let characters = 0;
  return {
    event(event) {
      const chunk = decoded(event);
      messages.event(chunk);
      characters += charactersIn(fieldOf(chunk, 'delta') ?? fieldOf(chunk, 'generation'));
      const metrics = invocationMetrics(chunk);
      if (metrics) counted = { ...base, ...readUsage(fromBedrockConverse(metrics)) };
      return 'keep';
    },
    usage() {
      const told = messages.usage();
      if (told) return told.map((draft, index) => (index === 0 ? { ...draft, model: base.model } : draft));
      return counted && [counted];
    },
    estimate() {
      const guess = messages.estimate();
      return Number(guess.usage.input_tokens) > 0
        ? { ...guess, model: base.model }
        : { ...base, usage: { input_tokens: 0, output_tokens: guessTokens(characters) } };
    },
  };
}
