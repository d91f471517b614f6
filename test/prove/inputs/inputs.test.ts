import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzzImports } from '../../../prove/inputs/fuzz-imports.ts';
import { fuzzLists } from '../../../prove/inputs/fuzz-lists.ts';
import { fuzzMessages } from '../../../prove/inputs/fuzz-messages.ts';
import { fuzzNames } from '../../../prove/inputs/fuzz-names.ts';
import { fuzzRows } from '../../../prove/inputs/fuzz-rows.ts';
import { fuzzCells } from '../../../prove/inputs/fuzz-cells.ts';
import { fuzzRoutes } from '../../../prove/inputs/fuzz-routes.ts';
import type { ApiDocument } from '../../../prove/inputs/slots.ts';
import { fuzzStream } from '../../../prove/inputs/fuzz-stream.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, startApi, type TestCaller } from '../../support/api.ts';
import { startLedger } from '../../support/ledger.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('bad inputs', () => {
  it('in messages and CloudEvents are all recorded or kept with their field, beside good neighbours', async () => {
    const { counts, faults } = await fuzzMessages(400, 1);
    expect(faults).toEqual([]);
    // The cases are worth something only if all four ends are reached.
    for (const end of ['recorded', 'rejected', 'duplicates', 'conflicts'])
      expect([end, (counts[end] ?? 0) > 0]).toEqual([end, true]);
  });

  it('in lists, packed or not, reach no good event beside them, and are refused in 64 KB', () => {
    const { counts, faults } = fuzzLists(25, 1);
    expect(faults).toEqual([]);
    expect(counts['good']).toBeGreaterThan(30);
    expect(counts['events']).toBeGreaterThan(counts['good'] ?? 0);
  });

  it('under escapes name nobody in what is kept, and no two CloudEvents alike', () => {
    const { counts, faults } = fuzzNames(500, 1);
    expect(faults).toEqual([]);
    expect(counts['accepted']).toBeGreaterThan(0);
    expect(counts['rejected']).toBeGreaterThan(0);
    expect(counts['ids']).toBeGreaterThan(100);
  });

  it('in rows of npm run import are sent or rejected with their field', async () => {
    const { counts, faults } = await fuzzRows(40, 1, new Date('2026-11-20T12:00:00Z'));
    expect(faults).toEqual([]);
    expect(counts['sent']).toBeGreaterThan(0);
    expect(counts['rejected']).toBeGreaterThan(0);
  });

  it('in records of the stream hold no shard up', () => {
    const { counts, faults } = fuzzStream(300, 1);
    expect(faults).toEqual([]);
    expect(counts['unreadable']).toBeGreaterThan(0);
  });

  it('in bills are refused with a sentence', () => {
    const { counts, faults } = fuzzImports(300, 1);
    expect(faults).toEqual([]);
    expect(counts['refused']).toBeGreaterThan(0);
  });

  it('in names make no formula in CSV, no cell of its own, and no mark-up in Slack', () => {
    const { counts, faults } = fuzzCells(500, 1);
    expect(faults).toEqual([]);
    expect(counts['escaped']).toBeGreaterThan(100);
  });

  it('in requests to each route are answered without a 5xx, and named', async () => {
    await startLedger(dynamo, 'inputs');
    const api = startApi(dynamo, 'inputs');
    const document = (await api.call('/openapi.json')).body as unknown as ApiDocument;
    const callers = [...Object.entries<TestCaller>(CALLERS), ['nobody', 'nobody'] as const];
    const callAs = (as: TestCaller) => async (method: string, path: string, body: unknown) => {
      try {
        const { status, text } = await api.call(`${method} ${path}`, { as, body });
        return { status, text };
      } catch (error) {
        // The helper throws where the function would answer 500.
        return { status: 500, text: String(error) };
      }
    };
    const calls = callers.map(([name, as]) => [name, callAs(as)] as const);
    const { counts, faults } = await fuzzRoutes(150, 1, document, calls);
    expect(faults).toEqual([]);
    expect(counts['200']).toBeGreaterThan(0);
    for (const refusal of ['400', '401', '403']) expect(counts[refusal]).toBeGreaterThan(0);
  });
});
