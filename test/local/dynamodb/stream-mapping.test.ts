import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../local/lambda/sandbox.ts';
import { runStreamMapping } from '../../../local/dynamodb/stream-mapping.ts';
import type { StreamRecord } from '../../../local/dynamodb/stream-source.ts';

const NOW = Date.now() / 1000;

function streamRecord(sequence: number, pk = `E#${sequence}`, createdAt = NOW): StreamRecord {
  return {
    eventID: String(sequence),
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence),
      ApproximateCreationDateTime: createdAt,
      Keys: { pk: { S: pk } },
    },
  };
}

/** A record of 3 MB. */
function largeRecord(sequence: number): StreamRecord {
  const { dynamodb, ...one } = streamRecord(sequence);
  return { ...one, dynamodb: { ...dynamodb, NewImage: { v: { S: '€'.repeat(1024 * 1024) } } } };
}

const done: InvocationResult = { ok: true, payload: '{"batchItemFailures":[]}' };
const broken: InvocationResult = { ok: false, errorType: 'Error', errorMessage: 'broken' };

function failedFrom(sequence: number): InvocationResult {
  return { ok: true, payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier: String(sequence) }] }) };
}

/** Runs a mapping over the records until everything is done with; returns what the function was given. */
async function run(
  records: readonly StreamRecord[],
  properties: Record<string, unknown>,
  answer: (sequences: string[], call: number) => InvocationResult,
) {
  const calls: string[][] = [];
  const discarded: Record<string, unknown>[] = [];
  const checkpoints: string[] = [];
  const end = new AbortController();
  const last = records.at(-1)?.dynamodb.SequenceNumber ?? '0';
  await runStreamMapping(
    {
      source: {
        arn: 'arn:stream',
        shardId: 'shard-1',
        read: async (after) => {
          const rest = records.filter((item) => BigInt(item.dynamodb.SequenceNumber) > BigInt(after ?? 0));
          return { records: rest, last: rest.at(-1)?.dynamodb.SequenceNumber ?? after };
        },
      },
      properties: { FunctionResponseTypes: ['ReportBatchItemFailures'], ...properties },
      target: {
        arn: 'arn:function',
        invoke: async (event) => {
          const sequences = (event as { Records: StreamRecord[] }).Records.map(
            (item) => item.dynamodb.SequenceNumber,
          );
          calls.push(sequences);
          return answer(sequences, calls.length);
        },
      },
      startAfter: undefined,
      checkpoint: (sequence) => {
        checkpoints.push(sequence);
        if (sequence === last) end.abort();
      },
      onFailure: async (message) => void discarded.push(message as Record<string, unknown>),
      report: () => undefined,
      backoffMs: () => 1,
    },
    end.signal,
  );
  return { calls, discarded, checkpoints };
}

describe('an event source mapping from a stream', () => {
  it('gives filtered records in batches, in order, and remembers where it was', async () => {
    const records = [
      streamRecord(1),
      streamRecord(2, 'U#2'),
      streamRecord(3),
      streamRecord(10),
      streamRecord(11, 'U#11'),
    ];
    const filter = { dynamodb: { Keys: { pk: { S: [{ prefix: 'E#' }] } } } };
    const properties = { BatchSize: 2, FilterCriteria: { Filters: [{ Pattern: JSON.stringify(filter) }] } };
    const { calls, checkpoints } = await run(records, properties, () => done);
    expect(calls).toEqual([['1', '3'], ['10']]);
    expect(checkpoints.at(-1)).toBe('11');
  });

  it('gives no more records than Lambda takes bytes in one event', async () => {
    const { calls } = await run([1, 2, 3, 4].map(largeRecord), { BatchSize: 100 }, () => done);
    expect(calls).toEqual([['1'], ['2'], ['3'], ['4']]);
  });

  it('goes on from the lowest failed sequence number', async () => {
    const failures = [{ itemIdentifier: '10' }, { itemIdentifier: '9' }];
    const two: InvocationResult = { ok: true, payload: JSON.stringify({ batchItemFailures: failures }) };
    const records = [8, 9, 10, 11].map((sequence) => streamRecord(sequence));
    const { calls } = await run(records, {}, (_sequences, call) => (call === 1 ? two : done));
    expect(calls).toEqual([
      ['8', '9', '10', '11'],
      ['9', '10', '11'],
    ]);
  });

  it('takes a failure it cannot place as a failure of the whole batch', async () => {
    const { calls } = await run([streamRecord(1), streamRecord(2)], {}, (_s, call) =>
      call === 1 ? failedFrom(99) : done,
    );
    expect(calls).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  it('bisects a batch whose function fails, until the bad record is alone and is given up', async () => {
    const records = [1, 2, 3, 4].map((sequence) => streamRecord(sequence));
    const properties = { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 };
    const { calls, discarded } = await run(records, properties, (sequences) =>
      sequences.includes('3') ? broken : done,
    );
    expect(calls).toEqual([['1', '2', '3', '4'], ['1', '2'], ['3', '4'], ['3'], ['3'], ['4']]);
    expect(discarded).toHaveLength(1);
    expect(discarded[0]).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', functionArn: 'arn:function' },
      DDBStreamBatchInfo: {
        shardId: 'shard-1',
        startSequenceNumber: '3',
        endSequenceNumber: '3',
        batchSize: 1,
        streamArn: 'arn:stream',
      },
    });
  });

  it('retries a batch as a whole where it is not to bisect, then gives it up and goes on', async () => {
    const records = [1, 2, 3].map((sequence) => streamRecord(sequence));
    const { calls, discarded } = await run(records, { BatchSize: 2, MaximumRetryAttempts: 2 }, (sequences) =>
      sequences.includes('1') ? broken : done,
    );
    expect(calls).toEqual([['1', '2'], ['1', '2'], ['1', '2'], ['3']]);
    expect(discarded[0]).toMatchObject({ DDBStreamBatchInfo: { batchSize: 2 } });
  });

  it('retries without end where no limit is set', async () => {
    const { calls, discarded } = await run([streamRecord(1)], {}, (_s, call) => (call < 20 ? broken : done));
    expect(calls).toHaveLength(20);
    expect(discarded).toEqual([]);
  });

  it('gives up records that are too old without showing them to the function', async () => {
    const records = [streamRecord(1, 'E#1', NOW - 500), streamRecord(2)];
    const { calls, discarded } = await run(records, { MaximumRecordAgeInSeconds: 120 }, () => done);
    expect(calls).toEqual([['2']]);
    expect(discarded[0]).toMatchObject({ requestContext: { condition: 'RecordAgeExceeded' } });
  });

  it('keeps the order of one item with a parallelization factor', async () => {
    const records = Array.from({ length: 40 }, (_unused, index) => streamRecord(index + 1, `E#${index % 5}`));
    const { calls } = await run(records, { ParallelizationFactor: 4, BatchSize: 3 }, () => done);
    const seen = calls.flat().map(Number);
    expect(new Set(seen).size).toBe(40);
    for (let item = 0; item < 5; item += 1) {
      const own = seen.filter((sequence) => (sequence - 1) % 5 === item);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
  });
});
