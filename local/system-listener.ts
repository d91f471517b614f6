import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { readRequest, sendAnswer } from './api-gateway/gateway.ts';
import type { HttpApi } from './api-gateway/gateway.ts';
import { decodedPath, gatewayAnswer } from './api-gateway/http-event.ts';
import type { HttpAnswer } from './api-gateway/http-event.ts';
import { belowSecret, refusalOf } from './guard.ts';
import { answerInvocation, type InvocationParts } from './lambda/invocations.ts';
import { SERVICE_PATHS, answerService } from './services.ts';

/** Answers paths of the gateway that are not the API's. */
export type Page = (urlPath: string) => HttpAnswer | Promise<HttpAnswer>;

/** Below this many bytes packing gains nothing. */
const LEAST_PACKED = 1024;

/** A page's text packed for who takes it so, as the distribution packs it. */
export function packed(answer: HttpAnswer, accepted: string): HttpAnswer {
  const { headers, body } = answer;
  const type = String(headers['content-type'] ?? '');
  const isText = /^text\/|javascript|json|svg/.test(type);
  if (!isText || body === undefined || body.length < LEAST_PACKED || !/\bgzip\b/.test(accepted))
    return answer;
  const more = { 'content-encoding': 'gzip', vary: 'accept-encoding' };
  return { ...answer, headers: { ...headers, ...more }, body: gzipSync(body) };
}

/** Answers every request until the system is ready. */
export const notReady: RequestListener = (_request, response) =>
  sendAnswer(response, gatewayAnswer(503, 'Service Unavailable'));

/**
 * Answers services under `/_aws/SECRET`, the API, and the page for any other path; all of it only to who calls this
 * machine by its own name.
 */
export function listenerOf(
  api: HttpApi,
  page: Page,
  parts: Parameters<typeof answerService>[1] & InvocationParts & { readonly pathSecret: string },
): RequestListener {
  const services = Object.values(SERVICE_PATHS);
  const answer = async (message: Parameters<RequestListener>[0]): Promise<HttpAnswer> => {
    const refusal = refusalOf(message.headers, false);
    if (refusal !== undefined) return gatewayAnswer(403, refusal);
    const request = await readRequest(message);
    const urlPath = decodedPath(request.url);
    if (urlPath.startsWith('/_aws/')) {
      const service = belowSecret(urlPath.slice('/_aws'.length), parts.pathSecret);
      if (service === undefined || !services.some((name) => service.startsWith(name)))
        return gatewayAnswer(403, 'Forbidden');
      const refused = refusalOf(message.headers, true);
      if (refused !== undefined) return gatewayAnswer(403, refused);
      return (await answerInvocation(request, parts)) ?? answerService(request, parts);
    }
    if (api.owns(urlPath) || !['GET', 'HEAD'].includes(request.method)) return await api.answer(request);
    // config.json holds a token: no page of elsewhere gets it, whatever its browser would let it read.
    const foreign = refusalOf(message.headers, true);
    if (foreign !== undefined) return gatewayAnswer(403, foreign);
    return packed(await page(urlPath), message.headers['accept-encoding'] ?? '');
  };
  return (message, response) => {
    answer(message).then(
      (done) => sendAnswer(response, done),
      (error: unknown) => {
        parts.report(error);
        sendAnswer(response, gatewayAnswer(500, 'Internal Server Error'));
      },
    );
  };
}
