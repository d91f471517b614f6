import { awsJson } from '../../local/aws-json.ts';
import { openStream } from '../../local/dynamodb/stream-source.ts';
import { startDynamo } from '../../testing/dynamo.ts';
import { cpuSecondsOf } from './measure.ts';
import {
  addRecords,
  type Design,
  ledgersOn,
  messagesOf,
  recordMessages,
  streamOf,
} from './recording-cost.ts';
import { traceEvents } from './trace-events.ts';

/** Microseconds of processor that the engine takes for each event. */
export interface EngineShare {
  /** For the puts of entries, and what the recorder asks beside them. */
  readonly recordingUs: number;
  /** For marks, totals and pages of histories. */
  readonly addingUs: number;
  /** For reading the stream once. */
  readonly streamUs: number;
  readonly allUs: number;
}

/** A backlog, in which every batch is full: the fewest calls an event that there are. */
const BACKLOG: Design = {
  perMessage: 50,
  windows: { queueBatchSize: 10, queueWindowSeconds: 3600, streamWindowSeconds: 3600 },
  atOnce: 1000,
};
const TABLE = 'alone';

/**
 * What the calls that an event needs take of the engine by themselves, without queue, functions in sandboxes and
 * gateway: the floor of what the whole system can take on this machine.
 */
export async function engineAlone(count: number, start: number): Promise<EngineShare> {
  const dynamo = await startDynamo();
  try {
    const events = traceEvents(count, start);
    await dynamo.createTable(TABLE);
    const ledgerAt = ledgersOn(dynamo.client(), TABLE);
    const each = async (work: () => Promise<unknown>) => {
      const before = cpuSecondsOf(dynamo.pid);
      await work();
      return Math.round(((cpuSecondsOf(dynamo.pid) - before) * 1e6) / count);
    };
    const messages = messagesOf(events, BACKLOG.perMessage);
    const recordingUs = await each(() => recordMessages(ledgerAt, messages, BACKLOG));
    const records = await streamOf(dynamo, TABLE, events);
    const addingUs = await each(() => addRecords(ledgerAt, records, BACKLOG));
    const streamUs = await each(() => readStream(dynamo.endpoint));
    return { recordingUs, addingUs, streamUs, allUs: recordingUs + addingUs + streamUs };
  } finally {
    dynamo.stop();
  }
}

/** Reads all that the table's stream holds, as the local system does. */
async function readStream(endpoint: string): Promise<void> {
  const calls = awsJson(endpoint, 'dynamodb', 'us-east-1');
  const stream = await openStream(calls, TABLE, '', 'us-east-1');
  const { signal } = new AbortController();
  for (let after: string | undefined, ended = false; !ended;) {
    const { last } = await stream.read(after, signal);
    ended = last === after;
    after = last;
  }
}
