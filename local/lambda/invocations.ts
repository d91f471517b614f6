import type { LambdaFunction } from './functions.ts';
import { gatewayAnswer } from '../api-gateway/http-event.ts';
import type { HttpAnswer, HttpRequest } from '../api-gateway/http-event.ts';
import type { CheckParts } from '../iam/checks.ts';
import { accessKeyOf, BY_TLS } from '../iam/calls/place.ts';
import { refuseCall } from '../iam/refusals.ts';

/** What Lambda's own API needs. */
export interface InvocationParts extends CheckParts {
  /** By ARN. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly report: (error: unknown) => void;
}

const LIST = /\/2015-03-31\/functions\/?(?:\?|$)/;
const INVOKE = /\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/;

/**
 * Lambda's ListFunctions, and Invoke of a function by its name or ARN, where the caller may: `RequestResponse` waits, `Event` does not,
 * `DryRun` only asks. An error of the function is 200 with `X-Amz-Function-Error`, as there. Undefined where the
 * request is another one.
 */
export async function answerInvocation(
  request: HttpRequest,
  { functions, account, report }: InvocationParts,
): Promise<HttpAnswer | undefined> {
  if (request.method === 'GET' && LIST.test(request.url))
    return listFunctions(request, { functions, account });
  const called = INVOKE.exec(request.url)?.[1];
  if (request.method !== 'POST' || called === undefined) return undefined;
  const name = decodeURIComponent(called);
  const target = functions.get(name) ?? [...functions.values()].find((item) => item.name === name);
  if (!target) return refuse(404, 'ResourceNotFoundException', `Function not found: ${name}`);
  const refusal = refusalOf(request, account, 'lambda:InvokeFunction', target.arn);
  if (refusal !== undefined) return refuseCall(refusal);
  const event = parsed(request.body);
  if (event === undefined)
    return refuse(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type === 'DryRun') return answer(204, '');
  if (type === 'Event') {
    void invokeLater(target, event.json, report);
    return answer(202, '');
  }
  const result = await target.invoke(event.json);
  if (result.ok) return answer(200, result.payload);
  const { errorType, errorMessage } = result;
  const failed = answer(200, JSON.stringify({ errorType, errorMessage }));
  return { ...failed, headers: { ...failed.headers, 'x-amz-function-error': 'Unhandled' } };
}

function refusalOf(
  { headers, url }: HttpRequest,
  account: CheckParts['account'],
  action: string,
  resource: string,
): string | undefined {
  const caller = account.owner(accessKeyOf(headers.authorization, url));
  return account.refusal(caller, [{ action, resource, context: BY_TLS }]);
}

function listFunctions(
  request: HttpRequest,
  { functions, account }: Pick<InvocationParts, 'functions' | 'account'>,
): HttpAnswer {
  const refusal = refusalOf(request, account, 'lambda:ListFunctions', '*');
  if (refusal !== undefined) return refuseCall(refusal);
  const all = [...functions.values()].map(({ name, arn }) => ({ FunctionName: name, FunctionArn: arn }));
  return answer(200, JSON.stringify({ Functions: all }));
}

/** Never rejects: a function's failure is reported. */
async function invokeLater(
  target: LambdaFunction,
  event: unknown,
  report: InvocationParts['report'],
): Promise<void> {
  const result = await target.invoke(event);
  if (!result.ok) report(new Error(`${target.name}, asynchronous: ${result.errorMessage}`));
}

function parsed(body: Buffer): { readonly json: unknown } | undefined {
  try {
    return { json: body.length === 0 ? {} : (JSON.parse(body.toString()) as unknown) };
  } catch {
    return undefined;
  }
}

function answer(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}

function refuse(status: number, type: string, message: string): HttpAnswer {
  const { headers, body } = gatewayAnswer(status, message);
  return { status, headers: { ...headers, 'x-amzn-errortype': type }, body };
}
