import type { BilledPart } from './answer.ts';
import { fieldAt, fieldOf, isFields } from './fields.ts';
import { Reader } from './reading.ts';

/** Where Cohere's own API says what it bills: chat in the usage, embeddings and reranking in `meta`. */
export function billedUnits(answer: unknown): unknown {
  return (
    fieldAt(answer, 'usage', 'billed_units') ??
    fieldAt(answer, 'meta', 'billed_units') ??
    // The last event of a streamed chat.
    fieldAt(answer, 'delta', 'usage', 'billed_units')
  );
}

/**
 * What an answer of Cohere's own API bills: the tokens of `billed_units`, which are fewer than those of `tokens`, or
 * the searches of reranking; undefined for an answer without them.
 */
export function cohereParts(answer: unknown): BilledPart[] | undefined {
  const units = billedUnits(answer);
  if (!isFields(units)) return undefined;
  const read = new Reader(units);
  read.part('input_tokens', read.count('input_tokens'));
  read.part('input_image_tokens', read.count('image_tokens'));
  read.part('output_tokens', read.count('output_tokens'));
  const searches = read.count('search_units');
  read.part('requests', searches);
  const isEmbedding = searches > 0 || fieldOf(answer, 'embeddings') !== undefined;
  return [{ service: isEmbedding ? 'embedding' : 'llm', reading: read.result() }];
}
