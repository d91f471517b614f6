import { updatedUsage } from '../../providers/anthropic-updates.ts';
import type { Fields } from '../../providers/fields.ts';
import { anthropicDrafts } from '../convenience/llm-drafts.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

const BROKEN = 'the stream ended by an error: its input is told, its output is guessed from the text';

/**
 * `message_start` has the input, `message_delta` the output so far: the later one wins, field by field. Until
 * a delta came, the output is guessed from the text; of a stream that an error ends the input stays certain.
 */
export function messageStream(asked: unknown, base: BillableCall['base']): StreamReading {
  let usage: Fields | undefined;
  let model: string | undefined;
  let characters = 0;
  let told = false;
  let broken = false;
  let ending: unknown;
  // What was said and where one model gave way to the next: a refusal that says nothing is billed otherwise.
  const content: unknown[] = [];
  const drafts = (more: Fields): [UsageDraft, ...UsageDraft[]] => {
    const [stop_reason, stop_details] = [fieldOf(ending, 'stop_reason'), fieldOf(ending, 'stop_details')];
    return anthropicDrafts({ model, stop_reason, stop_details, content, usage: { ...usage, ...more } }, base);
  };
  return {
    event(data) {
      const type = fieldOf(data, 'type');
      if (type === 'message_start') {
        usage = fieldOf(fieldOf(data, 'message'), 'usage') as Fields | undefined;
        model = textField(fieldOf(data, 'message'), 'model');
      } else if (type === 'message_delta') {
        usage = updatedUsage(usage, fieldOf(data, 'usage'));
        ending = fieldOf(data, 'delta');
        told = true;
      } else if (type === 'error') {
        broken = true;
      } else if (type === 'content_block_start') {
        const block = fieldOf(data, 'content_block');
        if (fieldOf(block, 'type') === 'fallback') content.push(block);
      } else if (type === 'content_block_delta') {
        if (fieldOf(content.at(-1), 'type') !== 'text') content.push({ type: 'text' });
        characters += charactersIn(fieldOf(data, 'delta'));
      }
      return 'keep';
    },
    usage() {
      if (told) return drafts({});
      if (!broken || usage === undefined) return undefined;
      const [draft, ...others] = drafts({ output_tokens: guessTokens(characters) });
      return [{ ...draft, problems: [...(draft.problems ?? []), BROKEN] }, ...others];
    },
    estimate() {
      const output_tokens = guessTokens(characters);
      if (usage) return drafts({ output_tokens })[0];
      const input_tokens = guessTokens(charactersIn(asked));
      return { ...base, usage: { input_tokens, output_tokens } };
    },
  };
}
