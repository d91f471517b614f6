import type { RequestListener } from 'node:http';
import { readRequest, sendAnswer } from './gateway.ts';
import type { HttpApi } from './gateway.ts';
import { decodedPath, gatewayAnswer } from './http-event.ts';
import type { HttpAnswer } from './http-event.ts';
import { SERVICE_PATHS, answerService } from './services.ts';

/** Answers every request until the system is ready. */
export const notReady: RequestListener = (_request, response) =>
  sendAnswer(response, gatewayAnswer(503, 'Service Unavailable'));

/** Answers services under /_aws, the API, and the page for any other path. */
export function listenerOf(
  api: HttpApi,
  page: (urlPath: string) => HttpAnswer,
  parts: Parameters<typeof answerService>[1],
  report: (error: unknown) => void,
): RequestListener {
  const services = Object.values(SERVICE_PATHS).map((name) => `/_aws${name}`);
  const answer = async (message: Parameters<RequestListener>[0]): Promise<HttpAnswer> => {
    const request = await readRequest(message);
    const urlPath = decodedPath(request.url);
    if (services.some((name) => urlPath.startsWith(name))) return answerService(request, parts);
    if (api.owns(urlPath) || !['GET', 'HEAD'].includes(request.method)) return await api.answer(request);
    return page(urlPath);
  };
  return (message, response) => {
    answer(message).then(
      (done) => sendAnswer(response, done),
      (error: unknown) => {
        report(error);
        sendAnswer(response, gatewayAnswer(500, 'Internal Server Error'));
      },
    );
  };
}
