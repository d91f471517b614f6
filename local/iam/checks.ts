import type { Call, Check } from '../door.ts';
import type { HttpAnswer } from '../http-event.ts';
import { record } from '../template.ts';
import type { Account } from './account.ts';
import { dynamodbNeeds, type PartitionKeys } from './calls/dynamodb.ts';
import { accessKeyOf, type Place } from './calls/place.ts';
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

/** Checks calls of DynamoDB. Tables have no policies here, so that nothing refuses the administrator. */
export function tableCheck(parts: CheckParts, keys: PartitionKeys): Check {
  return (call) => {
    const caller = callerOf(parts, call);
    if (caller.kind === 'admin') return undefined;
    const target = String(call.headers['x-amz-target'] ?? '');
    const body = parsed(call.body);
    if (body === undefined) return undefined;
    const refusal = parts.account.refusal(caller, dynamodbNeeds(target, body, parts.place, keys));
    return refusal === undefined ? undefined : refuseTable(refusal);
  };
}

/** The body as JSON; what is none goes on to the part, which says so in its own words. */
function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(body.toString()));
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
    const needs = sesNeeds({ path, form, json: isJson ? parsed(call.body) : undefined }, parts.place);
    const refusal = needs && parts.account.refusal(callerOf(parts, call), needs);
    if (refusal === undefined) return undefined;
    return isJson ? refuseCall(refusal) : refuseMail(refusal);
  };
}
