import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';

/**
 * A table as an earlier version left it, whole, with what that version's API answered of it: 40 events of nine days,
 * a void and a correction, a rejection and a conflict, budgets, alerts, a price, a name. It was written by that
 * version's local system, by its own recorder, aggregator and API, and is never written again.
 */
interface KeptLedger {
  readonly version: string;
  /** When the answers were given, ISO 8601. */
  readonly at: string;
  readonly answers: Readonly<Record<string, Record<string, unknown>>>;
  readonly items: readonly Record<string, AttributeValue>[];
}

const KEPT = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/ledger-2026-11-29.json'), 'utf8'),
  (name, value: unknown) =>
    name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value,
) as KeptLedger;
const clock = { now: () => Date.parse(KEPT.at) };

let dynamo: TestDynamo;
let ledger: TestLedger;
let api: TestApi;
beforeAll(async () => {
  dynamo = await startDynamo();
  ledger = await startLedger(dynamo, 'kept', clock);
  const client = dynamo.client() as unknown as { send(command: PutItemCommand): Promise<unknown> };
  for (const Item of KEPT.items) await client.send(new PutItemCommand({ TableName: 'kept', Item }));
  api = startApi(dynamo, 'kept', { clock });
});
afterAll(() => dynamo.stop());

/** What later versions say otherwise on purpose, by the name of the field. */
const SAID_OTHERWISE = new Set([
  // They know facts of a day at once, which were null until a task had gathered them.
  'activeUsers',
  'dearestEntries',
  'catalogueVersion',
  // A model is no longer proposed for itself.
  'suggestions',
]);

function withoutOthers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOthers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name]) => !SAID_OTHERWISE.has(name) && !isSaidOtherwise(name, value as Record<string, unknown>),
      )
      .map(([name, item]) => [name, withoutOthers(item)]),
  );
}

/** What later versions say otherwise on purpose, by what it is a field of. */
function isSaidOtherwise(name: string, { correctionOf, firstDay }: Record<string, unknown>): boolean {
  return (
    // Usage of a correction is what it brings to sums now, and no longer that of the entry it corrects.
    (name === 'usage' && typeof correctionOf === 'string') ||
    // Parts without a price count those too whose price only came later.
    (name === 'units' && typeof firstDay === 'string')
  );
}

async function read(path: string): Promise<Record<string, unknown>> {
  return (await api.call(path)).body;
}

/** An entry of the earlier version as its sender wrote it. */
function asSent(id: string): Record<string, unknown> {
  const {
    day: _day,
    occurredAt,
    provider,
    model,
    userId,
    resource,
    group,
    tags,
    operation,
    metadata,
  } = KEPT.answers['/entries/old-4'] ?? {};
  const event = { id, occurredAt, provider, model, userId, resource, group, tags, operation, metadata };
  return { ...event, usage: { input_tokens: 1148, output_tokens: 344 } };
}

function eventsIn(answer: Record<string, unknown>): number {
  return (answer['users'] as { events: number }[]).reduce((sum, { events }) => sum + events, 0);
}

describe(`a table that version ${KEPT.version} wrote`, () => {
  it.each(Object.keys(KEPT.answers))('answers %s as that version did', async (path) => {
    const { asOf: _, ...answer } = withoutOthers(KEPT.answers[path]) as Record<string, unknown>;
    expect(Object.keys(answer)).not.toEqual([]);
    expect(await read(path)).toMatchObject(answer);
  });

  it('knows its events again, and goes on counting beside them', async () => {
    const users = '/users?period=2026-11';
    const [day, before, { costUsd }] = [aDay('2026-11-24'), await read(users), await read('/entries/old-4')];
    const aside = await read('/quarantine');
    await ledger.record([asSent('old-4')]);
    await ledger.aggregate([day]);
    expect(await read(users)).toEqual(before);
    // By its content: another one would be a conflict.
    expect(await read('/quarantine')).toEqual(aside);
    await ledger.record([asSent('new-4')]);
    await ledger.aggregate([day]);
    expect(await read('/entries/new-4')).toMatchObject({ costUsd, status: 'priced' });
    expect(eventsIn(await read(users))).toBe(eventsIn(before) + 1);
  });
});
