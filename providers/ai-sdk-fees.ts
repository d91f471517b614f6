import { sessionId } from './container-session.ts';
import { fieldAt, fieldOf, isFields, textField } from './fields.ts';
import { groundingFees, groundingQueries } from './gemini.ts';
import { modelFees } from './model-fees.ts';
import { PREVIEW_TOOL, xaiFees } from './openai-tools.ts';

type Fees = Record<string, number>;

/** Fees by the tool's name, as the providers of the SDK name what they run themselves. */
const TOOLS: ReadonlyMap<string, string> = new Map([
  ['web_search', 'web_searches'],
  ['web_search_preview', 'web_searches'],
  ['x_search', 'web_searches'],
  ['file_search', 'storage_searches'],
]);

/** What sets the price of these calls beside the model: see `responseTerms`. */
export function aiSdkTerms(content: readonly unknown[]): Readonly<Record<string, string>> {
  const names = content.map((part) => textField(part, 'toolName') ?? '');
  return names.some((name) => PREVIEW_TOOL.test(name)) ? { search_tool: 'preview' } : {};
}

/** Whether a search call only looked at a page that was found before. */
function isLook(result: unknown): boolean {
  const action = fieldAt(result, 'action', 'type') ?? fieldAt(result, 'type');
  return typeof action === 'string' && /^(?:open|find)/i.test(action);
}

/**
 * Calls of tools with a fee in a result, or in the parts of a stream: those that the provider ran itself. Anthropic
 * counts its searches in the usage, and Google's are billed by prompt or query.
 */
export function aiSdkFees(
  content: readonly unknown[],
  metadata: unknown,
  usage: unknown,
  model: string,
): Fees {
  // xAI counts all calls of its tools in the usage that comes along.
  const told = fieldAt(usage, 'raw', 'server_side_tool_usage_details');
  if (isFields(told)) return xaiFees(told);
  const fees: Fees = { ...modelFees(model).fees };
  const looks = new Set(
    content
      .filter((part) => fieldOf(part, 'type') === 'tool-result')
      .filter((part) => isLook(fieldOf(part, 'result') ?? fieldOf(part, 'output')))
      .map((part) => textField(part, 'toolCallId')),
  );
  for (const part of content) {
    const unit = TOOLS.get(textField(part, 'toolName') ?? '');
    const isCall = fieldOf(part, 'type') === 'tool-call' && fieldOf(part, 'providerExecuted') === true;
    if (
      !isCall ||
      unit === undefined ||
      (unit === 'web_searches' && looks.has(textField(part, 'toolCallId')))
    ) {
      continue;
    }
    fees[unit] = (fees[unit] ?? 0) + 1;
  }
  const counted = searchesOfAnthropic(metadata, usage);
  if (counted !== undefined) fees['web_searches'] = counted;
  const grounding =
    fieldAt(metadata, 'google', 'groundingMetadata') ?? fieldAt(metadata, 'vertex', 'groundingMetadata');
  const grounded = groundingFees(groundingQueries(grounding), model);
  if (grounded > 0) fees['web_searches'] = grounded;
  return fees;
}

function isExecuted(part: unknown, toolName: string): boolean {
  return (
    fieldOf(part, 'type') === 'tool-call' &&
    fieldOf(part, 'toolName') === toolName &&
    fieldOf(part, 'providerExecuted') === true
  );
}

/**
 * Ids of the sessions of containers in which OpenAI ran code, see `sessionId`: the input of a call names its container
 * in its JSON.
 * @param at when the answer came, in seconds since 1970
 */
export function aiSdkSessions(content: readonly unknown[], at: number): string[] {
  const inputs = content
    .filter((part) => isExecuted(part, 'code_interpreter'))
    .map((part) => textField(part, 'input') ?? '');
  return inputs.flatMap((input) => {
    const container = /"containerId"\s*:\s*"([^"]+)"/.exec(input)?.[1];
    return container === undefined ? [] : [sessionId(container, at)];
  });
}

/** What a result bills besides and does not tell: images that a tool of OpenAI made come without their usage. */
export function aiSdkProblems(content: readonly unknown[]): readonly string[] {
  const images = content.filter((part) => isExecuted(part, 'image_generation')).length;
  return images === 0 ? [] : [`what ${images} images made by a tool cost is not told`];
}

function searchesOfAnthropic(metadata: unknown, usage: unknown): number | undefined {
  const places = [fieldOf(usage, 'raw'), fieldAt(metadata, 'anthropic', 'usage')];
  const counts = places.map((place) => fieldAt(place, 'server_tool_use', 'web_search_requests'));
  return counts.find((count): count is number => typeof count === 'number');
}
