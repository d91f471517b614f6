import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileFilters } from '../filter-pattern.ts';
import { discard, withoutOld } from './stream-discard.ts';
import type { Attempt, DiscardSettings } from './stream-discard.ts';
import type { StreamRecord } from './stream-source.ts';
import { flag, list, number, record, text } from '../template.ts';

/** What a mapping from a stream needs to run. */
export interface StreamMappingSettings extends DiscardSettings {
  readonly startAfter: string | undefined;
  /** Called when everything up to a sequence number is done with. */
  readonly checkpoint: (sequenceNumber: string) => void;
  /** Wait before the n-th retry, milliseconds; Lambda's grows to minutes, ours to seconds. */
  readonly backoffMs?: (retry: number) => number;
}

/** Lambda quotas: 6 MB of an event, with room for what is around its records. */
const MOST_BATCH_BYTES = 6 * 1024 * 1024 - 1024;
const QUICK_POLL_MS = 20;
const IDLE_POLL_MS = 100;

/**
 * Reads a stream as Lambda does: filtered batches of BatchSize gathered for at most the window, one after
 * the other (per key with a ParallelizationFactor). A partial failure goes on from the lowest failed
 * sequence number, an error bisects if told to, and what fails beyond the limits goes to the failure queue.
 */
export async function runStreamMapping(settings: StreamMappingSettings, signal: AbortSignal): Promise<void> {
  const { properties, source } = settings;
  const lanes = number(properties['ParallelizationFactor'], 1);
  const size = number(properties['BatchSize'], 100);
  const gathering = gatherer(settings, size * lanes);
  let position = settings.startAfter;
  let wait = QUICK_POLL_MS;
  while (!signal.aborted) {
    try {
      const { records, last } = await gathering(position, signal);
      const batches = byLane(records, lanes).flatMap((lane) => [inBatches(lane, size)]);
      await Promise.all(batches.map((lane) => deliverInOrder(settings, lane, signal)));
      if (signal.aborted) return;
      if (last !== undefined && last !== position) {
        settings.checkpoint(last);
        position = last;
        wait = QUICK_POLL_MS;
      } else {
        await sleep(wait, undefined, { signal });
        wait = Math.min(wait + 1, IDLE_POLL_MS);
      }
    } catch (error) {
      if (signal.aborted) return;
      settings.report(new Error(`stream ${source.arn}`, { cause: error }));
      await sleep(500);
    }
  }
}

async function deliverInOrder(
  settings: StreamMappingSettings,
  batches: StreamRecord[][],
  signal: AbortSignal,
) {
  for (const batch of batches) await deliver(settings, batch, signal);
}

type Gathered = { records: StreamRecord[]; last: string | undefined };

/** Reads on until the batch is full or its window is over. What a page holds beyond waits for the next call. */
function gatherer({ source, properties }: StreamMappingSettings, size: number) {
  const passes = compileFilters(properties['FilterCriteria']);
  const windowMs = number(properties['MaximumBatchingWindowInSeconds'], 0) * 1000;
  return async (position: string | undefined, signal: AbortSignal): Promise<Gathered> => {
    const records: StreamRecord[] = [];
    let last = position;
    let deadline = Infinity;
    for (;;) {
      const page = await source.read(last, signal);
      records.push(...page.records.filter(passes));
      const ended = page.last === last;
      last = page.last;
      if (records.length > 0) deadline = Math.min(deadline, Date.now() + windowMs);
      if (records.length === 0 ? ended : records.length >= size || Date.now() >= deadline) break;
      if (ended) await sleep(QUICK_POLL_MS, undefined, { signal });
    }
    return { records, last };
  };
}

/** Hands one batch to the function until every record is done or discarded. */
async function deliver(
  settings: StreamMappingSettings,
  batch: StreamRecord[],
  signal: AbortSignal,
): Promise<void> {
  const backoff = settings.backoffMs ?? ((retry) => Math.min(100 * 2 ** retry, 5000));
  const pending: Attempt[] = [{ records: batch, retries: 0 }];
  for (let next = pending.shift(); next && !signal.aborted; next = pending.shift()) {
    const fresh = await withoutOld(settings, next);
    if (fresh.records.length === 0) continue;
    const outcome = await attempt(settings, fresh);
    if (outcome.rest.length === 0) continue;
    if (outcome.halves) {
      const [first, second] = outcome.halves;
      pending.unshift(
        { records: first, retries: fresh.retries },
        { records: second, retries: fresh.retries },
      );
      continue;
    }
    const progress = outcome.rest.length < fresh.records.length;
    const retries = progress ? 0 : fresh.retries + 1;
    const limit = number(settings.properties['MaximumRetryAttempts'], -1);
    if (limit >= 0 && retries > limit) {
      await discard(settings, { records: outcome.rest, retries }, 'RetryAttemptsExhausted');
      continue;
    }
    await sleep(backoff(retries));
    pending.unshift({ records: outcome.rest, retries });
  }
}

interface BatchResult {
  /** What is not done: everything from the lowest failed sequence number on. */
  readonly rest: readonly StreamRecord[];
  /** Set when the function failed as a whole and the batch is to be bisected. */
  readonly halves?: readonly [readonly StreamRecord[], readonly StreamRecord[]];
}

async function attempt(
  { target, properties, report }: StreamMappingSettings,
  { records }: Attempt,
): Promise<BatchResult> {
  const result = await target.invoke({ Records: records });
  if (result.ok) {
    if (!list(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures')) return { rest: [] };
    return { rest: fromLowestFailure(records, result.payload) };
  }
  report(
    new Error(`batch of ${records.length} for ${target.arn}: ${result.errorType}: ${result.errorMessage}`),
  );
  if (!flag(properties['BisectBatchOnFunctionError']) || records.length < 2) return { rest: records };
  const middle = Math.ceil(records.length / 2);
  return { rest: records, halves: [records.slice(0, middle), records.slice(middle)] };
}

function fromLowestFailure(records: readonly StreamRecord[], payload: string): readonly StreamRecord[] {
  const failures = list(record(JSON.parse(payload))['batchItemFailures']);
  if (failures.length === 0) return [];
  const failed = new Set(failures.map((failure) => text(record(failure)['itemIdentifier'])));
  const known = [...failed].every((id) => records.some((item) => item.dynamodb.SequenceNumber === id));
  if (!known) return records;
  return records.slice(records.findIndex((item) => failed.has(item.dynamodb.SequenceNumber)));
}

/** Records of one item stay in one lane and in order. */
function byLane(records: readonly StreamRecord[], lanes: number): StreamRecord[][] {
  if (lanes === 1) return [[...records]];
  const all: StreamRecord[][] = Array.from({ length: lanes }, () => []);
  for (const item of records) {
    const hash = createHash('sha256').update(JSON.stringify(item.dynamodb.Keys)).digest();
    all[(hash[0] ?? 0) % lanes]?.push(item);
  }
  return all;
}

/** Batches of at most `size` records, and of no more bytes than Lambda takes in one event. */
function inBatches(records: readonly StreamRecord[], size: number): StreamRecord[][] {
  const batches: StreamRecord[][] = [];
  let bytes = 0;
  for (const one of records) {
    const own = Buffer.byteLength(JSON.stringify(one)) + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length >= size || bytes + own > MOST_BATCH_BYTES) {
      batches.push([one]);
      bytes = own;
    } else {
      last.push(one);
      bytes += own;
    }
  }
  return batches;
}
