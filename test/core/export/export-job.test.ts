import { describe, expect, it } from 'vitest';
import {
  exportKind,
  type ExportPorts,
  type PartStore,
  UploadGoneError,
} from '../../../core/export/export-job.ts';
import type { ExportRequest } from '../../../core/export/export-request.ts';
import type { ExportFormat } from '../../../contracts/report-vocabulary.ts';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import { type Job, type JobKind, type JobStep } from '../../../core/jobs/job.ts';
import { aDay } from '../../../testing/dates.ts';
import { generatedHistory } from '../../../testing/generated-history.ts';

/** Parts in memory; an upload is gone once it is completed. */
class MemoryParts implements PartStore {
  readonly objects = new Map<string, string>();
  readonly uploads = new Map<string, Map<number, Uint8Array>>();
  begin() {
    const id = `upload-${this.uploads.size}-${this.objects.size}`;
    this.uploads.set(id, new Map());
    return Promise.resolve(id);
  }
  putPart(_key: string, id: string, number: number, bytes: Uint8Array) {
    const upload = this.uploads.get(id);
    if (!upload) return Promise.reject(new UploadGoneError('gone'));
    upload.set(number, bytes);
    return Promise.resolve({ number, tag: `tag-${number}` });
  }
  complete(key: string, id: string, parts: readonly { number: number }[]) {
    const upload = this.uploads.get(id);
    if (!upload) return Promise.reject(new UploadGoneError('gone'));
    const decoder = new TextDecoder();
    this.objects.set(key, parts.map(({ number }) => decoder.decode(upload.get(number))).join(''));
    this.uploads.delete(id);
    return Promise.resolve();
  }
  putText(key: string, text: string) {
    this.objects.set(key, text);
    return Promise.resolve();
  }
  getText(key: string) {
    return Promise.resolve(this.objects.get(key) ?? '');
  }
}

const request = (format: ExportFormat, more: Partial<ExportRequest> = {}): ExportRequest => ({
  format,
  from: aDay('2026-11-18'),
  to: aDay('2026-11-20'),
  filter: ALL_ENTRIES,
  ...more,
});

function portsOf(parts: PartStore, now: () => number = () => 0): ExportPorts {
  return {
    history: generatedHistory(250, 100),
    parts,
    clock: { now },
    timeZone: 'UTC',
    options: () => Promise.resolve({ account: { id: 'a', name: 'A' } }),
    expected: () => Promise.resolve(750),
  };
}

const JOB = {
  id: 'job-1',
  kind: 'export',
  status: 'running',
  progress: { done: 0 },
  revision: 0,
  createdBy: 'x',
  createdAt: 0,
  updatedAt: 0,
} as const;

/** Runs steps to the end, each from what the one before left as JSON; answers the steps. */
async function run(kind: JobKind, input: ExportRequest, deadline: number): Promise<JobStep[]> {
  const steps: JobStep[] = [];
  let job: Job = { ...JOB, input: JSON.parse(JSON.stringify(input)) as unknown };
  for (let i = 0; i < 200; i++) {
    const step = await kind.step(job, deadline);
    steps.push(step);
    if (step.done) return steps;
    job = { ...job, state: JSON.parse(JSON.stringify(step.state)) as unknown };
  }
  throw new Error('the export does not end');
}

async function whole(format: ExportFormat): Promise<string> {
  const parts = new MemoryParts();
  await run(exportKind(portsOf(parts)), request(format), 1);
  return [...parts.objects.values()].join('');
}

describe('an export job', () => {
  it.each(['csv', 'json', 'focus'] as const)(
    'writes the same %s in one part, in many, and without time',
    async (format) => {
      const expected = await whole(format);
      expect(expected.match(/event-\d{8}/g)?.length).toBe(format === 'focus' ? 2250 : 750);
      const many = new MemoryParts();
      const steps = await run(exportKind(portsOf(many), 20_000), request(format), 1);
      expect(steps.length).toBeGreaterThan(5);
      expect([...many.objects]).toEqual([
        [expect.stringContaining('exports/job-1/costs-2026-11-18-2026-11-20'), expected],
      ]);
      const late = new MemoryParts();
      // Every step is out of time after its first page: what is too little for a part is kept for the next.
      await run(
        exportKind(
          portsOf(late, () => 2),
          90_000,
        ),
        request(format),
        1,
      );
      const [name] = many.objects.keys();
      expect(late.objects.get(name ?? '')).toBe(expected);
    },
  );

  it('is valid JSON with every entry once', async () => {
    const { entries } = JSON.parse(await whole('json')) as { entries: { day: string; id: string }[] };
    expect(new Set(entries.map(({ day, id }) => day + id)).size).toBe(750);
  });

  it('tells its progress and the key of its result', async () => {
    const steps = await run(exportKind(portsOf(new MemoryParts()), 60_000), request('csv'), 1);
    expect(steps[0]).toMatchObject({ done: false, progress: { total: 750 } });
    expect(steps.at(-1)).toMatchObject({
      done: true,
      resultKey: 'exports/job-1/costs-2026-11-18-2026-11-20.csv',
      result: { entries: 750 },
      progress: { done: 750, total: 750 },
    });
  });

  it('starts over when a completed step is run again', async () => {
    const parts = new MemoryParts();
    const kind = exportKind(portsOf(parts));
    const job: Job = { ...JOB, input: request('csv') };
    const begun = { uploadId: await parts.begin(), parts: [], entries: 0 };
    expect(await kind.step({ ...job, state: begun }, 1)).toMatchObject({ done: true });
    const again = await kind.step({ ...job, state: begun }, 1);
    expect(again).toMatchObject({ done: false, progress: { done: 0 } });
    if (again.done) throw new Error('ended');
    expect(await kind.step({ ...job, state: again.state }, 1)).toMatchObject({
      done: true,
      result: { entries: 750 },
    });
  });

  it('takes only what the filter and the times leave', async () => {
    const parts = new MemoryParts();
    const start = Date.parse('2026-11-19T00:00:30Z');
    const wanted = request('json', {
      filter: { ...ALL_ENTRIES, model: 'gpt-4o-mini' },
      start,
      end: start + 10_000,
    });
    const steps = await run(exportKind(portsOf(parts)), wanted, 1);
    expect(steps.at(-1)).toMatchObject({ result: { entries: 10 } });
    const none = await run(
      exportKind(portsOf(parts)),
      request('json', { filter: { ...ALL_ENTRIES, provider: 'x' } }),
      1,
    );
    expect(none.at(-1)).toMatchObject({ result: { entries: 0 } });
  });
});
