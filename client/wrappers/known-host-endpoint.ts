import { hostOf } from '../../providers/hosts.ts';
import { anthropicEndpoint } from './anthropic-endpoint.ts';
import { bedrockCall } from './bedrock-call.ts';
import { FREE, type Endpoint } from './billable-call.ts';
import { elevenLabsEndpoint } from './elevenlabs-endpoint.ts';
import { falEndpoint } from './fal-endpoint.ts';
import { googleEndpoint } from './google-endpoint.ts';
import { openAiEndpoint } from './openai-endpoint.ts';
import { replicateEndpoint } from './replicate-endpoint.ts';
import { runwareEndpoint } from './runware-endpoint.ts';

/** Paths of Anthropic's protocol, which hosts of others answer too. */
const ANTHROPIC_PATH = /\/messages(?:\/|$)/;
/** Paths of Gemini's. */
const GOOGLE_PATH = /:\w+$|\/interactions(?:\/|$)/;

/**
 * Reads the calls of every host that is known to answer models, by the protocol of its path. Calls of other hosts are
 * none of a provider's.
 */
export function knownHostEndpoint(): Endpoint {
  const openAi = openAiEndpoint({});
  // Hosts with a protocol of their own.
  const own: ReadonlyMap<string, Endpoint> = new Map([
    ['elevenlabs', elevenLabsEndpoint],
    ['replicate', replicateEndpoint()],
    ['fal', falEndpoint()],
    ['runware', runwareEndpoint()],
  ]);
  return (call) => {
    const known = hostOf(call.url);
    if (known === undefined) return FREE;
    if (known.provider === 'bedrock') {
      const onBedrock = call.method === 'POST' ? bedrockCall(call) : undefined;
      if (onBedrock) return onBedrock;
    }
    const endpoint = own.get(known.provider);
    if (endpoint !== undefined) return endpoint(call);
    if (known.provider === 'anthropic' || ANTHROPIC_PATH.test(call.url.pathname)) {
      return anthropicEndpoint(call);
    }
    if (known.provider === 'google' && GOOGLE_PATH.test(call.url.pathname)) return googleEndpoint(call);
    return openAi(call);
  };
}
