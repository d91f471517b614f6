import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCostkeeper, type UsageContext, type UsageDraft } from '../../client/index.ts';
import { entriesQuery, userEntriesQuery } from '../../contracts/api/entries.ts';
import { exportQuery } from '../../contracts/api/reports.ts';
import {
  ARCHIVED_FIELDS,
  type ContextField,
  EXPORTED_FIELDS,
  FILTERED_FIELDS,
  FOCUS_FIELDS,
  queryNames,
  type SentField,
  SENT_FIELDS,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { ArchiveStore } from '../../core/retention/archive-ports.ts';
import { writeFile } from '../../core/retention/archive-file.ts';
import { ALL_ENTRIES, matches } from '../../core/spend/entry-filter.ts';
import { filterOf } from '../../lambdas/api/entry-query.ts';
import { aDay } from '../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../testing/dynamo.ts';
import { anEntry } from '../../testing/factories.ts';
import { CollectingTransport } from '../client/support/collecting-transport.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { startLedger } from '../support/ledger.ts';

/**
 * A value for each field of the usage message, in the form in which answers show it again. A new field does
 * not compile until it has one here.
 */
const SAMPLES = {
  id: 'every-field',
  occurredAt: '2026-11-20T10:15:30.123Z',
  provider: 'openai',
  service: 'llm',
  model: 'gpt-4o-mini',
  region: 'eu-central-1',
  attributes: { service_tier: 'batch' },
  usage: { input_tokens: '800', output_tokens: '340' },
  reportedCost: '0.0004',
  operation: 'script-generation',
  userId: 'user-7',
  resource: { type: 'episode', id: 'ep-7' },
  group: { type: 'podcast', id: 'pod-1' },
  tags: { tier: 'tier2' },
  outcome: 'aborted',
  problems: ['total_tokens is 12, but the parts add up to 11'],
  attempt: 3,
  via: 'wrapper',
  holdId: 'hold-1',
  correlationId: 'request-1',
  metadata: { durationMs: 1200 },
} as const satisfies Record<SentField, unknown>;

/** An entry that shares no value with the first, so that a filter that matches all finds it too. */
const OTHER = {
  id: 'other',
  occurredAt: '2026-11-20T11:00:00Z',
  provider: 'nobody',
  model: 'nobody-knows-it',
  usage: { input_tokens: 1 },
};

const RANGE = 'from=2026-11-20&to=2026-11-20';
const DAY = aDay('2026-11-20');

/** The samples of some fields, under the names that senders use. */
function shown(fields: readonly SentField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((name) => [shownName(name), SAMPLES[name]]));
}

function isSent<Name extends string>(name: Name): name is Extract<SentField, Name> {
  return name in SAMPLES;
}

/** The parameters that ask for a field's value in a list. */
function queryOf(name: (typeof FILTERED_FIELDS)[number], value: unknown): string {
  const texts =
    ENTRY_FIELDS[name].filter === 'tag'
      ? Object.entries(value as object).map(([tag, one]) => `${tag}:${one}`)
      : typeof value === 'object' && value !== null
        ? Object.values(value).map(String)
        : [String(value)];
  const query = queryNames(name).map((parameter, index) => [parameter, texts[index] ?? '']);
  return new URLSearchParams(query).toString();
}

/** The cells of a field in a table: a reference has two. */
function cellsOf(name: SentField): Record<string, string> {
  const value: unknown = SAMPLES[name];
  const column = shownName(name);
  if (ENTRY_FIELDS[name].kind === 'reference') {
    const { type, id } = value as { type: string; id: string };
    return { [`${column}Type`]: type, [`${column}Id`]: id };
  }
  return { [column]: typeof value === 'string' ? value : JSON.stringify(value) };
}

function ids(body: unknown): string[] {
  return (body as { entries: { id: string }[] }).entries.map(({ id }) => id);
}

let dynamo: TestDynamo;
let api: TestApi;
let sent: Record<string, unknown>;
let answered: Record<string, unknown>;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'every-field');
  const transport = new CollectingTransport();
  await using costkeeper = createCostkeeper({ transport, flushOnExit: false });
  costkeeper.record(shown(SENT_FIELDS) as unknown as UsageDraft);
  await costkeeper.flush();
  sent = transport.events()[0] ?? {};
  await ledger.record([sent, OTHER]);
  await ledger.aggregate([DAY]);
  api = startApi(dynamo, 'every-field');
  const { body } = await api.call('/entries?id=every-field');
  answered = (body as unknown as { entries: Record<string, unknown>[] }).entries[0] ?? {};
});

afterAll(() => dynamo.stop());

describe('a message with every field', () => {
  it('leaves the client with every field', () => {
    expect(sent).toEqual(shown(SENT_FIELDS));
  });

  it.each(SENT_FIELDS)('is answered with its %s', (name) => {
    expect(answered[shownName(name)]).toEqual(SAMPLES[name]);
  });

  it.each(FILTERED_FIELDS)('is found by its %s, and by no other', async (name) => {
    const value = answered[shownName(name)];
    const found = await api.call(`/entries?${RANGE}&${queryOf(name, value)}`);
    expect(ids(found.body)).toEqual(['every-field']);
    const exported = await api.call(`/reports/export?format=json&${RANGE}&${queryOf(name, value)}`);
    expect(ids(exported.body)).toEqual(['every-field']);
    const another = name === 'status' ? 'reported' : typeof value === 'string' ? 'x' : { type: 'x', id: 'x' };
    const none = await api.call(`/entries?${RANGE}&${queryOf(name, another)}`);
    expect(ids(none.body)).toEqual([]);
  });

  it('is a CSV row with every exported field', async () => {
    const { text } = await api.call(`/reports/export?${RANGE}&provider=openai`);
    const [row = {}] = parse(text, { columns: true }) as unknown as Record<string, string>[];
    for (const name of EXPORTED_FIELDS.filter(isSent)) expect(row).toMatchObject(cellsOf(name));
  });

  it('is a JSON export with every exported field, as it is answered', async () => {
    const { body } = await api.call(`/reports/export?format=json&${RANGE}&provider=openai`);
    const [entry = {}] = (body as unknown as { entries: Record<string, unknown>[] }).entries;
    expect(entry).toMatchObject(shown(EXPORTED_FIELDS.filter(isSent)));
    for (const [name, value] of Object.entries(entry)) expect(value).toEqual(answered[name]);
  });

  it('is FOCUS rows with every field that has a column of its own', async () => {
    const { text } = await api.call(`/reports/export?format=focus&${RANGE}&provider=openai`);
    const rows = parse(text, { columns: true }) as unknown as Record<string, string>[];
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      for (const name of FOCUS_FIELDS.filter(isSent)) {
        expect(row[ENTRY_FIELDS[name].focus]).toBe(SAMPLES[name]);
      }
    }
  });

  it('is a line of the archive with every field that is kept there', async () => {
    const lines: string[] = [];
    const archive: ArchiveStore = {
      async put(_key, pages) {
        for await (const page of pages) lines.push(...page.trimEnd().split('\n'));
      },
      async *lines() {
        yield* await Promise.resolve(lines);
      },
    };
    await writeFile(archive, 'file', api.ports.history.entriesOfDay(DAY));
    const line = lines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find(({ id }) => id === SAMPLES.id);
    const kept = Object.fromEntries(Object.entries(line ?? {}).map(([name, value]) => [name, String(value)]));
    for (const name of ARCHIVED_FIELDS.filter(isSent)) expect(kept).toMatchObject(cellsOf(name));
  });
});

describe('the context of the client', () => {
  const fields = SENT_FIELDS.filter((name): name is ContextField => ENTRY_FIELDS[name].context !== null);
  const context = shown(fields) as UsageContext;
  const { provider, model, usage } = SAMPLES;

  it('gives every field that it carries to what is recorded in it, nested and over a header', async () => {
    const transport = new CollectingTransport();
    await using costkeeper = createCostkeeper({ transport, flushOnExit: false });
    const carried = costkeeper.withContext(context, () =>
      costkeeper.withContext({}, () => costkeeper.extract(costkeeper.inject())),
    );
    costkeeper.withContext(carried, () => costkeeper.record({ provider, model, usage }));
    await costkeeper.flush();
    expect(fields.length).toBeGreaterThan(0);
    expect(transport.events()[0]).toMatchObject(context);
  });
});

describe('a filter that is not handled', () => {
  it.each(['/entries', '/me/entries', '/users/user-7/entries', '/reports/export'])(
    'is refused by %s',
    async (path) => {
      const { status, body } = await api.call(`${path}?${RANGE}&shoeSize=44`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [{ field: 'shoeSize' }] });
    },
  );

  it('is refused where the schema of a query has it and no field has', () => {
    expect(() => filterOf({ shoeSize: '44' })).toThrow(InvalidInputError);
  });

  it('never matches: not as a part of a stored request either', () => {
    const filter = { ...ALL_ENTRIES, shoeSize: '44' };
    expect(() => matches(anEntry(), filter)).toThrow(InvalidInputError);
    expect(matches(anEntry(), ALL_ENTRIES)).toBe(true);
  });

  it.each([
    ['lists', entriesQuery],
    ['lists of a user', userEntriesQuery],
    ['exports', exportQuery],
  ])('is not in the schema of %s', (_name, { def }) => {
    const query = Object.fromEntries(Object.keys(def.shape).map((name) => [name, undefined]));
    expect(filterOf(query)).toEqual(ALL_ENTRIES);
  });
});

describe('an entry without the fields that may be left out', () => {
  it('is answered with null for each, or an empty object where every entry has one', async () => {
    const { body } = await api.call('/entries?id=other');
    const [entry = {}] = (body as unknown as { entries: Record<string, unknown>[] }).entries;
    const missing = SENT_FIELDS.filter((name) => !(shownName(name) in OTHER) && name !== 'service');
    const empty = missing.map((name) => [shownName(name), ENTRY_FIELDS[name].kind === 'texts' ? {} : null]);
    expect(entry).toMatchObject(Object.fromEntries(empty));
  });
});
