import { anthropicDrafts } from '../convenience/llm-drafts.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

type Fields = Record<string, unknown>;

const SHORT = 'ephemeral_5m_input_tokens';
const LONG = 'ephemeral_1h_input_tokens';

function countOf(value: unknown, name: string): number {
  const count = fieldOf(value, name);
  return typeof count === 'number' ? count : 0;
}

/**
 * Cache writes grow while the answer is made, and only the start says how long they live: what was added since lives
 * as long as the rest where all of that had one time, else five minutes, the default.
 */
function withGrownWrites(before: Fields | undefined, update: Fields): Fields {
  const split = before?.['cache_creation'];
  const written = update['cache_creation_input_tokens'];
  if (typeof written !== 'number' || update['cache_creation'] !== undefined || !split) return {};
  const [short, long] = [countOf(split, SHORT), countOf(split, LONG)];
  const grown = Math.max(written - short - long, 0);
  const isLong = long > 0 && short === 0;
  return {
    cache_creation: isLong
      ? { [SHORT]: short, [LONG]: long + grown }
      : { [SHORT]: short + grown, [LONG]: long },
  };
}

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
  const drafts = (more: Fields): [UsageDraft, ...UsageDraft[]] =>
    anthropicDrafts({ model, usage: { ...usage, ...more } }, base);
  return {
    event(data) {
      const type = fieldOf(data, 'type');
      if (type === 'message_start') {
        usage = fieldOf(fieldOf(data, 'message'), 'usage') as Fields | undefined;
        model = textField(fieldOf(data, 'message'), 'model');
      } else if (type === 'message_delta') {
        const fields = Object.entries((fieldOf(data, 'usage') ?? {}) as Fields);
        const update = Object.fromEntries(fields.filter(([, value]) => value !== null));
        usage = { ...usage, ...update, ...withGrownWrites(usage, update) };
        told = true;
      } else if (type === 'error') {
        broken = true;
      } else if (type === 'content_block_delta') {
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
