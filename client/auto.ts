import { environmentDefaults } from './core/environment-defaults.ts';
import type { Costkeeper } from './costkeeper.ts';
import { createCostkeeper } from './create-costkeeper.ts';
import type { UsageRecorder } from './core/wrapper-ports.ts';
import { knownHostEndpoint } from './wrappers/known-host-endpoint.ts';
import { recordingFetch } from './wrappers/recording-fetch.ts';
import { watchRequests } from './wrappers/watch-requests.ts';

/**
 * Meters every call of this process's `fetch` to a host that is known to answer models (providers/hosts.ts), whichever
 * SDK makes it. A client that is wrapped as well is recorded once.
 * @returns a function that puts the former `fetch` back
 */
export function meterFetch(recorder: UsageRecorder): () => void {
  const former = globalThis.fetch;
  const metered = recordingFetch(recorder, knownHostEndpoint(), former);
  globalThis.fetch = metered;
  return () => {
    if (globalThis.fetch === metered) globalThis.fetch = former;
  };
}

/**
 * Meters this process: its `fetch` as `meterFetch` does, and the requests of undici and of `node:http` and
 * `node:https` that do not go through it. Each call is recorded once.
 * @returns a function that ends it
 */
export function meterRequests(recorder: UsageRecorder): () => void {
  const ends = [meterFetch(recorder), watchRequests(recorder)];
  return () => {
    for (const end of ends) end();
  };
}

/** The client that the environment describes: a queue, or the API with a token; and whose calls these are. */
function clientOfEnvironment(env: NodeJS.ProcessEnv): Costkeeper | undefined {
  const { COSTKEEPER_QUEUE_URL: queueUrl, COSTKEEPER_API_URL: apiUrl, COSTKEEPER_TOKEN: token } = env;
  const defaults = environmentDefaults(env['COSTKEEPER_DEFAULTS'], console.warn);
  if (queueUrl) return createCostkeeper({ queueUrl, defaults });
  if (apiUrl && token) return createCostkeeper({ transport: 'http', apiUrl, token, defaults });
  console.warn(
    'costkeeper: nothing is metered. Set COSTKEEPER_QUEUE_URL, or COSTKEEPER_API_URL and COSTKEEPER_TOKEN.',
  );
  return undefined;
}

/** The client that meters this process; undefined where the environment describes none, which is said once. */
export const costkeeper: Costkeeper | undefined = clientOfEnvironment(process.env);

if (costkeeper) meterRequests(costkeeper);
