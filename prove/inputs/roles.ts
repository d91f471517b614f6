import { badTokens, ownToken } from '../../testing/bad-tokens.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import { type ApiDocument, type Operation, operationsOf } from './slots.ts';

/** What a running system signs tokens with. */
type KeyFile = Parameters<typeof badTokens>[0];

/** Groups that are no group of the ledger, however they are read. */
export const ODD_GROUPS: readonly unknown[] = [
  ['not cost-admins'],
  ['former cost-admins', 'staff'],
  ['x,cost-admins,y'],
  ['x\tcost-admins'],
  ['x\ncost-admins'],
  ['not\u00A0cost-admins'],
  ['cost-admins\u200B', ' cost-admins', 'cost-admins '],
  ['Cost-Admins', 'COST-ADMINS'],
  [['cost-admins']],
  ['[cost-admins]', '"cost-admins"'],
  'x cost-admins',
  '["cost-admins"]',
  { 'cost-admins': true },
];

/** Operations that need a token, with somebody else's ids in the path. */
export function closedRequests(
  document: ApiDocument,
): { readonly request: string; readonly operation: Operation }[] {
  return operationsOf(document)
    .filter(([, { security }]) => security === undefined)
    .map(([route, operation]) => ({ request: route.replaceAll(/\{\w+\}/g, 'someone-else'), operation }));
}

/** True for what a caller of no group may not ask, as the document's own words tell it. */
export function isClosed({ description = '' }: Operation): boolean {
  return description.startsWith('cost-') && !description.includes('anybody else');
}

/** Sends an empty request to a running system; answers its status. */
export type Ask = (request: string, authorization: string | undefined) => Promise<number>;

/** Asks a running system's API. */
export function askerOf(api: string): Ask {
  return async (request, authorization) => {
    const [method = 'GET', path = ''] = request.split(' ');
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const body = method === 'GET' ? {} : { body: '{}' };
    const response = await fetch(api + path, { method, headers, ...body });
    await response.arrayBuffer();
    return response.status;
  };
}

/**
 * Faults: an operation that answers a bad token anything but 401. Each operation is asked with every `step`th token,
 * beginning with another one than the operation before it. `now` is in seconds since 1970.
 */
export async function tryBadTokens(
  document: ApiDocument,
  key: KeyFile,
  now: number,
  ask: Ask,
  { progress, step = 1 }: { readonly progress?: Progress; readonly step?: number } = {},
): Promise<InputsOutcome> {
  const bad = badTokens(key, now);
  const faults: string[] = [];
  const requests = closedRequests(document);
  const tried = new Set<string>();
  let cases = 0;
  for (const [place, { request }] of requests.entries()) {
    const tokens = bad.filter((_, index) => (index + place) % step === 0);
    const statuses = await Promise.all(tokens.map(([, authorization]) => ask(request, authorization)));
    for (const [index, status] of statuses.entries())
      if (status !== 401) faults.push(faultLine(`${request} answers ${status}`, tokens[index]?.[0]));
    for (const [what] of tokens) tried.add(what);
    cases += tokens.length;
    progress?.(place + 1, requests.length, faults.length);
  }
  return {
    cases,
    counts: { operations: requests.length, tokens: tried.size },
    faults,
  };
}

/**
 * Faults: a closed operation that a caller of no group is not refused, and one that answers somebody of odd groups
 * otherwise. The tokens are well signed, and the gateway makes text of their groups.
 */
export async function tryOddGroups(
  document: ApiDocument,
  key: KeyFile,
  now: number,
  ask: Ask,
  progress?: Progress,
): Promise<InputsOutcome> {
  const plainToken = ownToken(key, now, { sub: 'user-1', 'cognito:groups': undefined });
  const odd = ODD_GROUPS.map((groups) => ownToken(key, now, { sub: 'user-1', 'cognito:groups': groups }));
  const faults: string[] = [];
  const requests = closedRequests(document);
  for (const [place, { request, operation }] of requests.entries()) {
    const plain = await ask(request, plainToken);
    if (plain >= 500 || (isClosed(operation) && plain !== 403))
      faults.push(faultLine(`${request} answers ${plain}`, 'a token without groups'));
    const statuses = await Promise.all(odd.map((token) => ask(request, token)));
    for (const [index, status] of statuses.entries())
      if (status !== plain)
        faults.push(faultLine(`${request} answers ${status}, not ${plain}`, ODD_GROUPS[index]));
    progress?.(place + 1, requests.length, faults.length);
  }
  return {
    cases: requests.length * odd.length,
    counts: { operations: requests.length, groups: odd.length },
    faults,
  };
}
