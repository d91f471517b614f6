import { Agent, request as send } from 'node:http';
import { text } from './template.ts';

/** Why an embedded part refused a call. */
export class AwsCallError extends Error {
  readonly type: string;
  /** What it answered. */
  readonly answer: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, answer: Readonly<Record<string, unknown>> = {}) {
    super(`${type}: ${message}`);
    this.name = 'AwsCallError';
    this.type = type;
    this.answer = answer;
  }
}

/** Headers that the embedded parts expect of a signed AWS JSON call; the signature is not checked. */
function signedHeaders(target: string, service: string, region: string): Record<string, string> {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'x-amz-date': '20260101T000000Z',
    authorization:
      `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, ` +
      'SignedHeaders=host;x-amz-date;x-amz-target, Signature=00',
  };
}

/** A caller of one embedded part. */
export type AwsCall = (
  target: string,
  body: object,
  signal?: AbortSignal,
) => Promise<Record<string, unknown>>;

/**
 * Calls of one AWS JSON service at `endpoint`, without the SDK, which the runner does not need for itself.
 * The returned function throws AwsCallError with the service's error type when the part refuses.
 */
export function awsJson(endpoint: string, service: string, region: string): AwsCall {
  return async (target, body, signal) => {
    const { status, answer } = await post(
      endpoint,
      signedHeaders(target, service, region),
      JSON.stringify(body),
      signal,
    );
    const parsed = answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>);
    if (status >= 200 && status < 300) return parsed;
    const type = text(parsed['__type']) ?? String(status);
    const message = text(parsed['message']) ?? text(parsed['Message']) ?? answer;
    throw new AwsCallError(type.slice(type.lastIndexOf('#') + 1), message, parsed);
  };
}

const agent = new Agent({ keepAlive: true });

/** Not fetch: like a browser it refuses the ports that the engine listens on. */
function post(
  endpoint: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal | undefined,
): Promise<{ status: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const request = send(endpoint, { method: 'POST', headers, agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(chunks).toString() }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
