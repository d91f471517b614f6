import { MOST_ANSWER_BYTES } from './answer-limits.ts';
import { Buffer } from 'node:buffer';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { InvalidInputError } from '../../core/errors.ts';
import { convertAnswer } from '../../core/currency/convert-answer.ts';
import type { CurrencyRate } from '../../core/currency/currency.ts';
import type { RateSource } from '../../core/currency/rate-source.ts';
import { type Clock, parseDay } from '../../core/time/ledger-time.ts';
import type { HideUser, UserHider } from '../../core/usage/hide-users.ts';
import { type CacheSeconds, cacheSecondsOf } from '../../contracts/cached-reads.ts';
import { bodyBytes } from './body-bytes.ts';
import { checkPath } from './check-path.ts';
import { allowByRole, allowOwner, allowSpender } from './allow-caller.ts';
import { type CallerLimits, admitCaller } from './caller-limits.ts';
import { type Caller, callerOf, type ClaimNames, isPerson } from './caller.ts';
import { hideCaller, hideRequest } from './hide-request.ts';
import { isKeyRequest, withKeyExpiry } from './key-caller.ts';
import { allowByScope } from './key-scopes.ts';
import { parseInput } from '../../core/parse-input.ts';
import { jsonOf, readRequest } from './read-request.ts';
import { respond } from './respond.ts';
import { withoutShown } from './shown-fields.ts';
import type { Answer, Route, RouteRequest } from './route.ts';

/** What every route passes through. */
export interface ServePorts {
  readonly clock: Clock;
  readonly claims: ClaimNames;
  readonly cacheSeconds: CacheSeconds;
  /** What amounts can be shown in beside USD. */
  readonly rates: RateSource;
  readonly limits: CallerLimits;
  /** Only where the ledger keeps hashes of user ids. */
  readonly users: UserHider | undefined;
  /** The machine that a request with a key comes from. Throws UnauthenticatedError. */
  readonly keyCaller: (event: APIGatewayProxyEventV2) => Promise<Caller>;
  readonly knowModels?: (() => Promise<void>) | undefined;
}

const NO_BYTES = new Uint8Array();
const NO_CALLER: Caller = { id: '', userId: undefined, roles: new Set() };

/** Serves one request: who is it, how often, may it, is it well-formed, answer. Throws CostkeeperErrors. */
export async function serveRoute(
  route: Route,
  event: APIGatewayProxyEventV2,
  ports: ServePorts,
): Promise<APIGatewayProxyStructuredResultV2> {
  const now = ports.clock.now();
  const hide = route.access === 'open' ? undefined : await ports.users?.current();
  const caller = await receive(route, event, hide, ports);
  if (route.access !== 'open') await admitCaller(caller, route, ports.limits);
  // First, for its words: a key has no groups.
  allowByScope(route, caller);
  allowByRole(route, caller);
  // Not before: a large body costs more than the answer that its sender may not have.
  const read = readRequest(route, event);
  const sent = hide ? hideRequest(route, read, hide) : read;
  if (route.needsTable) await ports.knowModels?.();
  checkPath(sent.path);
  // Every read can be shown in another currency: the query of the route itself need not know of it.
  const { currency = 'USD', rateDate, ...named } = isRead(route) ? sent.query : {};
  const on = rateDate === undefined ? undefined : parseDay(rateDate, 'rateDate');
  const query = parseInput(route.query, isRead(route) ? named : sent.query, 'the query');
  const request: RouteRequest<unknown, unknown> = {
    path: sent.path,
    query,
    body: undefined,
    text: sent.text,
    bytes: route.bytesBody ? bodyBytes(event) : NO_BYTES,
    headers: event.headers,
    caller,
    rate: await ports.rates.find(currency, on),
    rateOn: (day) => ports.rates.find(currency, on ?? day),
    now,
  };
  if (route.access === 'own') allowOwner(route, request);
  const body =
    route.body && !route.rawBody
      ? parseInput(route.body, withoutShown(jsonOf(request.text), route.body, route.shownBy), 'the body')
      : undefined;
  if (route.access === 'spenders') allowSpender(route, { ...request, body });
  const answer = inCurrency(await route.handle({ ...request, body }), request.rate, on !== undefined);
  const cacheSeconds = cacheSecondsOf(route.path, ports.cacheSeconds);
  return withinLimit(withKeyExpiry(respond(route, answer, event, { now, cacheSeconds }), caller));
}

/** Who sent it, in the name that the ledger keeps: behind this border no plain id is known where it hashes. */
async function receive(
  route: Route,
  event: APIGatewayProxyEventV2,
  hide: HideUser | undefined,
  ports: Pick<ServePorts, 'claims' | 'keyCaller'>,
): Promise<Caller> {
  const caller = await senderOf(route, event, ports);
  return hide ? hideCaller(caller, isPerson(event) && !caller.key, hide) : caller;
}

function senderOf(
  { access }: Route,
  event: APIGatewayProxyEventV2,
  { claims, keyCaller }: Pick<ServePorts, 'claims' | 'keyCaller'>,
): Caller | Promise<Caller> {
  if (access === 'open') return NO_CALLER;
  return isKeyRequest(event) ? keyCaller(event) : callerOf(event, claims);
}

/** Beyond it the gateway says no more than "500". */
function withinLimit(result: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
  const { body = '' } = result;
  // A character takes six bytes at most, as a control character does in JSON within JSON.
  if (body.length * 6 < MOST_ANSWER_BYTES || Buffer.byteLength(JSON.stringify(body)) < MOST_ANSWER_BYTES)
    return result;
  throw new InvalidInputError('the answer is larger than one answer can be', [
    { field: 'limit', message: 'must be smaller, or the range shorter' },
  ]);
}

function isRead({ method, access }: Route): boolean {
  return method === 'GET' && access !== 'open';
}

function inCurrency(answer: Answer, rate: CurrencyRate, isOfDay: boolean): Answer {
  if (answer.converted || 'text' in answer || rate.currency === 'USD') return answer;
  // The newest rate is another one tomorrow, whatever is closed.
  const closed = answer.closed === true && isOfDay;
  return { ...answer, closed, body: convertAnswer(answer.body, rate) };
}
