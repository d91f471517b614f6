import { anthropicDraft } from '../convenience/llm-drafts.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

type Fields = Record<string, unknown>;

/**
 * `message_start` has the input, `message_delta` the output so far: the later one wins, field by field. Until
 * a delta came, the output is guessed from the text.
 */
export function messageStream(asked: unknown, base: BillableCall['base']): StreamReading {
  let usage: Fields | undefined;
  let model: string | undefined;
  let characters = 0;
  let told = false;
  const draft = (more: Fields): UsageDraft => anthropicDraft({ model, usage: { ...usage, ...more } }, base);
  return {
    event(data) {
      const type = fieldOf(data, 'type');
      if (type === 'message_start') {
        usage = fieldOf(fieldOf(data, 'message'), 'usage') as Fields | undefined;
        model = textField(fieldOf(data, 'message'), 'model');
      } else if (type === 'message_delta') {
        const update = Object.entries((fieldOf(data, 'usage') ?? {}) as Fields);
        usage = { ...usage, ...Object.fromEntries(update.filter(([, value]) => value !== null)) };
        told = true;
      } else if (type === 'content_block_delta') {
        characters += charactersIn(fieldOf(data, 'delta'));
      }
      return 'keep';
    },
    usage: () => (told ? draft({}) : undefined),
    estimate() {
      const output_tokens = guessTokens(characters);
      if (usage) return draft({ output_tokens });
      const input_tokens = guessTokens(charactersIn(asked));
      return { ...base, usage: { input_tokens, output_tokens } };
    },
  };
}
