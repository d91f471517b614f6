import { waitFor } from '../../testing/wait-for.ts';
import { usageEvent } from '../../testing/factories.ts';
import { Choices } from '../faults/random.ts';
import { caseOf } from './fuzz-messages.ts';
import type { Call } from './send-all.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

/** Where a running system takes messages. */
export interface Queue {
  readonly sqs: string;
  readonly queueUrl: string;
}

/** What `GET /status` counts, and what the totals come to. */
interface Status {
  readonly recorded: number;
  readonly aggregated: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly conflicts: number;
}

const EVENTS = 3;
const BATCH = 10;
const DIMENSIONS = ['provider', 'service', 'model', 'user'] as const;

/**
 * Sends `cases` messages to the usage queue of a running system, each a spoilt event between two good ones, and waits
 * for recorder and aggregator. Faults: events that come to nothing, entries that are not in the totals, and
 * dimensions whose sums differ.
 */
export async function fuzzSystem(
  cases: number,
  seed: number,
  at: Date,
  queue: Queue,
  call: Call,
): Promise<InputsOutcome> {
  const choices = new Choices(seed);
  const before = await statusOf(call);
  for (let start = 0; start < cases; start += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, cases - start) }, (_, index) => start + index);
    await send(
      queue,
      numbers.map((number) => messageOf(number, seed, at, choices)),
    );
  }
  const after = await waitFor(
    `${cases * EVENTS} events in recorder and aggregator`,
    () => statusOf(call),
    (status) => ended(status) - ended(before) >= cases * EVENTS && status.aggregated >= status.recorded,
  );
  const faults: string[] = [];
  if (ended(after) - ended(before) !== cases * EVENTS)
    faults.push(`${cases * EVENTS} events were sent and ${ended(after) - ended(before)} came to something`);
  if (after.aggregated !== after.recorded)
    faults.push(`${after.recorded} entries are recorded and ${after.aggregated} are in the totals`);
  const sums = await Promise.all(DIMENSIONS.map((dimension) => dimensionTotal(dimension, call)));
  if (new Set(sums).size !== 1) faults.push(faultLine('the sums of dimensions differ', [DIMENSIONS, sums]));
  const { recorded, rejected, duplicates, conflicts } = after;
  return { cases, counts: { sent: cases * EVENTS, recorded, rejected, duplicates, conflicts }, faults };
}

function messageOf(number: number, seed: number, at: Date, choices: Choices): string {
  const occurredAt = at.toISOString();
  const good = (place: string) => usageEvent({ id: `${place}-${seed}-${number}`, occurredAt });
  const events = [good('before'), caseOf(number, choices, { seed, occurredAt }), good('after')];
  return JSON.stringify({ events });
}

async function send({ sqs, queueUrl }: Queue, bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const response = await fetch(sqs, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessageBatch',
    },
    body: JSON.stringify({ QueueUrl: queueUrl, Entries }),
  });
  const said = await response.text();
  if (!response.ok || said.includes('"Failed":[{')) throw new Error(`the queue: ${response.status} ${said}`);
}

async function statusOf(call: Call): Promise<Status> {
  const { status, text } = await patientCall(call, '/status');
  if (status !== 200) throw new Error(`GET /status: ${status} ${text}`);
  return JSON.parse(text) as Status;
}

function ended({ recorded, rejected, duplicates, conflicts }: Status): number {
  return recorded + rejected + duplicates + conflicts;
}

/** The system waits three seconds for its table: on a busy machine that is a 503, which says to ask again. */
function patientCall(call: Call, path: string): ReturnType<Call> {
  return waitFor(
    `an answer to GET ${path}`,
    () => call('GET', path, undefined),
    ({ status }) => status !== 503,
  );
}

async function dimensionTotal(dimension: string, call: Call): Promise<string> {
  const { status, text } = await patientCall(call, `/breakdown/${dimension}?limit=1`);
  return status === 200 ? (JSON.parse(text) as { totalUsd: string }).totalUsd : `${status}`;
}
