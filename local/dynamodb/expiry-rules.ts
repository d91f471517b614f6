import type { Check } from '../door.ts';
import type { HttpAnswer } from '../api-gateway/http-event.ts';
import type { Resolver } from '../resolve.ts';
import { flag, record, text } from '../template.ts';

/** DynamoDB takes one change of expiry an hour. Source: its API reference, UpdateTimeToLive. */
const HOUR_MS = 3_600_000;

/** Whether tables delete what has expired, and the rules by which that is changed. */
export interface ExpiryRules {
  readonly check: Check;
  /** Whether the table deletes what has expired: as its template says, until a call changes it. */
  readonly isOn: (table: string) => boolean;
}

/**
 * Follows UpdateTimeToLive and refuses what DynamoDB refuses: what is so already, and a second change within the hour.
 * What a template asked for was so long before.
 */
export function expiryRules(resolver: Resolver, now: () => number): ExpiryRules {
  const on = new Map<string, boolean>();
  const changed = new Map<string, number>();
  for (const resource of resolver.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
    const { Enabled } = record(resolver.properties(resource)['TimeToLiveSpecification']);
    on.set(resolver.identity(resource).ref, flag(Enabled));
  }
  const isOn = (table: string) => on.get(table) === true;
  const check: Check = ({ headers, body }) => {
    if (!String(headers['x-amz-target'] ?? '').endsWith('.UpdateTimeToLive')) return undefined;
    const { TableName, TimeToLiveSpecification } = record(JSON.parse(body.toString()));
    const table = text(TableName) ?? '';
    // The engine itself says that a table is not there.
    if (!on.has(table)) return undefined;
    const wanted = flag(record(TimeToLiveSpecification)['Enabled']);
    if (wanted === isOn(table)) return refuse(`TimeToLive is already ${wanted ? 'enabled' : 'disabled'}`);
    if (now() - (changed.get(table) ?? -Infinity) < HOUR_MS) {
      return refuse('Time to live has been modified multiple times within a fixed interval');
    }
    on.set(table, wanted);
    changed.set(table, now());
    return undefined;
  };
  return { check, isOn };
}

function refuse(message: string): HttpAnswer {
  const body = JSON.stringify({ __type: 'com.amazon.coral.validate#ValidationException', message });
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from(body) };
}
