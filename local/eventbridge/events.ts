import { randomUUID } from 'node:crypto';
import { compilePattern } from '../filter-pattern.ts';
import { ServiceRefusal } from '../service-refusal.ts';
import type { Pattern } from '../filter-pattern.ts';
import type { Resolver } from '../resolve.ts';
import { ruleSender } from '../iam/senders.ts';
import { readScheduleExpression, startTimer } from './schedules.ts';
import type { Deliver, Sender } from './targets.ts';
import { list, record, text } from '../template.ts';

interface Target {
  readonly arn: string;
  readonly input: string | undefined;
  readonly deadLetterArn: string | undefined;
  readonly sender: Sender;
}

interface Rule {
  readonly bus: string;
  readonly matches: Pattern;
  readonly targets: readonly Target[];
}

/** An entry of PutEvents as the SDK sends it. */
interface BusEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: string[];
  /** Epoch seconds. */
  readonly Time?: number;
}

/** EventBridge quotas: entries of a call, and bytes of all of them together. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 1024 * 1024;
/** What an entry's time counts. */
const TIME_BYTES = 14;

function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: BusEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, one) => sum + Buffer.byteLength(one), Time === undefined ? 0 : TIME_BYTES);
}

/** @throws ServiceRefusal for more entries or bytes than EventBridge takes in one call */
function refuseTooMuch(entries: readonly BusEntry[]): void {
  if (entries.length === 0 || entries.length > MOST_ENTRIES) {
    const bound =
      entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ENTRIES}`;
    throw new ServiceRefusal(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  if (entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > MOST_BYTES) {
    throw new ServiceRefusal(
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    );
  }
}

/** The buses and rules of the templates. */
export class EventBuses {
  readonly #rules: Rule[] = [];
  readonly #deliver: Deliver;
  readonly #report: (error: unknown) => void;
  readonly #place: { region: string; account: string };

  constructor(resolver: Resolver, deliver: Deliver, signal: AbortSignal, report: (error: unknown) => void) {
    this.#deliver = deliver;
    this.#report = report;
    const [any] = resolver.resources;
    this.#place = any ? resolver.stackOf(any) : { region: 'us-east-1', account: '000000000000' };
    for (const resource of resolver.ofType('AWS::Events::Rule')) {
      const properties = resolver.properties(resource);
      if (properties['State'] === 'DISABLED') continue;
      const sender = ruleSender(resolver, resource);
      const targets = list(properties['Targets']).map((target) =>
        readTarget(target, resource.logicalId, sender),
      );
      if (properties['EventPattern'] !== undefined) {
        const bus = busName(text(properties['EventBusName']));
        this.#rules.push({ bus, matches: compilePattern(properties['EventPattern']), targets });
      }
      const schedule = text(properties['ScheduleExpression']);
      if (schedule !== undefined) {
        const arn = resolver.identity(resource).attributes['Arn'] ?? '';
        startTimer(readScheduleExpression(schedule), 'UTC', signal, (at) => {
          const source = {
            Source: 'aws.events',
            DetailType: 'Scheduled Event',
            Detail: '{}',
            Resources: [arn],
          };
          this.#send(this.#event({ ...source, Time: at.getTime() / 1000 }), targets);
        });
      }
    }
  }

  /** PutEvents: every entry goes to the targets of the rules it matches; answers before they are done. */
  put(entries: readonly BusEntry[]): object {
    refuseTooMuch(entries);
    const results = entries.map((entry) => {
      if (!entry.Source || !entry.DetailType || !isObject(entry.Detail)) {
        return {
          ErrorCode: 'MalformedDetail',
          ErrorMessage: 'Source, DetailType and a JSON Detail are required.',
        };
      }
      const event = this.#event(entry);
      const bus = busName(entry.EventBusName);
      for (const rule of this.#rules) {
        if (rule.bus === bus && rule.matches(event)) this.#send(event, rule.targets);
      }
      return { EventId: event.id };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  #event(entry: BusEntry) {
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: this.#place.account,
      time: `${new Date((entry.Time ?? Date.now() / 1000) * 1000).toISOString().slice(0, 19)}Z`,
      region: this.#place.region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? '{}') as unknown,
    };
  }

  #send(event: object, targets: readonly Target[]): void {
    for (const { arn, input, deadLetterArn, sender } of targets) {
      const payload: unknown = input === undefined ? event : JSON.parse(input);
      this.#deliver(arn, payload, sender, deadLetterArn).catch(this.#report);
    }
  }
}

/** A bus is named by its name or its ARN. */
function busName(nameOrArn: string | undefined): string {
  return nameOrArn === undefined ? 'default' : nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

function isObject(json: string | undefined): boolean {
  try {
    const value = JSON.parse(json ?? '') as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function readTarget(value: unknown, rule: string, sender: Sender): Target {
  const target = record(value);
  for (const name of ['InputTransformer', 'InputPath', 'EcsParameters', 'SqsParameters']) {
    if (name in target)
      throw new Error(`AWS::Events::Rule ${rule}: target ${name} is not supported by the local system`);
  }
  return {
    arn: String(target['Arn']),
    input: text(target['Input']),
    deadLetterArn: text(record(target['DeadLetterConfig'])['Arn']),
    sender,
  };
}
