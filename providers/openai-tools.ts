import { sessionId } from './container-session.ts';
import { modelFees } from './model-fees.ts';
import { fieldAt, fieldOf, isFields, listOf, numberField, textField } from './fields.ts';

type Fees = Readonly<Record<string, number>>;

/** Parts with a fee for each call of a tool. */
function withoutNone(fees: Fees): Fees {
  return Object.fromEntries(Object.entries(fees).filter(([, count]) => count > 0));
}

/** Whether a call came to an end: one that failed is not billed. */
function isDone(item: unknown): boolean {
  return !/^(?:failed|incomplete)$/.test(textField(item, 'status') ?? '');
}

/** A search that is billed: opening a page and finding in it cost nothing, and neither does a call that failed. */
function isSearch(item: unknown): boolean {
  if (fieldOf(item, 'type') !== 'web_search_call') return false;
  const action = fieldAt(item, 'action', 'type');
  return isDone(item) && (action === undefined || action === 'search');
}

/** The container that a call ran code in. */
function containerOf(call: unknown): string | undefined {
  if (!/^(?:code_interpreter|shell)_call$/.test(textField(call, 'type') ?? '')) return undefined;
  return textField(call, 'container_id') ?? textField(fieldOf(call, 'environment'), 'container_id');
}

/**
 * Calls of tools in a response with a fee for each, and the sessions of containers that calls ran in, which are billed
 * once: see `sessionId`.
 */
export function responseTools(response: unknown): { fees: Fees; sessions: readonly string[] } {
  const items = listOf(response, 'output');
  const usage = fieldOf(response, 'usage');
  const told = fieldOf(usage, 'server_side_tool_usage_details');
  if (isFields(told)) return { fees: xaiFees(told), sessions: [] };
  if (isFields(fieldOf(usage, 'tool_calls_details'))) return { fees: agentFees(usage), sessions: [] };
  // OpenAI and Bedrock say how many of the calls are billed; the list of calls holds more than these.
  const searches = fieldAt(response, 'tool_usage', 'web_search', 'num_requests');
  const fees = withoutNone({
    web_searches: typeof searches === 'number' && searches > 0 ? searches : items.filter(isSearch).length,
    storage_searches: items.filter((item) => fieldOf(item, 'type') === 'file_search_call' && isDone(item))
      .length,
  });
  const at = numberField(response, 'created_at');
  const ids = items.map(containerOf).filter((id) => id !== undefined);
  return { fees, sessions: ids.map((id) => sessionId(id, at)) };
}

/** xAI counts the calls of its tools in the usage; searches of the web and of X cost the same. */
export function xaiFees(told: Readonly<Record<string, unknown>>): Fees {
  const count = (...names: string[]): number => names.reduce((sum, name) => sum + numberField(told, name), 0);
  return withoutNone({
    web_searches: count('web_search_calls', 'x_search_calls'),
    storage_searches: count('document_search_calls', 'file_search_calls', 'collections_search_calls'),
    sessions: count('code_interpreter_calls', 'code_execution_calls'),
  });
}

/** The part that pays for a call of a tool of Perplexity's agent: searches and images cost the same. */
const AGENT_TOOLS: ReadonlyMap<string, string> = new Map([
  ['search_web', 'web_searches'],
  ['web_search', 'web_searches'],
  ['image_search', 'web_searches'],
  ['fetch_url', 'requests'],
  ['sandbox', 'sessions'],
]);

/** Perplexity's agent counts the calls of each tool in the usage, as a number or under `invocation`. */
function agentCalls(usage: unknown): readonly (readonly [tool: string, calls: number])[] {
  const invoked = fieldOf(usage, 'tool_calls_details');
  return Object.entries(isFields(invoked) ? invoked : {}).flatMap(([tool, told]) => {
    const calls = fieldOf(told, 'invocation') ?? told;
    return typeof calls === 'number' && calls > 0 ? [[tool, calls] as const] : [];
  });
}

function agentFees(usage: unknown): Fees {
  const fees: Record<string, number> = {};
  for (const [tool, calls] of agentCalls(usage)) {
    const unit = AGENT_TOOLS.get(tool);
    if (unit) fees[unit] = (fees[unit] ?? 0) + calls;
  }
  return fees;
}

/** Tools of Perplexity's agent with a fee that the ledger has no part for. */
export function uncountedTools(response: unknown): readonly string[] {
  return agentCalls(fieldOf(response, 'usage'))
    .filter(([tool]) => !AGENT_TOOLS.has(tool))
    .map(([tool, calls]) => `the fee of ${calls} ${tool} is not counted`);
}

/** The older search tool: models that do not reason pay more for it, and nothing for what it found. */
export const PREVIEW_TOOL = /^web_search_preview/;

/** What sets the price of a response's tools beside the model: which search tool it was given. */
export function responseTerms(response: unknown): Readonly<Record<string, string>> {
  const tools = listOf(response, 'tools').map((tool) => textField(tool, 'type') ?? '');
  return tools.some((type) => PREVIEW_TOOL.test(type)) ? { search_tool: 'preview' } : {};
}

/** Fees of a chat completion: a search model's search, and xAI's tools. */
export function chatFees(response: unknown, model: string): Fees {
  const told = fieldOf(fieldOf(response, 'usage'), 'server_side_tool_usage_details');
  if (isFields(told)) return xaiFees(told);
  return modelFees(model).fees;
}

/**
 * What an answer bills besides and the ledger has no part for: sources that xAI's live search used, which its counted
 * searches replaced in 2026.
 */
export function uncountedFees(usage: unknown): readonly string[] {
  const sources = fieldOf(usage, 'num_sources_used');
  const isCounted = isFields(fieldOf(usage, 'server_side_tool_usage_details'));
  if (isCounted || typeof sources !== 'number' || sources <= 0) return [];
  return [`the fee of ${sources} searched sources is not counted`];
}

/** The model of images that a response's tool makes where neither tool nor usage names one. */
const IMAGE_MODEL = 'gpt-image-2';

/** Images that a tool of the response made: their usage and model; undefined without such a tool. */
export function imageToolUsage(response: unknown): { usage: unknown; model: string } | undefined {
  const told = fieldAt(response, 'tool_usage', 'image_gen');
  // Every response names the tool, with counts of 0 where it was not used.
  const usage = Object.values(isFields(told) ? told : {}).some(
    (count) => typeof count === 'number' && count > 0,
  )
    ? told
    : undefined;
  const made = listOf(response, 'output').some((item) => fieldOf(item, 'type') === 'image_generation_call');
  if (usage === undefined && !made) return undefined;
  const tool = listOf(response, 'tools').find((one) => fieldOf(one, 'type') === 'image_generation');
  return { usage, model: textField(tool, 'model') ?? IMAGE_MODEL };
}
