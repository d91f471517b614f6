import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { HttpAnswer } from '../api-gateway/http-event.ts';
import type { CheckParts } from './checks.ts';
import { accessKeyOf } from './calls/place.ts';
import { s3Needs, s3Target, tellsMissing } from './calls/s3.ts';
import { objectLimitRefusal } from '../s3/object-limits.ts';
import { objectRefusal, refuseObject } from './refusals.ts';

/** Puts the check of S3's calls before whatever answers the requests of a server that SQS and S3 share. */
export function checkObjects(server: Server, parts: CheckParts): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const answer = isOfObjects(request) ? check(request, response, parts) : undefined;
    if (answer === undefined) listeners.forEach((listener) => listener(request, response));
    else {
      request.resume();
      response
        .writeHead(answer.status, answer.headers)
        .end(request.method === 'HEAD' ? undefined : answer.body);
    }
  });
}

function isOfObjects({ method, url, headers }: IncomingMessage): boolean {
  if (url?.startsWith('/_fauxqs') === true) return false;
  return method !== 'POST' || (url !== '/' && headers['x-amz-target'] === undefined);
}

function check(
  request: IncomingMessage,
  response: ServerResponse,
  parts: CheckParts,
): HttpAnswer | undefined {
  const { method = 'GET', url = '/', headers } = request;
  const limit = objectLimitRefusal({ method, url, headers }, Date.now());
  if (limit) return objectRefusal(...limit);
  const caller = parts.account.owner(accessKeyOf(headers.authorization, url));
  const refusal = parts.account.refusal(caller, s3Needs({ method, url, headers }));
  if (refusal !== undefined) return refuseObject(refusal);
  const target = s3Target(url);
  const reads = (method === 'GET' || method === 'HEAD') && target.key !== '' && !target.query.has('uploadId');
  if (reads && caller.kind !== 'admin') {
    hideMissing(response, method === 'HEAD', () => parts.account.refusal(caller, [tellsMissing(target)]));
  }
  return undefined;
}

/** A caller that may not list the bucket is not told that an object is not there: 403 in the place of 404. */
function hideMissing(response: ServerResponse, isHead: boolean, untold: () => string | undefined): void {
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);
  response.writeHead = (status: number, ...rest: never[]) => {
    const reason = status === 404 ? untold() : undefined;
    if (reason === undefined) return writeHead(status, ...rest);
    const refusal = refuseObject(reason);
    // Once only: `end` writes the head itself.
    response.writeHead = writeHead;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    writeHead(refusal.status, { ...refusal.headers, 'content-length': isHead ? 0 : refusal.body.length });
    end(isHead ? undefined : refusal.body);
    response.write = () => true;
    response.end = () => response;
    return response;
  };
}
