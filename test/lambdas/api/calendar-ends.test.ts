import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { writeCursor } from '../../../core/spend/paging.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { countReads, type ReadCounts } from '../../support/count-reads.ts';
import { requestWith, type Slot, slotsOf, takesText, UNLIMITED } from '../../support/hardening/requests.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAYS = [
  '0000-01-01',
  '1969-12-31',
  '1970-01-01',
  '9998-12-31',
  '9999-12-30',
  '9999-12-31',
  '+010000-01-01',
  '2026-99-99',
];
const MONTHS = ['0000-01', '1969-12', '1970-01', '9998-12', '9999-12', '2026-99'];
const TIMES = [
  '9999-12-31T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '9998-12-31T23:59:59.999-12:00',
  '1970-01-01T00:00:00+14:00',
];
const FAR = 8_640_000_000_000_000;
const CURSORS = [
  [-5],
  [1e300],
  [FAR, 'z'],
  [-FAR, 'z'],
  [0, ''],
  ['z'],
  ['9999-12-31T00:00:00.000Z#z'],
  ['+010000-01-01T00:00:00.000Z#z'],
  ['z', FAR],
  ['z', FAR + 1],
  ['a', Date.parse('2076-01-01T00:00:00Z')],
  ...DAYS.map((day) => [day, FAR, 'z']),
].map(writeCursor);

/** Reads of one request on a ledger of a few days: as many as its longest list of days, kinds and pages takes. */
const MOST_READS = 400;

let dynamo: TestDynamo;
let api: TestApi;
let reads: ReadCounts;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'ends');
  await ledger.record([usageEvent('a'), usageEvent('b', { occurredAt: '2026-11-19T10:00:00Z' })]);
  await ledger.aggregate([aDay('2026-11-19'), aDay('2026-11-20')]);
  const client = dynamo.client();
  reads = countReads(client);
  api = startApi({ ...dynamo, client: () => client }, 'ends', { settings: UNLIMITED });
});
afterAll(() => dynamo.stop());

async function answer(request: string, body: unknown) {
  reads.reset();
  const { status } = await api.call(request, body === undefined ? {} : { body });
  return { request, status, reads: reads.calls() };
}

const bad = ({ status, reads: count }: { status: number; reads: number }) =>
  status >= 500 || count > MOST_READS;

/** Slots whose name or help speaks of time. */
const OF_TIME = /^(from|to|startDate|endDate|period|month|date|day|at|occurredAt|effectiveFrom|effectiveTo)$/;

const slots = () => slotsOf(routesOf(api.ports)).filter(takesText);

describe('the ends of the calendar', () => {
  it('are met by every route that takes a day, a month, a period or a time: an answer or a 400, and little work', async () => {
    const ofTime = slots().filter(({ name }) => OF_TIME.test(name));
    expect(ofTime.length).toBeGreaterThan(60);
    const answers = [];
    for (const slot of ofTime) {
      const others = /^(period|month|date)$/.test(slot.name) ? MONTHS : TIMES;
      for (const value of [...DAYS, ...others]) {
        const { request, body } = requestWith(slot, value);
        answers.push(await answer(request, body));
      }
    }
    expect(answers.filter(bad)).toEqual([]);
  });

  it('are met in pairs, as a range: from the one end to the other', async () => {
    const ranges = slots().filter(({ where, name }: Slot) => where === 'query' && name === 'from');
    expect(ranges.length).toBeGreaterThan(15);
    const answers = [];
    for (const slot of ranges) {
      for (const [from, to] of [
        ['1970-01-01', '9998-12-31'],
        ['9998-12-30', '9998-12-31'],
        ['1970-01-01', '1970-01-02'],
        ['9999-12-30', '9999-12-31'],
      ]) {
        const { request, body } = requestWith(slot, from ?? '');
        for (const more of request.includes('/trends') ? ['', '&interval=hour'] : ['']) {
          answers.push(await answer(`${request}&to=${to}${more}`, body));
        }
      }
    }
    expect(answers.filter(bad)).toEqual([]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  it('are met in cursors', async () => {
    const cursors = slots().filter(({ name }) => name === 'cursor');
    expect(cursors.length).toBeGreaterThan(10);
    const answers = [];
    for (const slot of cursors) {
      for (const cursor of CURSORS) {
        const { request, body } = requestWith(slot, cursor);
        answers.push(await answer(request, body));
      }
    }
    expect(answers.filter(bad)).toEqual([]);
  });

  it('are met in the body of jobs, which are refused before they start', async () => {
    const started = api.started.length;
    for (const [request, body] of [
      ['POST /aggregate/daily', { date: '2026-99-99' }],
      ['POST /aggregate/daily', { date: '9999-12-31' }],
      ['POST /aggregate/monthly', { date: '9999-12' }],
      ['POST /recalculate', { day: '+010000-01-01' }],
      ['POST /prices/what-if', { from: '9999-12-31', to: '9999-12-31', overrides: [] }],
      ['POST /revenue', { period: '9999-W52', usd: '1' }],
    ] as const) {
      expect(await answer(request, body)).toMatchObject({ status: 400 });
    }
    expect(api.started).toHaveLength(started);
  });
});
