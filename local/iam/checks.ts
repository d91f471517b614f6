import type { Call, Check } from '../door.ts';
import type { HttpAnswer } from '../api-gateway/http-event.ts';
import { record } from '../template.ts';
import type { Account } from './account.ts';
import { dynamodbNeeds, type PartitionKeys } from './calls/dynamodb.ts';
import { accessKeyOf, type Place } from './calls/place.ts';
import { type Principal, principalText } from './evaluate.ts';
import { sesNeeds } from './calls/ses.ts';
import { refuseMail, refuseCall, refuseTable } from './refusals.ts';

/** What every check knows. */
export interface CheckParts {
  readonly account: Account;
  readonly place: Place;
}

function callerOf({ account }: CheckParts, { headers, url }: Pick<Call, 'headers' | 'url'>) {
  return account.owner(accessKeyOf(headers.authorization, url));
}

/**
 * Checks calls of DynamoDB. Tables have no policies here, so that nothing refuses the administrator. What was decided
 * of a call of one item or query is remembered by caller, operation, table and index, for which its body needs not be
 * parsed: as keys of texts, these two names stand nowhere else in it, since every value of an item is an object.
 */
export function tableCheck(parts: CheckParts, keys: PartitionKeys): Check {
  const decided = new Map<string, HttpAnswer | undefined>();
  const decide = (caller: Principal, target: string, text: string) => {
    const body = parsed(text);
    if (body === undefined) return undefined;
    const refusal = parts.account.refusal(caller, dynamodbNeeds(target, body, parts.place, keys));
    return refusal === undefined ? undefined : refuseTable(refusal);
  };
  return (call) => {
    const caller = callerOf(parts, call);
    if (caller.kind === 'admin') return undefined;
    const target = String(call.headers['x-amz-target'] ?? '');
    const text = call.body.toString();
    if (keys.size > 0 || !OF_ONE_TABLE.test(target)) return decide(caller, target, text);
    const table = /"TableName":"([^"\\]+)"/.exec(text)?.[1];
    if (table === undefined) return decide(caller, target, text);
    const index = /"IndexName":"([^"\\]+)"/.exec(text)?.[1];
    const key = [principalText(caller), target, table, index].join(' ');
    if (!decided.has(key)) decided.set(key, decide(caller, target, text));
    return decided.get(key);
  };
}

const OF_ONE_TABLE = /\.(GetItem|PutItem|UpdateItem|DeleteItem|Query|Scan)$/;

/** The body as JSON; what is none goes on to the part, which says so in its own words. */
function parsed(body: string): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** Checks calls of SES that send a mail. */
export function mailCheck(parts: CheckParts): Check {
  return (call): HttpAnswer | undefined => {
    if (call.method !== 'POST') return undefined;
    const path = call.url.split('?', 1)[0] ?? '/';
    const isJson = String(call.headers['content-type']).includes('json');
    const form = new URLSearchParams(isJson ? '' : call.body.toString());
    const needs = sesNeeds(
      { path, form, json: isJson ? parsed(call.body.toString()) : undefined },
      parts.place,
    );
    const refusal = needs && parts.account.refusal(callerOf(parts, call), needs);
    if (refusal === undefined) return undefined;
    return isJson ? refuseCall(refusal) : refuseMail(refusal);
  };
}
