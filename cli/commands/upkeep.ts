import type { z } from 'zod/mini';
import type { jobStartedSchema } from '../../contracts/api/jobs.ts';
import type { quarantineListSchema } from '../../contracts/api/status.ts';
import {
  type Answer,
  type Call,
  type Command,
  onlyWord,
  RANGE_OPTIONS,
  rangeQuery,
  textOption,
} from '../command.ts';
import { table } from '../table.ts';
import { whoseOf, whoseSynopsis } from '../whose.ts';
import { jobOutcome } from './job-outcome.ts';

type Kept = z.infer<typeof quarantineListSchema>;

const ASIDE_OPTIONS = { ...RANGE_OPTIONS, kind: { type: 'string' } } as const;

/** Work on what is recorded: the list of what was kept aside, and making totals equal their entries. */
export const UPKEEP_COMMANDS: readonly Command[] = [
  {
    name: 'quarantine list',
    synopsis:
      'quarantine list [--kind rejected|conflict|duplicate|unreadable] [--period MONTH] [--from DAY] [--to DAY]',
    summary: 'what was kept aside, with the reason',
    options: ASIDE_OPTIONS,
    run: listAside,
  },
  {
    name: 'quarantine show',
    synopsis: 'quarantine show <id>',
    summary: 'one of them, with its body as it came',
    takesWords: true,
    run: showAside,
  },
  {
    name: 'quarantine redrive',
    synopsis: 'quarantine redrive <id> [--accept]',
    summary: 'send it to the queue again; --accept records a suspect one as it is',
    options: { accept: { type: 'boolean', default: false } },
    takesWords: true,
    run: redriveOne,
  },
  {
    name: 'replay',
    synopsis: 'replay [--kind rejected|conflict|unreadable] [--period MONTH] [--from DAY] [--to DAY]',
    summary:
      'send all that was kept aside in a range to the queue again, as quarantine redrive does with one of it',
    options: ASIDE_OPTIONS,
    run: replay,
  },
  {
    name: 'recalculate',
    synopsis: `recalculate <${whoseSynopsis('|')}|day DAY|all>`,
    summary: 'make totals equal their entries while traffic flows; waits for the result',
    takesWords: true,
    run: recalculate,
  },
  {
    name: 'audit',
    synopsis: 'audit [DAY]',
    summary: 'compare a day (yesterday) with its entries and make its facts again; waits for the result',
    takesWords: true,
    run: audit,
  },
];

async function aside(call: Call): Promise<Kept['items']> {
  const kind = textOption(call, 'kind');
  const found: Kept['items'] = [];
  let cursor: string | undefined;
  do {
    const page: Kept = await call.ledger.get('/quarantine', {
      ...rangeQuery(call),
      kind,
      cursor,
      limit: '200',
    });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    call.progress(`${found.length} found`);
  } while (cursor !== undefined);
  return found;
}

async function listAside(call: Call): Promise<Answer> {
  const items = await aside(call);
  const rows = items.map(({ id, kind, recordedAt, reason, redrivenAt }) => [
    id,
    kind,
    recordedAt,
    redrivenAt === null ? reason : `${reason} (sent again ${redrivenAt})`,
  ]);
  return { json: { items }, lines: table(['id', 'kind', 'at', 'reason'], rows) };
}

async function showAside(call: Call): Promise<Answer> {
  const id = onlyWord(call.words, 'the id that quarantine list shows');
  const item = (await aside(call)).find((one) => one.id === id);
  if (item === undefined) throw new Error(`nothing of the last 100 days has the id ${id}`);
  const errors = item.errors.map(({ field, message }) => `${field}: ${message}`);
  const body = item.body ?? `in the bucket: ${item.bodyKey}`;
  return { json: item, lines: [`${item.kind} at ${item.recordedAt}: ${item.reason}`, ...errors, '', body] };
}

async function redriveOne(call: Call): Promise<Answer> {
  const id = onlyWord(call.words, 'the id that quarantine list shows; replay sends all of a range');
  const body = call.options['accept'] === true ? { accept: true } : {};
  const answer = await call.ledger.send<object>(
    'POST',
    `/quarantine/${encodeURIComponent(id)}/redrive`,
    body,
  );
  return { json: answer, lines: [`${id} is on the queue again`] };
}

async function replay(call: Call): Promise<Answer> {
  const waiting = (await aside(call)).filter(
    ({ redrivenAt, kind }) => redrivenAt === null && kind !== 'duplicate',
  );
  for (const [index, { id }] of waiting.entries()) {
    await call.ledger.send('POST', `/quarantine/${encodeURIComponent(id)}/redrive`);
    call.progress(`${index + 1} of ${waiting.length}`);
  }
  return { json: { sent: waiting.map(({ id }) => id) }, lines: [`${waiting.length} on the queue again`] };
}

async function recalculate(call: Call): Promise<Answer> {
  return await outcomeOf(call, '/recalculate', scopeIn(call.words));
}

function scopeIn([kind, ...ids]: readonly string[]): object {
  if (kind === 'all') return { all: true };
  const what = onlyWord(ids, `what: ${whoseSynopsis(', ')}, day DAY, or all`);
  if (kind === 'day') return { day: what };
  const whose = whoseOf(kind, what);
  return 'type' in whose
    ? { [whose.kind]: { type: whose.type, id: whose.id } }
    : { [`${whose.kind}Id`]: whose.id };
}

async function audit(call: Call): Promise<Answer> {
  const date = call.words.length === 0 ? undefined : onlyWord(call.words, 'a day, such as 2026-11-28');
  return await outcomeOf(call, '/aggregate/daily', date === undefined ? {} : { date });
}

/** Starts a job and waits for its end. */
async function outcomeOf(call: Call, path: string, body: object): Promise<Answer> {
  const { jobId } = await call.ledger.send<z.infer<typeof jobStartedSchema>>('POST', path, body);
  const job = await jobOutcome(call, jobId);
  if (job.status === 'failed')
    return { json: job, lines: [`job ${jobId} failed: ${job.error ?? ''}`], exitCode: 1 };
  return { json: job, lines: [`done: ${JSON.stringify(job.result ?? {})}`] };
}
