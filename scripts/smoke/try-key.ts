import { callApi } from './api.ts';
import type { SmokeTarget } from './target.ts';

/**
 * A machine's way in: makes a key that may record, prices usage with it below `/key` and records nothing. `undo` is
 * told how the key is taken away. Rejects with what the API answered instead.
 */
export async function tryKey(
  target: SmokeTarget,
  undo: (what: string, run: () => Promise<unknown>) => void,
): Promise<{ readonly value: undefined; readonly seen: string }> {
  const { body } = await callApi(target, 'POST', '/keys', {
    body: { name: 'Smoke test', scopes: ['record'], expiresInDays: 1 },
  });
  const id = String(body['id']);
  undo('key', () => callApi(target, 'DELETE', `/keys/${id}`));
  const usage = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1000 } };
  const machine = { ...target, token: String(body['key']) };
  const { body: tried } = await callApi(machine, 'POST', '/key/record?dryRun=true', { body: usage });
  const [cost] = tried['costs'] as readonly { readonly status: string }[];
  if (cost?.status !== 'priced') throw new Error(`usage sent with a key is ${cost?.status}, not priced`);
  return { value: undefined, seen: `${id}, may record for a day` };
}
