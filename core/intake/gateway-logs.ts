import { cloudflareEvent, isCloudflareLog, isLogpushTrial } from './cloudflare.ts';
import { heliconeEvents, isHeliconeWebhook } from './helicone.ts';
import type { IntakeEvent } from './intake-event.ts';
import { isLiteLlmPayload, liteLlmEvents } from './litellm.ts';
import { isPortkeyLog, portkeyEvents } from './portkey.ts';

/** What a gateway logs of each call, and how it becomes a usage message. */
interface GatewayLog {
  /** What is taken, as an error says it. */
  readonly shape: string;
  /** The messages of a record; undefined for what is none of this gateway's. `now` is the time where it names none. */
  readonly read: (record: unknown, now: string) => readonly IntakeEvent[] | undefined;
  /** True for what the gateway sends to try the address. */
  readonly isTrial?: (record: unknown) => boolean;
}

/** Gateways whose logs are taken, by their name in `POST /record/{provider}`. */
export const GATEWAY_LOGS: ReadonlyMap<string, GatewayLog> = new Map<string, GatewayLog>([
  [
    'litellm',
    {
      shape: 'a logging payload of LiteLLM (StandardLoggingPayload: id, call_type, model, startTime …)',
      read: (record) => (isLiteLlmPayload(record) ? liteLlmEvents(record) : undefined),
    },
  ],
  [
    'helicone',
    {
      shape: 'a webhook of Helicone (request_id, response_body, model, provider, metadata …)',
      read: (record, now) => (isHeliconeWebhook(record) ? heliconeEvents(record, now) : undefined),
    },
  ],
  [
    'cloudflare',
    {
      shape:
        'a record of AI Gateway (Logpush ai_gateway_events: Gateway, Provider, Model, Metrics …; or of its API of logs)',
      read: (record) => (isCloudflareLog(record) ? [cloudflareEvent(record)] : undefined),
      isTrial: isLogpushTrial,
    },
  ],
  [
    'portkey',
    {
      shape: "a line of Portkey's logs export (ai_org, ai_model, req_units, res_units, cost, created_at …)",
      read: (record) => (isPortkeyLog(record) ? portkeyEvents(record) : undefined),
    },
  ],
]);
