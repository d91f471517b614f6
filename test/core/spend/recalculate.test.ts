import { describe, expect, it } from 'vitest';
import type { RecalculateInput } from '../../../contracts/job-message.ts';
import type { Job, JobPorts } from '../../../core/jobs/job.ts';
import { parseUsd, picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import type { AuditedDay } from '../../../core/spend/audit.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { recalculateKind, type RecalculatePorts } from '../../../core/spend/recalculate.ts';
import type { RecalculateResult } from '../../../core/spend/recalculate-state.ts';
import { nothingWrong, type RepairSteps } from '../../../core/spend/repair.ts';
import { addDays, type Day, MINUTE_MS } from '../../../core/time/ledger-time.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { stepsToEnd } from '../../support/job.ts';
import {
  DAY,
  ENTRIES,
  HOUR_KEY,
  MemoryRepair,
  NOW,
  smallSteps,
  USER_KEY,
} from '../../support/memory-repair.ts';
import { entryAt } from '../../support/memory-spend.ts';

/** A recalculation over a ledger in memory; what a step answers, and what it told of days. */
function recalculation(
  ledger: MemoryRepair,
  more: Partial<RecalculatePorts> = {},
  sealed?: Day,
  steps = smallSteps().steps,
) {
  const days = [...new Set(ENTRIES.map(({ day }) => day))];
  const told: AuditedDay[] = [];
  const kind = recalculateKind({
    scopes: {
      day: (day) => ledger.day(day),
      owner: ({ id }, day) => ledger.user(id, day),
      late: (month) => ledger.late(month),
      daysOf: () => Promise.resolve([addDays(DAY, -1), DAY]),
      sealedUntil: () => Promise.resolve(sealed),
      ledgerDays: () => Promise.resolve(days),
    },
    repair: ledger.ports(),
    stepsOf: () => steps,
    counts: () => Promise.resolve(nothingWrong('counts', 1)),
    push: (open) => Promise.resolve({ pushed: open.length, missing: ZERO_USD }),
    onDay: (audited) => Promise.resolve(void told.push(audited)),
    ...more,
  });
  const step = (input: RecalculateInput, state?: unknown, deadline = Infinity) =>
    kind.step(
      { id: 'job', kind: 'recalculate', createdBy: 'x', createdAt: NOW, input, state } as Job,
      deadline,
    );
  const toEnd = async (input: RecalculateInput, deadline = Infinity) => {
    const { steps, result, progress } = await stepsToEnd((state) => step(input, state, deadline));
    return { seen: steps, result: result as RecalculateResult, progress };
  };
  return { step, toEnd, told };
}

const LARGE: RepairSteps = { ...smallSteps().steps, limits: { entries: 1000, totals: 1000 } };

describe('the job recalculate', () => {
  it('takes a day in one step where it is small, and in several where it is large', async () => {
    const small = recalculation(new MemoryRepair(ENTRIES, NOW), {}, undefined, LARGE);
    const whole = await small.toEnd({ day: DAY });
    expect(whole.seen).toHaveLength(1);
    expect(whole.result).toEqual({ days: 1, entries: 5, totals: 6, repairs: [], busy: [], lateMonths: [] });
    expect(whole.progress).toEqual({ done: 1, total: 1 });
    expect(small.told).toMatchObject([{ day: DAY, startedAt: NOW, missing: 0n, complete: true }]);
    const large = await recalculation(new MemoryRepair(ENTRIES, NOW)).toEnd({ day: DAY });
    expect(large.seen.length).toBeGreaterThan(3);
    expect(large.seen[0]?.progress).toEqual({ done: 0, total: 1 });
    expect(large.result).toEqual(whole.result);
  });

  it('takes one owner on the days it has, and tells no audit of it', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    ledger.plant(USER_KEY, { cost: parseUsd('1') });
    ledger.plant(HOUR_KEY, { cost: parseUsd('1') });
    const { toEnd, told } = recalculation(ledger, {}, undefined, LARGE);
    const { result } = await toEnd({ userId: 'user-42' });
    expect(result).toMatchObject({
      days: 2,
      entries: 4,
      repairs: [{ total: USER_KEY, differenceUsd: '-1' }],
    });
    expect(told).toEqual([]);
  });

  it('takes everything: days, late totals of their months, and counts', async () => {
    const late = entryAt('2026-11-20T15:00:00Z', {
      recordedAt: Date.parse('2026-12-05T00:00:00Z'),
      id: 'late',
      mark: { batch: 'third', index: 5 },
    });
    const ledger = new MemoryRepair([...ENTRIES, late], NOW);
    const LATE = JSON.stringify({ kind: 'late', month: aMonth('2026-11'), of: ORGANISATION });
    ledger.plant(LATE, { cost: parseUsd('2') });
    const found = await recalculation(ledger, {}, undefined, LARGE).toEnd({ all: true });
    expect(found.progress).toEqual({ done: 3, total: 3 });
    expect(found.result).toMatchObject({
      days: 1,
      repairs: [{ total: LATE, differenceUsd: '-2' }],
      lateMonths: ['2026-11'],
    });
    expect(found.result.entries).toBe(6 + 6);
    // Without a late entry and a late total the month is not read again.
    const never = await recalculation(new MemoryRepair(ENTRIES, NOW), {}, undefined, LARGE).toEnd({
      all: true,
    });
    expect([never.result.entries, never.result.totals]).toEqual([5, 6 + 1]);
    // A late total without entries is taken out.
    const stray = new MemoryRepair(ENTRIES, NOW);
    const total = { kind: 'late', month: aMonth('2026-11'), of: ORGANISATION } as const;
    stray.totals.set(LATE, { total, cost: parseUsd('3'), events: 1, unpriced: 0, version: 1n });
    const emptied = await recalculation(stray, {}, undefined, LARGE).toEnd({ all: true });
    expect(emptied.result.repairs).toEqual([{ total: LATE, differenceUsd: '-3' }]);
  });

  it('leaves archived days alone, and a month of which one is', async () => {
    const ask = (sealed: Day, input: RecalculateInput) =>
      recalculation(new MemoryRepair(ENTRIES, NOW), {}, sealed, LARGE).toEnd(input);
    expect((await ask(DAY, { day: DAY })).progress).toEqual({ done: 0, total: 0 });
    expect((await ask(addDays(DAY, -1), { day: DAY })).result.entries).toBe(5);
    expect((await ask(addDays(DAY, -1), { userId: 'user-42' })).progress).toEqual({ done: 1, total: 1 });
    expect((await ask(addDays(DAY, -1), { all: true })).progress).toEqual({ done: 2, total: 2 });
    expect((await ask(aDay('2026-10-31'), { all: true })).progress).toEqual({ done: 3, total: 3 });
    const empty = recalculation(new MemoryRepair(ENTRIES, NOW), {
      scopes: {
        sealedUntil: () => Promise.resolve(undefined),
        ledgerDays: () => Promise.resolve([]),
      } as never,
    });
    expect((await empty.toEnd({ all: true })).progress).toEqual({ done: 0, total: 0 });
  });

  it('goes on behind its deadline in the next step', async () => {
    const { step } = recalculation(new MemoryRepair(ENTRIES, NOW), {}, undefined, LARGE);
    const late = await step({ day: DAY }, undefined, NOW);
    expect(late).toMatchObject({ done: false, progress: { done: 0, total: 1 } });
    expect(await step({ day: DAY }, late.done ? undefined : late.state, NOW + 1)).toMatchObject({
      done: true,
    });
  });

  it.each([
    [1, 1, true],
    [0, 1, false],
  ])('is complete where %i of the open entries are added', async (pushed, missing, complete) => {
    const ledger = new MemoryRepair(ENTRIES, NOW, ['e3']);
    const opened = { ...ledger.ports(() => NOW - 60 * MINUTE_MS), pause: () => Promise.resolve() };
    const push = () => Promise.resolve({ pushed, missing: picoUsd(BigInt(missing)) });
    const { toEnd, told } = recalculation(ledger, { repair: opened, push }, undefined, LARGE);
    await toEnd({ day: DAY });
    expect(told).toMatchObject([{ complete, missing: BigInt(missing) }]);
  });
});

const fanOutOf = () => {
  const jobs = new Map<string, Job>();
  const fanOut: JobPorts = {
    clock: { now: () => NOW },
    queue: { send: () => Promise.resolve() },
    jobs: {
      create: (job) => Promise.resolve(void jobs.set(job.id, job)),
      read: (id) => Promise.resolve(jobs.get(id)),
      save: () => Promise.resolve(true),
    },
  };
  return { jobs, fanOut };
};

const scopesOf = (list: readonly Day[], ledger: MemoryRepair) =>
  ({
    sealedUntil: () => Promise.resolve(undefined),
    ledgerDays: () => Promise.resolve(list),
    day: (day: Day) => ledger.day(day),
    late: () => ledger.late(aMonth('2026-11')),
  }) as never;

describe('a recalculation by several workers', () => {
  const days = Array.from({ length: 7 }, (_, index) => addDays(DAY, index));

  it('gives each of seven days to one, waits longer each time, and adds up what they found', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const { jobs, fanOut } = fanOutOf();
    const { step } = recalculation(ledger, { fanOut, scopes: scopesOf(days, ledger) }, undefined, LARGE);
    let last = await step({ all: true });
    expect([...jobs.keys()]).toEqual(days.map((day) => `job-${day}`));
    const waited: unknown[] = [];
    for (let times = 0; times < 7 && !last.done; times++) {
      waited.push([last.waitSeconds, last.progress]);
      last = await step({ all: true }, last.state);
    }
    const progress = { done: 0, total: 9 };
    expect(waited).toEqual([1, 2, 4, 8, 16, 30, 30].map((seconds) => [seconds, progress]));
    for (const [id, job] of jobs) {
      const result: RecalculateResult = {
        days: 1,
        entries: 10,
        totals: 2,
        repairs: [{ total: id, differenceUsd: '1' }],
        busy: [id],
        lateMonths: [],
      };
      jobs.set(id, { ...job, status: 'done', result });
    }
    const end = await step({ all: true }, last.done ? undefined : last.state);
    expect(end).toMatchObject({
      done: true,
      progress: { done: 9, total: 9 },
      result: { days: 7, entries: 70, totals: 15 },
    });
    const { repairs, busy } = (end.done ? end.result : undefined) as RecalculateResult;
    expect([repairs.length, busy]).toEqual([7, [...jobs.keys()]]);
  });

  it('takes six days by itself', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const { jobs, fanOut } = fanOutOf();
    const { step } = recalculation(
      ledger,
      { fanOut, scopes: scopesOf(days.slice(1), ledger) },
      undefined,
      LARGE,
    );
    expect(await step({ all: true })).toMatchObject({ done: true, progress: { done: 8 } });
    expect(jobs.size).toBe(0);
  });
});
