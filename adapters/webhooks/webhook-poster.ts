import type { Poster } from '../../core/alerts/channels.ts';
import { OutcomeUnknownError } from '../../core/alerts/alert-ports.ts';
import { UnavailableError } from '../../core/errors.ts';

/** An answer that takes longer is lost. */
const ANSWER_MS = 8_000;

/** Failures before anything was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
]);

/** Posts over the runtime's own fetch. Messages of errors never name the address: it is a secret. */
export const webhookPoster: Poster = {
  post: async (url, headers, body) => {
    const response = await send(url, headers, body);
    await response.body?.cancel();
    if (response.ok) return;
    if (response.status >= 300 && response.status < 400) {
      throw new UnavailableError(`the webhook answered ${response.status}: redirects are not followed`);
    }
    throw new UnavailableError(`the webhook answered ${response.status}`);
  },
};

async function send(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (error) {
    const code = codeOf(error);
    if (NOT_SENT.has(code)) throw new UnavailableError(`the webhook cannot be reached (${code})`);
    throw new OutcomeUnknownError(`the webhook gave no answer (${code})`);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : error.name;
}
