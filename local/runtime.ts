import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsJson } from './aws-json.ts';
import type { TokenRules } from './authorizers.ts';
import { freePort, startDatabase } from './dynoxide.ts';
import { endpointVariables } from './endpoint-variables.ts';
import { EventBuses } from './events.ts';
import { engineDoor } from './engine-door.ts';
import { admitBelow, guardServer, pathSecret } from './guard.ts';
import { makeFunction } from './functions.ts';
import type { LambdaFunction } from './functions.ts';
import { readHttpApi } from './gateway.ts';
import { addressOf, closeServer, listen } from './http-server.ts';
import { measureSlowness } from './limits.ts';
import { startMail } from './mail-inbox.ts';
import { startMappings } from './mappings.ts';
import { closeQueues } from './queue-door.ts';
import { createQueuesAndBuckets, startQueues } from './queues.ts';
import { Resolver } from './resolve.ts';
import { startSchedules } from './schedules.ts';
import { judge } from './support.ts';
import type { Judgement } from './support.ts';
import { listenerOf, notReady } from './system-listener.ts';
import type { Page } from './system-listener.ts';
import { createTables, sweepHourly } from './tables.ts';
import { deliverer } from './targets.ts';
import type { Stack } from './template.ts';
import { readOrMakeKey } from './tokens.ts';
import type { KeyFile } from './tokens.ts';

/** How to run an app. */
export interface RuntimeOptions {
  readonly stacks: readonly Stack[];
  /** Port of the gateway; 0 takes a free one. */
  readonly port: number;
  /** Folder of all state; it exists. */
  readonly folder: string;
  /** Whether a later start finds the state again. */
  readonly keep: boolean;
  /** Answers paths of the gateway that are not the API's. */
  readonly page: Page;
  readonly report: (error: unknown) => void;
}

/** A running app. */
export interface Runtime {
  readonly resolver: Resolver;
  readonly judgement: Judgement;
  readonly gateway: string;
  readonly sqs: string;
  readonly dynamodb: string;
  readonly mail: string;
  readonly region: string;
  readonly key: KeyFile;
  /** Resolves with a sentence when a part has ended that the others cannot do without. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

/** The longest that one part may take to stop; batches under way are redelivered after a start. */
const STOP_MS = 3000;
const NO_RULES: TokenRules = { issuer: 'https://local.invalid', audience: ['local'] };

type Ends = (() => Promise<unknown>)[];

/** Stops the parts, the last started first; none holds the others up for longer than STOP_MS. */
async function stopAll(ends: Ends): Promise<void> {
  for (const end of ends.toReversed()) {
    await Promise.race([end(), sleep(STOP_MS, undefined, { ref: false })]);
  }
}

/** Starts the servers that the functions talk to. `ends` gets what stops each. */
async function startServers({ folder, keep, port }: RuntimeOptions, region: string, ends: Ends) {
  const secrets = { dynamodb: pathSecret(), sqs: pathSecret(), s3: pathSecret(), mail: pathSecret() };
  const database = await startDatabase(folder);
  ends.push(() => database.stop());
  const door = engineDoor(database.endpoint, secrets.dynamodb);
  await listen(door, 0);
  ends.push(() => closeServer(door));
  const { started: queues, server: queueServer } = await startQueues(0, region, folder, keep);
  await closeQueues(queueServer, secrets);
  ends.push(() => queues.stop());
  const mailPort = await freePort();
  const mails = await startMail(mailPort);
  guardServer(mails, admitBelow([{ secret: secrets.mail, takes: () => true }]));
  ends.push(() => closeServer(mails));

  let listener: RequestListener = notReady;
  const server: Server = createServer((request, response) => listener(request, response));
  await listen(server, port);
  ends.push(() => closeServer(server));
  return {
    database,
    queues,
    dynamodb: `${addressOf(door)}/${secrets.dynamodb}`,
    sqs: `http://127.0.0.1:${queues.port}/${secrets.sqs}`,
    s3: `http://127.0.0.1:${queues.port}/${secrets.s3}`,
    mail: `http://127.0.0.1:${mailPort}/${secrets.mail}`,
    gateway: addressOf(server),
    /** From now on the gateway answers with this. */
    open: (ready: RequestListener) => {
      listener = ready;
    },
  };
}

/** Starts everything the templates declare; when it returns, every part answers. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { stacks, folder, keep, report } = options;
  const places = { sqs: '', gateway: '' };
  const resolver = new Resolver(stacks, places);
  const judgement = judge(resolver.resources);
  const region = stacks[0]?.region ?? 'us-east-1';
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const stopping = new AbortController();
  const ends: Ends = [];
  const stop = async () => {
    stopping.abort();
    await stopAll(ends);
  };
  try {
    const { database, queues, open, ...servers } = await startServers(options, region, ends);
    Object.assign(places, { sqs: servers.sqs, gateway: servers.gateway });
    const secret = pathSecret();
    const dynamodb = awsJson(database.endpoint, 'dynamodb', region);
    const sqs = awsJson(places.sqs, 'sqs', region);
    createQueuesAndBuckets(resolver, queues);
    const tables = await createTables(resolver, dynamodb);
    sweepHourly(tables, dynamodb, stopping.signal, report);

    // Links in mails lead to the page that this system serves.
    const environment = {
      ...endpointVariables({ ...servers, dynamodb: database.endpoint, secret }),
      DASHBOARD_URL: places.gateway,
    };
    const functions = makeFunctions(resolver, judgement, { environment, logs, slowness: measureSlowness });
    ends.push(() => Promise.all([...functions.values()].map((item) => item.stop())));
    const reaper = setInterval(() => functions.forEach((item) => item.reap(Date.now())), 15_000);
    ends.push(async () => clearInterval(reaper));

    const { privateKey, publicKey } = await readOrMakeKey(keep ? path.join(folder, 'key.json') : undefined);
    const deliver = deliverer(resolver, functions, sqs, report);
    const events = new EventBuses(resolver, deliver, stopping.signal, report);
    const api = readHttpApi(resolver, functions, publicKey, { report, slowness: measureSlowness });
    open(listenerOf(api, options.page, { events, secret: String(privateKey.d), pathSecret: secret }, report));
    const positions = keep ? path.join(folder, 'positions.json') : undefined;
    const { signal } = stopping;
    const parts = { resolver, functions, tables, dynamodb, sqs, deliver, database, report, region };
    ends.push(await startMappings({ ...parts, positions, signal }));
    startSchedules(resolver, deliver, signal, report);
    const key = { privateKey, ...(api.tokenRules ?? NO_RULES) };
    const { gateway, dynamodb: engine, mail } = servers;
    const addresses = { gateway, sqs: places.sqs, dynamodb: engine, mail: `${mail}/store` };
    return { resolver, judgement, region, key, died: database.died, stop, ...addresses };
  } catch (error) {
    await stop();
    throw error;
  }
}

function makeFunctions(
  resolver: Resolver,
  { runs }: Judgement,
  around: Parameters<typeof makeFunction>[2],
): Map<string, LambdaFunction> {
  const declared = runs.filter(({ type }) => type === 'AWS::Lambda::Function');
  return new Map(
    declared.map((resource) => makeFunction(resource, resolver, around)).map((item) => [item.arn, item]),
  );
}
