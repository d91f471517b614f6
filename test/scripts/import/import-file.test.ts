import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../../scripts/import/import-file.ts';
import type { ImportMap } from '../../../scripts/import/import-map.ts';
import { PRESETS } from '../../../scripts/import/presets.ts';
import { readRows, type ReadRow } from '../../../scripts/import/read-rows.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger } from '../../support/ledger.ts';

const STORY = `id,job_id,user_id,provider,resource_type,quantity,unit_cost,total_cost,recorded_at
1,job-7,user-1,openai,gpt_4_tokens,1500,0.00003,0.045,2026-11-20 10:15:30.5+00
2,job-7,,elevenlabs,tts_minutes,2.5,0.1,0.25,2026-11-20 10:16:00
3,job-8,user-2,replicate,images,4,0.01,4e-2,1795255200
4,job-8,user-2,replicate,images,-1,0.01,0.01,2026-11-20T10:00:00Z
5,job-8,user-2,replicate,images,1,0.01,0.01,
`;
const EVENTS = `event_id,event_type,service,quantity,unit,unit_cost,total_cost,metadata,session_id,created_at
e1,script_generation,openai,1140,tokens,,0.0004,"{""model"":""gpt-4o-mini"",""input_tokens"":800,""output_tokens"":340,""duration_ms"":1200}",s1,2026-11-20T10:15:30Z
e2,function_run,lambda,12.5,GB-Seconds,0.0000166667,0.00020833375,"{""region"":""eu-west-1""}",s1,2026-11-20T10:15:31Z
`;
const COST_ENTRY = `id,operation,resourceType,resourceId,provider,model,cost,metadata,userId,timestamp
c1,generate,episode,ep-7,openai,gpt-4o-mini,0.0004,"{""inputTokens"":800,""outputTokens"":340}",user-1,2026-11-20T10:15:30Z
`;

function presetOf(name: string): ImportMap {
  const map = PRESETS[name];
  if (!map) throw new Error(`no preset ${name}`);
  return map;
}

async function all(rows: AsyncIterable<ReadRow>): Promise<ReadRow[]> {
  const list: ReadRow[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

async function rowsOf(csv: string, table: string, defaultUser?: string): Promise<ReadRow[]> {
  return all(readRows(Readable.from([csv]), { map: presetOf(table), table, defaultUser }));
}

/** Rows of a file that is read in chunks of this size. */
function rowsInChunks(bytes: Buffer, size: number): Promise<ReadRow[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return all(readRows(Readable.from(chunks), { map: presetOf('CostEntry'), table: 'CostEntry' }));
}

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Imports through the recorder as the queue would, and answers what the API then says. */
async function recorded(table: string, csv: string, preset: string, times = 1) {
  const ledger = await startLedger(dynamo, table);
  for (let i = 0; i < times; i++) {
    const rows = readRows(Readable.from([csv]), {
      map: presetOf(preset),
      table: preset,
    });
    await importFile(rows, 0, {
      send: async (bodies) => {
        for (const body of bodies)
          await ledger.record((JSON.parse(body) as { events: Record<string, unknown>[] }).events);
      },
      reached: () => undefined,
      reject: () => undefined,
    });
  }
  await ledger.aggregate([aDay('2026-11-20'), aDay('2026-11-21')]);
  const { body } = await startApi(dynamo, table).call('/entries?from=2026-11-20&to=2026-11-21');
  return (body as unknown as { entries: Record<string, unknown>[] }).entries;
}

describe('an import', () => {
  it('brings story_usage_tracking into the ledger once, however often it is run', async () => {
    const entries = await recorded('story', STORY, 'story_usage_tracking', 2);
    expect(entries).toHaveLength(3);
    const story = entries.find(({ userId }) => userId === 'user-1');
    expect(story).toMatchObject({
      occurredAt: '2026-11-20T10:15:30.500Z',
      provider: 'openai',
      resource: { type: 'job', id: 'job-7' },
      usage: { gpt_4_tokens: '1500' },
      reportedCostUsd: '0.045',
      costUsd: '0.045',
      status: 'reported',
    });
    expect(entries.find(({ userId }) => userId === null)).toMatchObject({ usage: { tts_minutes: '2.5' } });
  });

  it('reads cost_tracking_events with what their JSON tells, priced by the catalogue', async () => {
    const entries = await recorded('events', EVENTS, 'cost_tracking_events');
    expect(entries.find(({ model }) => model === 'gpt-4o-mini')).toMatchObject({
      operation: 'script_generation',
      usage: { input_tokens: '800', output_tokens: '340' },
      status: 'priced',
      costUsd: '0.000324',
      reportedCostUsd: '0.0004',
      group: { type: 'session', id: 's1' },
      metadata: { durationMs: '1200' },
    });
    expect(entries.find(({ service }) => service === 'lambda')).toMatchObject({
      provider: 'aws',
      model: 'lambda',
      operation: 'function_run',
      region: 'eu-west-1',
      usage: { gb_seconds: '12.5' },
      status: 'priced',
      // 12.5 × $0.0000166667.
      costUsd: '0.00020833375',
      reportedCostUsd: '0.00020833375',
    });
  });

  it('reads CostEntry rows', async () => {
    const entries = await recorded('cost-entry', COST_ENTRY, 'CostEntry');
    expect(entries).toMatchObject([
      { resource: { type: 'episode', id: 'ep-7' }, userId: 'user-1', costUsd: '0.000324', status: 'priced' },
    ]);
  });

  it('names the line of what it rejects', async () => {
    const rows = await rowsOf(STORY, 'story_usage_tracking');
    expect(rows.filter((row) => 'errors' in row)).toMatchObject([
      { line: 5, errors: [{ field: 'usage.images' }] },
      { line: 6, errors: [{ field: 'occurredAt' }] },
    ]);
  });

  it('refuses a file that is not UTF-8, and takes characters that two chunks share', async () => {
    const named = COST_ENTRY.replace('user-1', 'müller');
    expect(await rowsInChunks(Buffer.from(named), 1)).toMatchObject([{ event: { userId: 'müller' } }]);
    await expect(rowsInChunks(Buffer.from(named, 'latin1'), 1000)).rejects.toThrow('the file is not UTF-8');
  });

  it('gives rows without an owner the default user, and equal rows ids of their own', async () => {
    const [, second] = await rowsOf(STORY, 'story_usage_tracking', 'owner-1');
    expect(second).toMatchObject({ event: { userId: 'owner-1' } });
    const map = { occurredAt: 'at', provider: 'p', model: 'm', usage: { requests: 'n' } };
    const csv = 'at,p,m,n\n2026-11-20,x,y,1\n2026-11-20,x,y,1\n';
    const ids = async () =>
      (await all(readRows(Readable.from([csv]), { map, table: 't' }))).map((row) =>
        'event' in row ? row.event['id'] : undefined,
      );
    const [first, twin] = await ids();
    expect(first).not.toBe(twin);
    expect(await ids()).toEqual([first, twin]);
  });
});

describe('npm run import', () => {
  const run = promisify(execFile);
  let folder: string;
  let server: Awaited<ReturnType<typeof startFauxqs>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'costkeeper-import-'));
    server = await startFauxqs({ port: 0, logger: false, defaultRegion: 'us-east-1' });
    server.createQueue('usage');
    const sqs = `http://127.0.0.1:${server.port}`;
    writeFileSync(
      join(folder, 'endpoints.json'),
      JSON.stringify({ sqs, queueUrl: `${sqs}/000000000000/usage`, region: 'us-east-1' }),
    );
    writeFileSync(join(folder, 'story.csv'), STORY);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function importCsv(...more: string[]): Promise<{ code: number; report: Record<string, unknown> }> {
    const args = [
      'scripts/import.ts',
      join(folder, 'story.csv'),
      '--map',
      'story_usage_tracking',
      '--endpoints',
      join(folder, 'endpoints.json'),
      '--json',
      ...more,
    ];
    const { stdout, code } = await run(process.execPath, args).then(
      (done) => ({ ...done, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
    return { code, report: JSON.parse(stdout) as Record<string, unknown> };
  }
  const messages = () => Object.values(server.inspectQueue('usage')?.messages ?? {}).flat().length;

  it('sends nothing in a dry run', async () => {
    expect(await importCsv('--dry-run')).toMatchObject({
      code: 2,
      report: { rows: 5, sent: 3, rejected: 2, dryRun: true },
    });
    expect(messages()).toBe(0);
  });

  it('says of a map which of its fields are missing, wrong or not known', async () => {
    const map = join(folder, 'map.json');
    writeFileSync(
      map,
      JSON.stringify({ occurredAt: 'at', provider: 5, usage: { input_tokens: 'n' }, userid: 'u' }),
    );
    const args = ['scripts/import.ts', join(folder, 'story.csv'), '--map', map, '--dry-run'];
    const failed = await run(process.execPath, args).catch((error: { stderr: string }) => error);
    expect(failed.stderr).toMatch(
      /provider: is wrong: it must be a column.*\n.*model: is missing: .*\n.*the map: Unrecognized key: "userid"/,
    );
  });

  it('says which numbers lose decimals, as they are written and as they are read', async () => {
    const table = join(folder, 'fine.csv');
    const rows = ['0.1234567890123456', '1.5000000000000000', '1.23e-13', '0.02'];
    const lines = rows.map((cost, index) => `c${index},generate,openai,o3,${cost},2026-11-20T10:00:00Z`);
    writeFileSync(table, ['id,operation,provider,model,cost,timestamp', ...lines, ''].join('\n'));
    const args = ['scripts/import.ts', table, '--map', 'CostEntry', '--dry-run'];
    const { stdout } = await run(process.execPath, args);
    expect(stdout).toContain('in 2 rows:');
    expect(stdout).toContain('fine.csv:2: reportedCostUsd 0.1234567890123456 is 0.123456789012\n');
    expect(stdout).toContain('fine.csv:4: reportedCostUsd 1.23e-13 is 0\n');
    const { stdout: json } = await run(process.execPath, [...args, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      roundedRows: 2,
      rounded: [{ line: 2, field: 'reportedCostUsd', read: '0.123456789012' }, { line: 4 }],
    });
  });

  it('sends what is good, lists what is not, and keeps no checkpoint of a finished import', async () => {
    const rejected = join(folder, 'rejected.ndjson');
    const { report } = await importCsv('--rejected', rejected);
    expect(report).toMatchObject({ rows: 5, sent: 3, rejected: 2, rejectedRows: [{ line: 5 }, { line: 6 }] });
    expect(readFileSync(rejected, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(messages()).toBe(1);
    expect(existsSync(join(folder, 'story.csv.import.json'))).toBe(false);
  });
});

describe('an import that was stopped', () => {
  it('goes on behind the line it had reached', async () => {
    const sent: string[] = [];
    const lines: number[] = [];
    const ports = {
      send: (bodies: readonly string[]) => Promise.resolve(void sent.push(...bodies)),
      reached: (line: number) => void lines.push(line),
      reject: () => undefined,
    };
    const rows = readRows(Readable.from([STORY]), {
      map: presetOf('story_usage_tracking'),
      table: 't',
    });
    expect(await importFile(rows, 3, ports)).toEqual({ rows: 5, sent: 1, skipped: 2, rejected: 2 });
    expect(lines).toEqual([6]);
    expect(JSON.parse(sent[0] ?? '')).toMatchObject({ events: [{ userId: 'user-2' }] });
  });
});
