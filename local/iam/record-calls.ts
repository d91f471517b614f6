import { appendFileSync } from 'node:fs';
import type { Account, DecidedCall, Listener } from './account.ts';
import type { Context } from './conditions.ts';

/** A call that was allowed, as a kind: what differs from run to run is left out. */
export interface RecordedCall {
  /** Logical id of the role, or the service. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** Keys whose values are people's or differ from call to call. */
const LEFT_OUT = /^(kms:encryptioncontext:|ses:recipients$|s3:max-keys$|dynamodb:leadingkeys$)/;

/** What replaces the rest of an object's name below its folder. */
const SOME_OBJECT = 'recorded';

/** The kind of a call, or undefined for the administrator's, whom policies do not limit. */
function recordedCall({ principal, need }: DecidedCall, account: Account): RecordedCall | undefined {
  if (principal.kind === 'admin') return undefined;
  const caller = principal.kind === 'service' ? principal.service : account.role(principal.arn).id;
  const entries = Object.entries(need.context)
    .filter(([name]) => !LEFT_OUT.test(name))
    .map(([name, value]) => [name, settledValue(name, value)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const [, bucket, key] = /^(arn:aws:s3:::[^/]+\/)(.+)$/.exec(need.resource) ?? [];
  const resource = bucket === undefined || key === undefined ? need.resource : bucket + inFolder(key);
  return { caller, action: need.action, resource, context: Object.fromEntries(entries) };
}

/** Objects by their folder, and alarms as one: what they may is the same for all. */
function settledValue(name: string, value: string | readonly string[]): string | readonly string[] {
  if (typeof value !== 'string') return value;
  if (name === 's3:prefix') return inFolder(value);
  return name === 'aws:sourcearn' ? value.replace(/:alarm:.*$/, `:alarm:${SOME_OBJECT}`) : value;
}

function inFolder(name: string): string {
  return name.includes('/') ? `${name.split('/', 1)[0]}/${SOME_OBJECT}` : name;
}

/** Adds each kind of call that is allowed, once, to a file of one JSON object a line. */
export function callRecorder(file: string, account: Account): Listener {
  const known = new Set<string>();
  return (call) => {
    if (!call.decision.allowed) return;
    const line = JSON.stringify(recordedCall(call, account));
    if (line === undefined || known.has(line)) return;
    known.add(line);
    appendFileSync(file, `${line}\n`);
  };
}
