import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sesLocal from 'aws-ses-v2-local';
import { awsJson } from './aws-json.ts';
import type { TokenRules } from './authorizers.ts';
import { freePort, startDatabase } from './dynoxide.ts';
import { endpointVariables } from './endpoint-variables.ts';
import { EventBuses } from './events.ts';
import { makeFunction } from './functions.ts';
import type { LambdaFunction } from './functions.ts';
import { readHttpApi, readRequest, sendAnswer } from './gateway.ts';
import type { HttpApi } from './gateway.ts';
import { decodedPath, gatewayAnswer } from './http-event.ts';
import type { HttpAnswer } from './http-event.ts';
import { startMappings } from './mappings.ts';
import { createQueuesAndBuckets, startQueues } from './queues.ts';
import { Resolver } from './resolve.ts';
import { startSchedules } from './schedules.ts';
import { SERVICE_PATHS, answerService } from './services.ts';
import { judge } from './support.ts';
import type { Judgement } from './support.ts';
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
  readonly page: (urlPath: string) => HttpAnswer;
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
  stop(): Promise<void>;
}

/** The longest that one part may take to stop; batches under way are redelivered after a start. */
const STOP_MS = 3000;
const NO_RULES: TokenRules = { issuer: 'https://local.invalid', audience: ['local'] };

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
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    stopping.abort();
    for (const end of ends.toReversed())
      await Promise.race([end(), sleep(STOP_MS, undefined, { ref: false })]);
  };
  try {
    const database = await startDatabase(folder);
    ends.push(() => database.stop());
    const queues = await startQueues(0, region, folder, keep);
    ends.push(() => queues.stop());
    places.sqs = `http://127.0.0.1:${queues.port}`;
    const mailPort = await freePort();
    const mails = await startMail(mailPort);
    ends.push(() => closeServer(mails));
    const mail = `http://127.0.0.1:${mailPort}`;

    let listener: RequestListener = notReady;
    const server = createServer((request, response) => listener(request, response));
    await listen(server, options.port);
    places.gateway = addressOf(server);
    ends.push(() => closeServer(server));

    const dynamodb = awsJson(database.endpoint, 'dynamodb', region);
    const sqs = awsJson(places.sqs, 'sqs', region);
    createQueuesAndBuckets(resolver, queues);
    const tables = await createTables(resolver, dynamodb);
    sweepHourly(tables, dynamodb, stopping.signal, report);

    // Links in mails lead to the page that this system serves.
    const environment = {
      ...endpointVariables({ ...places, dynamodb: database.endpoint, mail }),
      DASHBOARD_URL: places.gateway,
    };
    const functions = makeFunctions(resolver, judgement, { environment, logs });
    ends.push(() => Promise.all([...functions.values()].map((item) => item.stop())));
    const reaper = setInterval(() => functions.forEach((item) => item.reap(Date.now())), 15_000);
    ends.push(async () => clearInterval(reaper));

    const { privateKey, publicKey } = await readOrMakeKey(keep ? path.join(folder, 'key.json') : undefined);
    const deliver = deliverer(resolver, functions, sqs, report);
    const events = new EventBuses(resolver, deliver, stopping.signal, report);
    const api = readHttpApi(resolver, functions, publicKey, report);
    listener = listenerOf(api, options.page, { events, secret: String(privateKey.d) }, report);
    ends.push(await startMappings({ resolver, functions, tables, dynamodb, sqs, deliver, database, report, region,
      positions: keep ? path.join(folder, 'positions.json') : undefined, signal: stopping.signal })); // prettier-ignore
    startSchedules(resolver, deliver, stopping.signal, report);
    const key = { privateKey, ...(api.tokenRules ?? NO_RULES) };
    return {
      resolver, judgement, region, key, stop,
      gateway: places.gateway, sqs: places.sqs, dynamodb: database.endpoint, mail: `${mail}/store`,
    }; // prettier-ignore
  } catch (error) {
    await stop();
    throw error;
  }
}

const notReady: RequestListener = (_request, response) =>
  sendAnswer(response, gatewayAnswer(503, 'Service Unavailable'));

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

function listenerOf(
  api: HttpApi,
  page: RuntimeOptions['page'],
  parts: Parameters<typeof answerService>[1],
  report: (error: unknown) => void,
): RequestListener {
  const services = Object.values(SERVICE_PATHS).map((name) => `/_aws${name}`);
  const answer = async (message: Parameters<RequestListener>[0]): Promise<HttpAnswer> => {
    const request = await readRequest(message);
    const urlPath = decodedPath(request.url);
    if (services.some((name) => urlPath.startsWith(name))) return answerService(request, parts);
    if (api.owns(urlPath) || !['GET', 'HEAD'].includes(request.method)) return await api.answer(request);
    return page(urlPath);
  };
  return (message, response) => {
    answer(message).then(
      (done) => sendAnswer(response, done),
      (error: unknown) => {
        report(error);
        sendAnswer(response, gatewayAnswer(500, 'Internal Server Error'));
      },
    );
  };
}

type StartMail = (config: { host: string; port: number }) => Promise<Server>;

async function startMail(port: number): Promise<Server> {
  // The package is CommonJS: its default export may arrive inside another.
  const nested = (sesLocal as unknown as { default?: StartMail }).default;
  const start = nested ?? (sesLocal as unknown as StartMail);
  return await start({ host: '127.0.0.1', port });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
