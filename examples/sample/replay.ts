import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { makeJobs } from './make-jobs.ts';
import type { SampleJob, TraceCall } from './make-jobs.ts';
import { untilInTotals } from './until-in-totals.ts';

const HELP = `node examples/sample/replay.ts [--endpoints FILE] [--anchor TIME]
Sends the sample trace through the usage queue of the running local system, as fast as the queue takes it.

  --endpoints FILE  the system's endpoints file (default .local/endpoints.json)
  --anchor TIME     end of the 30 days the calls are spread over (default: the current hour)
  --json            no progress; one JSON line at the end`;

const { values } = parseArgs({
  options: {
    endpoints: { type: 'string', default: path.join('.local', 'endpoints.json') },
    anchor: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

interface Endpoints {
  readonly api: string;
  readonly dashboard: string;
  readonly sqs: string;
  readonly queueUrl: string;
  readonly tokens: { readonly reader: string };
}

/** Entries of one SendMessageBatch; SQS takes ten and 1 MiB together, ten jobs are about 50 KB. */
const BATCH = 10;
const SENDERS = 4;

function readTrace(): TraceCall[] {
  const text = readFileSync(path.join(import.meta.dirname, 'azure-llm-code-2023.csv'), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, context, generated] = line.split(',');
      return { contextTokens: Number(context), generatedTokens: Number(generated) };
    });
}

async function send({ sqs, queueUrl }: Endpoints, jobs: readonly SampleJob[]): Promise<void> {
  const Entries = jobs.map((events, index) => ({ Id: String(index), MessageBody: JSON.stringify({ events }) }));
  const response = await fetch(sqs, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
    body: JSON.stringify({ QueueUrl: queueUrl, Entries }),
  });
  const { Failed = [] } = (await response.json()) as { Failed?: unknown[] };
  if (!response.ok || Failed.length > 0) throw new Error(`the queue refused ${Failed.length} of ${jobs.length} messages`);
}

async function sendAll(endpoints: Endpoints, jobs: readonly SampleJob[], done: (events: number) => void) {
  const batches = Array.from({ length: Math.ceil(jobs.length / BATCH) }, (_unused, index) =>
    jobs.slice(index * BATCH, (index + 1) * BATCH),
  );
  const next = batches.values();
  const sender = async () => {
    for (const batch of next) {
      await send(endpoints, batch);
      done(batch.reduce((sum, events) => sum + events.length, 0));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

/** Events in the totals so far. */
async function aggregated({ api, tokens }: Endpoints): Promise<number> {
  const response = await fetch(`${api}/status`, { headers: { authorization: `Bearer ${tokens.reader}` } });
  if (!response.ok) throw new Error(`GET /status answered ${response.status}`);
  const status = (await response.json()) as { aggregated?: number; duplicates?: number };
  return (status.aggregated ?? 0) + (status.duplicates ?? 0);
}

async function main(): Promise<void> {
  const endpoints = JSON.parse(readFileSync(values.endpoints, 'utf8')) as Endpoints;
  const anchor = values.anchor === undefined ? new Date(Math.floor(Date.now() / 3.6e6) * 3.6e6) : new Date(values.anchor);
  const jobs = makeJobs(readTrace(), anchor);
  const events = jobs.reduce((sum, job) => sum + job.length, 0);
  const started = performance.now();
  const before = await aggregated(endpoints);
  const bar = new SingleBar({
    format: '{task} [{bar}] {value}/{total} events, {duration_formatted}',
    noTTYOutput: !values.json,
    notTTYSchedule: 2000,
    ...(values.json && { stream: undefined }),
  });
  const show = (task: string) => (values.json ? undefined : bar.start(events, 0, { task }));
  show('sample: to the queue ');
  await sendAll(endpoints, jobs, (count) => bar.increment(count));
  bar.stop();
  show('sample: in the totals');
  const watch = { count: () => aggregated(endpoints), now: Date.now, wait: (ms: number) => sleep(ms) };
  try {
    await untilInTotals(before + events, (count) => bar.update(count - before), watch);
  } catch (error) {
    bar.stop();
    console.error(`The sample was sent, but is not counted yet: ${(error as Error).message}`);
    process.exitCode = 1;
    return;
  }
  bar.stop();
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  if (values.json) console.log(JSON.stringify({ events, messages: jobs.length, seconds }));
  else console.log(`${events} events of ${jobs.length} episodes are in the totals after ${seconds} s: ${endpoints.dashboard}`);
}

if (values.help) console.log(HELP);
else await main();
