import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsJson } from './aws-json.ts';
import type { TokenRules } from './api-gateway/authorizers.ts';
import { freePort, startDatabase } from './dynamodb/dynoxide.ts';
import { openEngineDoor } from './dynamodb/engine-door.ts';
import { endpointVariables } from './endpoint-variables.ts';
import { tablePatience } from './dynamodb/table-patience.ts';
import { EventBuses } from './eventbridge/events.ts';
import { doorTo } from './door.ts';
import type { Check } from './door.ts';
import { admitBelow, guardServer, pathSecret } from './guard.ts';
import type { Addressed, Admit } from './guard.ts';
import { Account } from './iam/account.ts';
import { mailCheck, tableCheck } from './iam/checks.ts';
import type { CheckParts } from './iam/checks.ts';
import { callRecorder } from './iam/record-calls.ts';
import { permitDeployment } from './iam/deployment.ts';
import { makeFunction } from './lambda/functions.ts';
import type { LambdaFunction } from './lambda/functions.ts';
import { readHttpApi } from './api-gateway/gateway.ts';
import { addressOf, closeServer, listen } from './http-server.ts';
import { measureSlowness } from './limits.ts';
import { mailAccount, mailRules } from './ses/mail-rules.ts';
import { startMail } from './ses/mail-inbox.ts';
import { startMappings } from './lambda/mappings.ts';
import { closeQueues } from './sqs/queue-door.ts';
import { createQueuesAndBuckets, queueArns, startQueues } from './sqs/start-sqs-and-s3.ts';
import { Resolver } from './resolve.ts';
import { startSchedules } from './eventbridge/schedules.ts';
import { judge } from './support.ts';
import type { Judgement } from './support.ts';
import { listenerOf, notReady } from './system-listener.ts';
import type { Page } from './system-listener.ts';
import { keyUses } from './key-rules.ts';
import { expiryRules } from './dynamodb/expiry-rules.ts';
import { createTables, partitionKeys, sweepHourly } from './dynamodb/tables.ts';
import { startStrictTable } from './dynamodb/strict-table.ts';
import { deliverer } from './eventbridge/targets.ts';
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
  /** Make the table as weak as DynamoDB may be: conflicts of transactions, reads and indexes that lag. */
  readonly strict?: boolean;
  /** How long functions wait for the table, milliseconds; default: as in AWS, by the machine's slowness. */
  readonly tableAnswerMs?: number | undefined;
  /** SES's account is in the sandbox: verified recipients alone, one mail a second. */
  readonly mailSandbox?: boolean;
  /** Answers paths of the gateway that are not the API's. */
  readonly page: Page;
  readonly report: (error: unknown) => void;
  /** File that gets each kind of call that is allowed; default: none. */
  readonly recordCalls?: string | undefined;
}

/** A running app. */
export interface Runtime {
  readonly resolver: Resolver;
  readonly account: Account;
  readonly judgement: Judgement;
  readonly gateway: string;
  readonly sqs: string;
  readonly dynamodb: string;
  readonly mail: string;
  readonly lambda: string;
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

/** What the doors of the servers know of the templates. */
interface Doors extends CheckParts {
  readonly resolver: Resolver;
}

function below(secret: string): Admit<Addressed> {
  return admitBelow([{ secret, takes: () => true }]);
}

/** Starts the servers that the functions talk to. `ends` gets what stops each. */
async function startServers(
  { folder, keep, port, strict = false, mailSandbox = false }: RuntimeOptions,
  parts: Doors,
  ends: Ends,
) {
  const { region } = parts.place;
  const secrets = { dynamodb: pathSecret(), sqs: pathSecret(), s3: pathSecret(), mail: pathSecret() };
  const database = await startDatabase(folder);
  ends.push(() => database.stop());
  const keys = parts.account.asks('dynamodb:leadingkeys') ? partitionKeys(parts.resolver) : new Map();
  const table = strict ? await startStrictTable(database.endpoint) : undefined;
  if (table) ends.push(() => table.stop());
  const engine = table?.endpoint ?? database.endpoint;
  const expiry = expiryRules(parts.resolver, Date.now);
  const permitsTable = tableCheck(parts, keys);
  const checkTable: Check = (call) => permitsTable(call) ?? expiry.check(call);
  const door = await openEngineDoor(engine, below(secrets.dynamodb), checkTable);
  ends.push(door.close);
  const sqsAndS3 = await startQueues(0, region, folder, keep);
  const { started: queues, createVersionedBucket } = sqsAndS3;
  await closeQueues(sqsAndS3.server, secrets, { ...parts, queueArn: queueArns(parts.resolver, region) });
  ends.push(() => queues.stop());
  const mailPort = await freePort();
  const inbox = await startMail(mailPort);
  const inboxSecret = pathSecret();
  guardServer(inbox, below(inboxSecret));
  ends.push(() => closeServer(inbox));
  const permits = mailCheck(parts);
  const rules = mailRules(mailAccount(parts.resolver, region, mailSandbox), Date.now);
  const checkMail: Check = (call) => permits(call) ?? rules(call);
  const mails = doorTo(`${addressOf(inbox)}/${inboxSecret}`, below(secrets.mail), checkMail);
  await listen(mails, 0);
  ends.push(() => closeServer(mails));

  let listener: RequestListener = notReady;
  const server: Server = createServer((request, response) => listener(request, response));
  await listen(server, port);
  ends.push(() => closeServer(server));
  return {
    database,
    expires: expiry.isOn,
    createQueuesAndBuckets: () => createQueuesAndBuckets(parts.resolver, queues, createVersionedBucket),
    dynamodb: `${door.address}/${secrets.dynamodb}`,
    sqs: `http://127.0.0.1:${queues.port}/${secrets.sqs}`,
    s3: `http://127.0.0.1:${queues.port}/${secrets.s3}`,
    mail: `${addressOf(mails)}/${secrets.mail}`,
    gateway: addressOf(server),
    /** From now on the gateway answers with this. */
    open: (ready: RequestListener) => {
      listener = ready;
    },
  };
}

/** What the templates say before anything runs. @throws on what is not supported here */
function readTemplates({ stacks, recordCalls }: RuntimeOptions) {
  const places = { sqs: '', gateway: '' };
  const resolver = new Resolver(stacks, places);
  const judgement = judge(resolver.resources);
  const account = new Account(resolver);
  if (recordCalls !== undefined) account.listen(callRecorder(recordCalls, account));
  const place = { region: stacks[0]?.region ?? 'us-east-1', account: account.id };
  return { places, resolver, judgement, account, place };
}

/** Starts everything the templates declare; when it returns, every part answers. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { folder, keep, report } = options;
  const { places, resolver, judgement, account, place } = readTemplates(options);
  const { region } = place;
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const stopping = new AbortController();
  const ends: Ends = [];
  const stop = async () => {
    stopping.abort();
    await stopAll(ends);
  };
  try {
    const doors = { account, place, resolver };
    const { database, open, ...servers } = await startServers(options, doors, ends);
    Object.assign(places, { sqs: servers.sqs, gateway: servers.gateway });
    const secret = pathSecret();
    const dynamodb = awsJson(database.endpoint, 'dynamodb', region);
    const sqs = awsJson(places.sqs, 'sqs', region);
    servers.createQueuesAndBuckets();
    const tables = await createTables(resolver, dynamodb);
    sweepHourly(tables, servers.expires, dynamodb, stopping.signal, report);

    // Links in mails lead to the page that this system serves.
    const environment = {
      ...endpointVariables({ ...servers, secret }),
      DASHBOARD_URL: places.gateway,
    };
    const atStart = tablePatience(measureSlowness, options.tableAnswerMs);
    const around = { environment, atStart, account, logs, slowness: measureSlowness };
    const functions = makeFunctions(resolver, judgement, around);
    permitDeployment(resolver, account, functions);
    ends.push(() => Promise.all([...functions.values()].map((item) => item.stop())));
    const reaper = setInterval(() => functions.forEach((item) => item.reap(Date.now())), 15_000);
    ends.push(async () => clearInterval(reaper));

    const { privateKey, publicKey } = await readOrMakeKey(keep ? path.join(folder, 'key.json') : undefined);
    const deliver = deliverer({ resolver, functions, sqs, account, report });
    const events = new EventBuses(resolver, deliver, stopping.signal, report);
    const api = readHttpApi(resolver, functions, publicKey, { report, slowness: measureSlowness, account });
    const secrets = { secret: String(privateKey.d), pathSecret: secret };
    const services = { events, keys: keyUses(resolver), account, place, functions, report, ...secrets };
    open(listenerOf(api, options.page, services));
    const positions = keep ? path.join(folder, 'positions.json') : undefined;
    const { signal } = stopping;
    const parts = { resolver, functions, tables, dynamodb, sqs, deliver, database, account, report, region };
    ends.push(await startMappings({ ...parts, positions, signal }));
    startSchedules({ resolver, account }, deliver, signal, report);
    const key = { privateKey, ...(api.tokenRules ?? NO_RULES) };
    const { gateway, dynamodb: engine, mail } = servers;
    const { AWS_ENDPOINT_URL_LAMBDA: lambda } = environment;
    const addresses = { gateway, sqs: places.sqs, dynamodb: engine, mail: `${mail}/store`, lambda };
    return { resolver, account, judgement, region, key, died: database.died, stop, ...addresses };
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
