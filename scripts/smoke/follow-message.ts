import { callApi, preflight } from './api.ts';
import { type DoneHop, HopLog, type HopClock, type SmokeResult } from './hops.ts';
import type { SmokeTarget } from './target.ts';
import { tryKey } from './try-key.ts';
import { tryRole } from './try-role.ts';

/** How to run a smoke test. */
export interface SmokeOptions {
  readonly target: SmokeTarget;
  /** What makes this run's names its own. */
  readonly runId: string;
  /** Time of the message, ISO 8601. */
  readonly occurredAt: string;
  /** Who gets the alert mail; undefined: the stage sends none, and the hop is left out. */
  readonly mailTo: string | undefined;
  readonly clock: HopClock;
  /** Called after each hop. */
  readonly told: (hop: DoneHop) => void;
}

/** What takes back one thing that was made; the last one made goes first. */
type Undo = { readonly what: string; readonly run: () => Promise<unknown> };

const RESOURCE_TYPE = 'costkeeper-smoke';
const CALL = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  usage: { input_tokens: 1000, output_tokens: 100 },
} as const;

/**
 * Sends one synthetic message and follows it through queue, ledger, totals, the API as a page of another origin
 * calls it, the alert's mail and an export. Takes back what it made, whether a hop broke or not. Never rejects.
 */
export async function followMessage(options: SmokeOptions): Promise<SmokeResult> {
  const log = new HopLog(options.clock, options.told);
  const undos: Undo[] = [];
  let failed: SmokeResult['failed'];
  try {
    await follow(options, log, undos);
  } catch (error) {
    failed = { hop: log.current, reason: messageOf(error) };
  }
  const left: string[] = [];
  const clean = async () => {
    for (const { what, run } of undos.toReversed()) {
      try {
        await run();
      } catch (error) {
        left.push(`${what}: ${messageOf(error)}`);
      }
    }
    if (left.length > 0) throw new Error(left.join('; '));
    return {
      value: undefined,
      seen: undos
        .map(({ what }) => what)
        .toReversed()
        .join(', '),
    };
  };
  try {
    await log.hop('clean-up', clean);
  } catch (error) {
    failed ??= { hop: 'clean-up', reason: messageOf(error) };
  }
  return { ok: failed === undefined, hops: log.hops, left, ...(failed ? { failed } : {}) };
}

async function follow(options: SmokeOptions, log: HopLog, undos: Undo[]): Promise<void> {
  const { target, runId, occurredAt, mailTo } = options;
  const names = { id: `smoke-${runId}`, userId: `smoke-user-${runId}`, resource: `smoke-${runId}` };
  const call = (...request: Parameters<typeof callApi> extends [unknown, ...infer Rest] ? Rest : never) =>
    callApi(target, ...request);

  await log.hop('preflight', async () => ({ value: undefined, seen: await preflight(target, '/status') }));
  await log.hop('key', () => tryKey(target, (what, run) => undos.push({ what, run })));
  const cost = await log.hop('price', async () => {
    const { body } = await call('POST', '/prices/quote', { body: { ...CALL, at: occurredAt } });
    if (body['status'] !== 'priced')
      throw new Error(`a quote for ${CALL.model} is ${String(body['status'])}`);
    return { value: String(body['costUsd']), seen: `${String(body['costUsd'])} USD for ${CALL.model}` };
  });
  const budgetId =
    mailTo === undefined
      ? undefined
      : await log.hop('budget', async () => {
          undos.push({ what: 'name', run: () => call('DELETE', `/users/${names.userId}`) });
          await call('PUT', `/users/${names.userId}`, { body: { name: 'Smoke test', email: mailTo } });
          const { body } = await call('POST', '/budgets', { body: budgetOf(names.userId, cost) });
          const id = String(body['id']);
          undos.push({ what: 'budget', run: () => call('DELETE', `/budgets/${id}`) });
          return { value: id, seen: `${id}, reached by this one call` };
        });

  const entry = { id: names.id, occurredAt, ...CALL, userId: names.userId, operation: 'smoke-test' };
  await log.hop('queue', async () => {
    undos.push({ what: 'entry', run: () => takeBack(options, log, names) });
    const resource = { type: RESOURCE_TYPE, id: names.resource };
    const messageId = await target.send(JSON.stringify({ ...entry, resource }));
    return { value: undefined, seen: `message ${messageId}` };
  });
  await log.hop('ledger', async () => {
    const path = `/entries/${names.id}?occurredAt=${encodeURIComponent(occurredAt)}`;
    const stored = await log.until(`entry ${names.id} in the ledger`, async () => {
      const { status, body } = await call('GET', path, { missing: true });
      return status === 404 ? undefined : body;
    });
    same('the entry costs', stored['costUsd'], cost);
    same('the entry is', stored['status'], 'priced');
    return { value: undefined, seen: `entry ${names.id}, ${cost} USD` };
  });
  await log.hop('totals', async () => {
    const total = await log.until('cost in the totals of its resource', () => totalOf(target, names, 1));
    same('the total is', total, cost);
    return { value: undefined, seen: `1 event, ${total} USD` };
  });
  await log.hop('role', () => tryRole(target, log, names.userId, cost));
  if (budgetId !== undefined) await log.hop('alert mail', () => seeMail(options, log, budgetId));
  await log.hop('export', () => seeExport(options, log, undos, { ...names, cost }));
}

function budgetOf(userId: string, cost: string): object {
  return {
    name: 'Smoke test: nothing to do',
    scope: { kind: 'user', id: userId },
    period: 'lifetime',
    limitUsd: cost,
    thresholds: [{ percent: 100 }],
    enforcement: 'alert',
    channels: ['email'],
  };
}

interface ShownDelivery {
  readonly channel: string;
  readonly to?: string;
  readonly status: string;
  readonly error?: string;
}

/** Waits until the alert's own mail has left, and where the mailbox can be read, until it is there. */
async function seeMail({ target, mailTo }: SmokeOptions, log: HopLog, budgetId: string) {
  const alert = await log.until('alert', async () => {
    const { body } = await callApi(target, 'GET', `/alerts?budgetId=${budgetId}`);
    const [first] = body['alerts'] as { id: string; deliveries: ShownDelivery[] }[];
    const own = first?.deliveries.find(({ channel, to }) => channel === 'email' && to === 'user');
    if (own?.status === 'FAILED') throw new Error(`the mail was given up: ${own.error ?? 'no reason told'}`);
    return own?.status === 'SENT' ? first : undefined;
  });
  const { mails } = target;
  if (mails === undefined) return { value: undefined, seen: `alert ${alert.id}, taken by SES` };
  await log.until('mail in the mailbox', async () =>
    (await mails()).find(({ to, text }) => to.includes(mailTo ?? '') && text.includes('Smoke test')),
  );
  return { value: undefined, seen: `alert ${alert.id}, in the mailbox` };
}

/** Has the one entry written into a file of the bucket by a job, and reads the file by its link. */
async function seeExport(
  { target, occurredAt }: SmokeOptions,
  log: HopLog,
  undos: Undo[],
  { id, userId, cost }: { readonly id: string; readonly userId: string; readonly cost: string },
) {
  const day = occurredAt.slice(0, 10);
  const query = new URLSearchParams({ from: day, to: day, userId, format: 'json', job: 'true' });
  const { body } = await callApi(target, 'GET', `/reports/export?${query}`);
  const link = await log.until('export', async () => {
    const { body: job } = await callApi(target, 'GET', `/jobs/${String(body['jobId'])}`);
    if (job['status'] === 'failed') throw new Error(`the job failed: ${String(job['error'])}`);
    return job['status'] === 'done' ? String(job['resultUrl']) : undefined;
  });
  const address = new URL(link);
  const key = `exports/${decodeURIComponent(address.pathname).split('/exports/')[1] ?? ''}`;
  undos.push({ what: 'export', run: () => target.deleteFile(key, address) });
  const response = await fetch(link);
  const text = await response.text();
  if (!response.ok)
    throw new Error(`the link to the file answered ${response.status}: ${text.slice(0, 500)}`);
  const { entries } = JSON.parse(text) as { entries: { id: string; costUsd: string }[] };
  same(
    'entries in the file:',
    entries.map((entry) => `${entry.id} ${entry.costUsd}`).join(),
    `${id} ${cost}`,
  );
  return { value: undefined, seen: `${text.length} characters of JSON with the entry` };
}

/** The cost of the run's resource once it counts so many events. */
async function totalOf(
  target: SmokeTarget,
  { resource }: { readonly resource: string },
  events: number,
): Promise<string | undefined> {
  const { body } = await callApi(target, 'GET', `/resources/${RESOURCE_TYPE}/${resource}`);
  return body['events'] === events ? String(body['totalUsd']) : undefined;
}

/** Takes the entry out of all totals and waits until it is out; an entry that never came is told. */
async function takeBack(
  { target, occurredAt, runId }: SmokeOptions,
  log: HopLog,
  names: { readonly id: string; readonly resource: string },
): Promise<void> {
  const request = { reason: 'Synthetic message of a smoke test', requestId: `void-${runId}`, occurredAt };
  const { status } = await callApi(target, 'POST', `/entries/${names.id}/void`, {
    body: request,
    missing: true,
  });
  if (status === 404) {
    throw new Error(`${names.id} is not in the ledger; should it come, POST /entries/${names.id}/void`);
  }
  const rest = await log.until('end of its cost in the totals', () => totalOf(target, names, 0));
  same('what is left in the total is', rest, '0');
  await callApi(target, 'DELETE', `/resources/${RESOURCE_TYPE}/${names.resource}`);
}

function same(what: string, seen: unknown, wanted: string): void {
  if (seen !== wanted) throw new Error(`${what} ${String(seen)} and should be ${wanted}`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
