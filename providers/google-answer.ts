import type { Asked, BilledPart } from './answer.ts';
import { unknownUsage } from './answer.ts';
import { fieldAt, fieldOf, listOf, textField } from './fields.ts';
import { fromGemini, groundingFees, groundingQueries, isGroundedByPrompt } from './gemini.ts';

/** Queries by which the answer was grounded, of all candidates or of the steps of an interaction. */
function queriesOf(response: unknown): unknown[] {
  const candidates = listOf(response, 'candidates').flatMap((candidate) =>
    groundingQueries(fieldOf(candidate, 'groundingMetadata')),
  );
  const steps = [...listOf(response, 'outputs'), ...listOf(response, 'steps')];
  const calls = steps.filter((step) => fieldOf(step, 'type') === 'google_search_call');
  return [...candidates, ...calls.flatMap((call) => listOf(fieldOf(call, 'arguments'), 'queries'))];
}

/** Whether places of Google Maps grounded the answer. */
function isMapped(response: unknown): boolean {
  return listOf(response, 'candidates').some((candidate) => {
    const grounding = fieldOf(candidate, 'groundingMetadata');
    return (
      textField(grounding, 'googleMapsWidgetContextToken') !== undefined ||
      listOf(grounding, 'groundingChunks').some((chunk) => fieldOf(chunk, 'maps') !== undefined)
    );
  });
}

/** Calls of one of Google's tools as the answer counts them; undefined where it counts none. */
function countedCalls(response: unknown, tool: 'google_search' | 'google_maps'): number | undefined {
  const told = listOf(fieldOf(response, 'usage'), 'grounding_tool_count');
  const counts = told
    .filter((one) => fieldOf(one, 'type') === tool)
    .map((one) => fieldOf(one, 'count'))
    .filter((count): count is number => typeof count === 'number');
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** Searches that are billed: as counted by the answer, or by its queries. */
function searchesOf(response: unknown, model: string): number {
  return countedCalls(response, 'google_search') ?? groundingFees(queriesOf(response), model);
}

/**
 * Searches of Google Maps that are billed. Models up to Gemini 2 bill a grounded prompt; later ones bill each query,
 * and an answer that does not count them tells no more than that there was one.
 */
function mapSearchesOf(response: unknown, model: string): { count: number; problems: string[] } {
  const counted = countedCalls(response, 'google_maps');
  if (counted !== undefined) return { count: counted, problems: [] };
  if (!isMapped(response)) return { count: 0, problems: [] };
  return { count: 1, problems: isGroundedByPrompt(model) ? [] : [UNCOUNTED_MAPS] };
}

const UNCOUNTED_MAPS = 'the answer does not tell how many searches of Google Maps it took: one is counted';

/** Models that are billed by the picture answer with these, and without token counts. */
function imagesOf(response: unknown): number {
  return listOf(response, 'generatedImages').length || listOf(response, 'predictions').length;
}

/** What an answer of Gemini or Vertex AI bills: generation, an interaction, images or embeddings. */
export function readGoogleAnswer(response: unknown, asked: Asked = {}): BilledPart[] {
  const model = textField(response, 'modelVersion') ?? textField(response, 'model') ?? asked.model ?? '';
  const usage = fieldOf(response, 'usageMetadata') ?? fieldOf(response, 'usage');
  const vectors = [fieldOf(response, 'embedding'), ...listOf(response, 'embeddings')];
  const isEmbedding = asked.service === 'embedding' || vectors.some((one) => one !== undefined);
  if (usage !== undefined) {
    const maps = mapSearchesOf(response, model);
    const context = {
      webSearches: searchesOf(response, model),
      mapSearches: maps.count,
      serviceTier: textField(response, 'service_tier') ?? asked.serviceTier,
      problems: maps.problems,
    };
    return [{ service: isEmbedding ? 'embedding' : 'llm', reading: fromGemini(usage, context) }];
  }
  // Vertex AI's own answers, and what Google's SDK makes of them.
  const tokens = [
    ...listOf(response, 'predictions').map((one) => fieldAt(one, 'embeddings', 'statistics', 'token_count')),
    ...vectors.map((one) => fieldAt(one, 'statistics', 'tokenCount')),
  ];
  const counted = tokens.filter((count): count is number => typeof count === 'number');
  if (counted.length > 0) {
    const input_tokens = counted.reduce((sum, count) => sum + count, 0);
    return [{ service: 'embedding', reading: { kind: 'usage', usage: { input_tokens }, attributes: {} } }];
  }
  const images = imagesOf(response);
  if (images > 0)
    return [{ service: 'image', reading: { kind: 'usage', usage: { images }, attributes: {} } }];
  return [
    { service: isEmbedding ? 'embedding' : 'llm', reading: unknownUsage('the answer tells no usage', null) },
  ];
}
