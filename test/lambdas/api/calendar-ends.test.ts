import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cursorRequests, rangeRequests, timeRequests } from '../../../prove/inputs/calendar-cases.ts';
import { type ApiDocument, type Slot, type SlotRequest, textSlotsOf } from '../../../prove/inputs/slots.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { startApi, type TestApi, UNLIMITED } from '../../support/api.ts';
import { countReads, type ReadCounts } from '../../support/count-reads.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

/** Reads of one request on a ledger of a few days: as many as its longest list of days, kinds and pages takes. */
const MOST_READS = 400;
/**
 * Which of the requests npm test makes: every fifth, so that each route is met; `npm run prove -- calendar` makes all.
 */
const STEP = IN_PROOF ? 1 : 5;

let dynamo: TestDynamo;
let api: TestApi;
let reads: ReadCounts;
let slots: Slot[];

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'ends');
  await ledger.record([usageEvent('a'), usageEvent('b', { occurredAt: '2026-11-19T10:00:00Z' })]);
  await ledger.aggregate([aDay('2026-11-19'), aDay('2026-11-20')]);
  const client = dynamo.client();
  reads = countReads(client);
  api = startApi({ ...dynamo, client: () => client }, 'ends', { settings: UNLIMITED });
  slots = textSlotsOf((await api.call('/openapi.json')).body as unknown as ApiDocument);
});
afterAll(() => dynamo.stop());

async function answer(request: string, body: unknown) {
  reads.reset();
  const { status } = await api.call(request, body === undefined ? {} : { body });
  return { request, status, reads: reads.calls() };
}

const bad = ({ status, reads: count }: { status: number; reads: number }) =>
  status >= 500 || count > MOST_READS;

async function answersTo(requests: readonly SlotRequest[]) {
  const answers = [];
  for (const { request, body } of requests.filter((_request, nth) => nth % STEP === 0))
    answers.push(await answer(request, body));
  return answers;
}

describe('the ends of the calendar', () => {
  it('are met by every route that takes a day, a month, a period or a time: an answer or a 400, and little work', async () => {
    const requests = timeRequests(slots);
    expect(requests.length).toBeGreaterThan(700);
    expect((await answersTo(requests)).filter(bad)).toEqual([]);
  });

  it('are met in pairs, as a range: from the one end to the other', async () => {
    const requests = rangeRequests(slots);
    expect(requests.length).toBeGreaterThan(60);
    const answers = await answersTo(requests);
    expect(answers.filter(bad)).toEqual([]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  it('are met in cursors', async () => {
    const requests = cursorRequests(slots);
    expect(requests.length).toBeGreaterThan(150);
    expect((await answersTo(requests)).filter(bad)).toEqual([]);
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
