import type { AuthorizeRequest } from '../core/gate-types.ts';
import type { Service, UsageQuantities } from '../core/usage-event.ts';
import { countCharacters } from '../convenience/media-drafts.ts';
import { definedAttributes } from '../convenience/draft-extras.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';
import type { BillableCall } from './billable-call.ts';
import { isEncodedFile } from './provider-call.ts';

/** Bytes of text for a token: English has more, other scripts about as many, so that it is rather too much. */
const BYTES_A_TOKEN = 3;

/** What a picture, a page or a sound in a request is taken for; providers tell only in their answers. */
const TOKENS_A_FILE = 1600;

const FILE_TYPE = /image|file|audio|document|video/;

const encoder = new TextEncoder();

/** The tokens of a request, rather too many than too few; what a conversation keeps at the provider is not in it. */
function inputTokens(value: unknown): number {
  if (typeof value === 'string') {
    return isEncodedFile(value) ? TOKENS_A_FILE : Math.ceil(encoder.encode(value).length / BYTES_A_TOKEN);
  }
  if (typeof value !== 'object' || value === null) return 0;
  const own = FILE_TYPE.test(textField(value, 'type') ?? '') ? TOKENS_A_FILE : 0;
  return Object.values(value).reduce<number>((sum, part) => sum + inputTokens(part), own);
}

/** Where requests name the most tokens that an answer may have. */
const MOST_TOKENS = ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'max_tokens_to_sample'];

function outputTokens(body: unknown, otherwise: number): number {
  const named = MOST_TOKENS.map((name) => fieldOf(body, name));
  const most = [...named, fieldOf(fieldOf(body, 'generationConfig'), 'maxOutputTokens')].find(
    (value) => typeof value === 'number',
  );
  const answers = fieldOf(body, 'n');
  return (most ?? otherwise) * (typeof answers === 'number' ? Math.max(1, answers) : 1);
}

type Estimate = (body: unknown, otherwise: number) => UsageQuantities;

/** Services of which a request tells what they may use. */
const ESTIMATES: Partial<Record<Service, Estimate>> = {
  llm: (body, otherwise) => ({
    input_tokens: inputTokens(body),
    output_tokens: outputTokens(body, otherwise),
  }),
  embedding: (body) => ({ input_tokens: inputTokens(body) }),
  tts: (body) => ({
    characters: countCharacters(textField(body, 'input') ?? textField(body, 'text') ?? ''),
  }),
  image: (body) => {
    const images = fieldOf(body, 'n');
    return { images: typeof images === 'number' ? images : 1 };
  },
};

/**
 * What a call may use, by its request alone: its texts and files, and the most that its answer may have. What cannot
 * be priced so is decided by the budgets' `unpriced`.
 * @param otherwise tokens of the answer where the request names no most
 */
export function estimateRequest(
  base: BillableCall['base'],
  body: unknown,
  otherwise: number,
): Pick<AuthorizeRequest, 'usage' | 'attributes'> {
  const attributes =
    base.service === 'image'
      ? definedAttributes({ size: textField(body, 'size'), quality: textField(body, 'quality') })
      : undefined;
  const estimate = ESTIMATES[base.service ?? 'other'];
  const usage = estimate?.(body, otherwise) ?? { requests: 1 };
  return { usage, ...(attributes ? { attributes } : {}) };
}
