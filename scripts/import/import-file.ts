import type { FieldError } from '../../core/errors.ts';
import { batchesOf } from '../../core/in-batches.ts';
import type { ReadRow } from './read-rows.ts';
import type { RoundedNumber, RowEvent } from './row-event.ts';

/** A row that was rejected. */
export interface RejectedRow {
  readonly line: number;
  /** Where in the line, when the reader knows. */
  readonly column?: number;
  readonly errors: readonly FieldError[];
}

/** The result of an import; lines before the checkpoint count as skipped. */
export interface ImportReport {
  readonly rows: number;
  readonly sent: number;
  readonly skipped: number;
  readonly rejected: number;
}

export interface ImportPorts {
  /** Puts messages on the queue; resolves when all of them are acknowledged. */
  send(bodies: readonly string[]): Promise<void>;
  /** Hears the line up to which everything is sent. */
  reached(line: number): void;
  reject(row: RejectedRow): void;
  /** Hears each event that is going to be sent, its line, and numbers of it that lost decimals. */
  read?(event: RowEvent, line: number, rounded: readonly RoundedNumber[]): void;
}

/** Events of one message and messages of one send: the recorder works on one while others are on their way. */
const EVENTS = 200;
const MESSAGES = 5;
/** SQS takes 1 MiB a send, all messages together. */
const SEND_BYTES = 900_000;

/** Sends the rows after line `from` as usage messages. Rejects when the queue does not take them. */
export async function importFile(
  rows: AsyncIterable<ReadRow>,
  from: number,
  ports: ImportPorts,
): Promise<ImportReport> {
  let [count, sent, skipped, rejected] = [0, 0, 0, 0];
  let waiting: RowEvent[] = [];
  let bytes = 0;
  let line = from;
  const flush = async () => {
    if (waiting.length > 0) await ports.send(bodiesOf(waiting));
    sent += waiting.length;
    [waiting, bytes] = [[], 0];
    ports.reached(line);
  };
  for await (const row of rows) {
    count += 1;
    if (row.line <= from) {
      skipped += 1;
      continue;
    }
    if ('errors' in row) {
      rejected += 1;
      ports.reject(row);
    } else {
      const size = Buffer.byteLength(JSON.stringify(row.event)) + 1;
      if (bytes + size > SEND_BYTES || waiting.length === EVENTS * MESSAGES) await flush();
      ports.read?.(row.event, row.line, row.rounded);
      waiting.push(row.event);
      bytes += size;
    }
    line = row.line;
  }
  await flush();
  return { rows: count, sent, skipped, rejected };
}

function bodiesOf(events: readonly RowEvent[]): string[] {
  return batchesOf(events, EVENTS).map((batch) => JSON.stringify({ import: true, events: batch }));
}
