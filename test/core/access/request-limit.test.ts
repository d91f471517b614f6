import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoRequestCounter } from '../../../adapters/dynamo/request-counter.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { RequestLimit, type RequestCounter } from '../../../core/access/request-limit.ts';
import { CALLERS, startApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { usageEvent } from '../../support/ledger.ts';

const MINUTE = Date.parse('2026-11-20T12:00:00Z');
let dynamo: TestDynamo;
let now = MINUTE;
const clock = { now: () => now };

beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable('limit');
});

afterAll(() => dynamo.stop());

/** A counter in the table that knows how often it was asked. */
function countedCounter(kind: string): RequestCounter & { writes: number } {
  const counter = new DynamoRequestCounter(new Table(dynamo.client(), 'limit'), kind as never);
  return {
    writes: 0,
    take(...args) {
      this.writes++;
      return counter.take(...args);
    },
  };
}

async function admitted(limit: RequestLimit, caller: string, requests: number): Promise<number> {
  let count = 0;
  for (let index = 0; index < requests; index++) if ((await limit.admit(caller)) === 0) count++;
  return count;
}

/** How many requests go on until one does not. */
async function untilDenied(limit: RequestLimit, caller: string): Promise<number> {
  let count = 0;
  while ((await limit.admit(caller)) === 0) count++;
  return count;
}

describe('RequestLimit', () => {
  it('lets all requests pass while the counter does not answer, where it is open then, and asks seldom', async () => {
    let asked = 0;
    const broken: RequestCounter = { take: () => Promise.reject(new Error(`outage ${++asked}`)) };
    await expect(new RequestLimit(broken, clock, 10).admit('closed')).rejects.toThrow('outage');
    const open = new RequestLimit(broken, clock, 10, 'open');
    asked = 0;
    expect(await admitted(open, 'open', 30)).toBe(30);
    expect(asked).toBe(1);
    now += 11_000;
    expect(await admitted(open, 'open', 5)).toBe(5);
    expect(asked).toBe(2);
    now = MINUTE;
  });

  it('allows exactly the limit in a minute to one function, with few writes', async () => {
    const counter = countedCounter('one');
    const limit = new RequestLimit(counter, clock, 100);
    expect(await admitted(limit, 'a', 150)).toBe(100);
    expect(counter.writes).toBeLessThan(16);
    expect(await limit.admit('a')).toBe(60);
  });

  it('allows exactly the limit to many functions at once that ask until they are denied', async () => {
    const counter = countedCounter('many');
    const functions = Array.from({ length: 12 }, () => new RequestLimit(counter, clock, 100));
    // A function that stopped before would leave a part of its last lease unused.
    const counts = await Promise.all(functions.map((limit) => untilDenied(limit, 'a')));
    expect(counts.reduce((total, count) => total + count, 0)).toBe(100);
  });

  it('counts callers apart, and each minute anew', async () => {
    const limit = new RequestLimit(countedCounter('apart'), clock, 5);
    expect(await admitted(limit, 'a', 10)).toBe(5);
    expect(await admitted(limit, 'b#%', 10)).toBe(5);
    now = MINUTE + 45_500;
    expect(await limit.admit('a')).toBe(15);
    now = MINUTE + 60_000;
    expect(await admitted(limit, 'a', 10)).toBe(5);
    now = MINUTE;
  });

  it('allows everything where the limit is 0, without a write', async () => {
    const counter = countedCounter('none');
    expect(await admitted(new RequestLimit(counter, clock, 0), 'a', 500)).toBe(500);
    expect(counter.writes).toBe(0);
  });
});

describe('the API', () => {
  it('answers 429 with Retry-After beyond the limit, to this caller alone', async () => {
    const api = startApi(dynamo, 'limit', { clock, settings: { requestsPerMinute: 3 } });
    for (let index = 0; index < 3; index++)
      expect((await api.call('/me', { as: CALLERS.user })).status).toBe(200);
    now += 20_000;
    const { status, headers, body } = await api.call('/me', { as: CALLERS.user });
    now = MINUTE;
    expect(status).toBe(429);
    expect(headers).toMatchObject({ 'retry-after': '40', 'content-type': 'application/problem+json' });
    expect(body).toMatchObject({ type: 'urn:costkeeper:too-many-requests' });
    expect((await api.call('/me', { as: { sub: 'somebody-else' } })).status).toBe(200);
    expect((await api.call('/health', { as: 'nobody' })).status).toBe(200);
  });

  it('counts records by a limit of their own', async () => {
    const api = startApi(dynamo, 'limit', { clock, settings: { requestsPerMinute: 1, recordsPerMinute: 2 } });
    const record = () => api.call('POST /record', { as: CALLERS.writer, body: usageEvent('r') });
    expect([(await record()).status, (await record()).status, (await record()).status]).toEqual([
      202, 202, 429,
    ]);
  });
});
