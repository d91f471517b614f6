import type { Asked, OwnAnswer } from './answer.ts';
import { fieldOf, listOf, textField } from './fields.ts';
import { Reader } from './reading.ts';

/** Counts and times that only answers of Ollama have; a prompt that is cached whole has no count of its own. */
const COUNTS = ['prompt_eval_count', 'eval_count', 'total_duration'];

/**
 * An answer of `/api/chat`, `/api/generate` or `/api/embed` of Ollama (docs.ollama.com/api): the counts stand beside the
 * answer, and in a stream in its last line alone. Undefined for answers of another form and for lines before the last.
 */
export function readOllama(answer: unknown, asked: Asked): OwnAnswer | undefined {
  if (!COUNTS.some((name) => typeof fieldOf(answer, name) === 'number')) return undefined;
  const read = new Reader(answer);
  read.part('input_tokens', read.count('prompt_eval_count'));
  read.part('output_tokens', read.count('eval_count'));
  const isEmbedding = listOf(answer, 'embeddings').length > 0;
  return {
    provider: 'ollama',
    model: textField(answer, 'model') ?? asked.model,
    id: undefined,
    at: fieldOf(answer, 'created_at'),
    part: { service: isEmbedding ? 'embedding' : 'llm', reading: read.result() },
  };
}
