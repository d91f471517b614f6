import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { STARTED_AS, startedAs, tellWrongUse } from '../contracts/started-as.ts';
import { loadAssembly } from './assembly.ts';
import { serveDashboard } from './dashboard.ts';
import type { PageConfig } from './dashboard.ts';
import { openDataFolder } from './data-folder.ts';
import { describeEndpoints, leaveEndpoints, takeEndpoints, writeEndpoints } from './endpoints.ts';
import { fitOwnStacks } from './fit-own-stacks.ts';
import { LEDGER_CONTEXT } from './ledger-context.ts';
import { synthesizeOwnApp } from './own-app.ts';
import { pageConfig } from './page-config.ts';
import { OWN_KEY, priceFeedContext } from './price-feed.ts';
import { readyText } from './ready-text.ts';
import { replaySample } from './replay-sample.ts';
import { reporter } from './reporter.ts';
import { measureSlowness, slownessNote } from './limits.ts';
import { startRuntime } from './runtime.ts';
import type { Runtime } from './runtime.ts';
import { startAtPort, USUAL_PORT } from './start-at-port.ts';
import { ledgerAssembly, PAGE, preparePage } from './system-parts.ts';

/** `costkeeper run` takes the command behind `--`. */
const OF_RUN =
  process.env[STARTED_AS] === 'costkeeper run' ? ' [-- COMMAND that synthesizes your CDK app]' : '';

const HELP = `${startedAs('npm run local --', process.env)} [options]${OF_RUN}: Costkeeper on this machine, from its own CloudFormation templates.

  --sample            send the sample trace through the queue once everything is ready (npm start does)
  --empty             start without the sample (the default here)
  --port N            port of dashboard and API; 0 takes a free one (default ${USUAL_PORT}, or a free one if it is taken)
  --data DIR          keep all state in DIR; without it everything goes at the end
  --reset             empty DIR first
  --endpoints FILE    where to write addresses and tokens once ready (default .local/endpoints.json)
  --rate-limit N      requests a minute per caller (default: unlimited)
  --stage NAME        which stage's templates to run (default dev)
  -c NAME=VALUE       another value for a field of the stage, as for cdk synth: -c trackedTags=tier,niche
  --app COMMAND       run an app of yours that has the construct of @costkeeper/cdk, its own functions too;
                      COMMAND synthesizes it, "" takes the "app" of cdk.json in this folder
  --price-feed URL    take price packs from this address, three times a minute
  --price-key FILE    the key they are trusted by, PEM (default: ${OWN_KEY})
  --strict            a table as weak as DynamoDB may be: writes meet transactions, reads and indexes lag
  --table-answer-ms N how long functions wait for the table (default 3000, longer on a slow or busy machine)
  --mail-sandbox      SES's account is new: mails to verified addresses of example.com alone, one a second
  --hash-user-ids     keep hashes in the place of user ids, as a stage with hashUserIds does
  --record-calls FILE add each kind of call that roles allowed to FILE, one JSON object a line
  --verbose           print what has no local stand-in, and errors of functions
  --json              print the endpoints as one JSON line instead of text
  --help              this text

SIGTERM or Ctrl-C stop it with exit code 0. Mails are kept in memory only, also with --data.`;

/** The command's options. */
type LocalOptions = ReturnType<typeof readOptions>;

/** Reads the command line. @throws on an unknown option or a number that is none */
function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sample: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      port: { type: 'string' },
      data: { type: 'string' },
      reset: { type: 'boolean', default: false },
      endpoints: { type: 'string', default: path.join('.local', 'endpoints.json') },
      'rate-limit': { type: 'string', default: '0' },
      stage: { type: 'string', default: 'dev' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      app: { type: 'string' },
      'price-feed': { type: 'string' },
      'price-key': { type: 'string' },
      strict: { type: 'boolean', default: false },
      'table-answer-ms': { type: 'string' },
      'mail-sandbox': { type: 'boolean', default: false },
      'hash-user-ids': { type: 'boolean', default: false },
      'record-calls': { type: 'string' },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  for (const name of ['port', 'rate-limit', 'table-answer-ms'] as const) {
    const value = values[name];
    if (value !== undefined && !/^\d+$/.test(value))
      throw new Error(`--${name} takes a whole number, not "${value}"`);
  }
  if (Number(values.port ?? 0) > 65_535) throw new Error(`--port takes 0 to 65535, not "${values.port}"`);
  if (values.app !== undefined && values.stage !== 'dev')
    throw new Error('--stage names templates of this package; an app given with --app names its own stage');
  if (values.reset && values.data === undefined)
    throw new Error('--reset empties the folder given with --data DIR');
  return values;
}

/** Runs the system until a signal; resolves to the exit code. */
export async function runLocal(args: readonly string[]): Promise<number> {
  let options: LocalOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    return tellWrongUse(error, args, process.env);
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const stopped = untilSignal();
  // Databases and logs of this process and of the engine are for their owner alone.
  process.umask(0o077);
  const endpointsFile = path.resolve(options.endpoints);
  await takeEndpoints(endpointsFile);
  const data = openDataFolder(options.data, options.reset);
  let runtime: Runtime | undefined;
  let sample: ChildProcess | undefined;
  try {
    const report = reporter(path.join(data.path, 'logs'), options.verbose);
    runtime = await start(options, data.path, () => pageConfig(runtime), report);
    const endpoints = await describeEndpoints(runtime);
    writeEndpoints(endpointsFile, endpoints, runtime);
    const shown = path.relative(process.cwd(), endpointsFile) || endpointsFile;
    console.log(
      options.json ? JSON.stringify(endpoints) : readyText(endpoints, shown, path.join(data.path, 'logs')),
    );
    if (options.sample && !options.empty)
      sample = replaySample(endpointsFile, data.path, options.json, report);
    const end = await Promise.race([stopped, runtime.died]);
    if (end !== undefined) throw new Error(`${end}. ${startAgain(options.data)}`);
  } finally {
    sample?.kill();
    leaveEndpoints(endpointsFile);
    await runtime?.stop();
    data.release();
  }
  return 0;
}

/** `name=value` of a `-c`. @throws Error for one without a name */
function contextEntry(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`-c takes NAME=VALUE, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function startAgain(data: string | undefined): string {
  return data === undefined
    ? 'Start again; with --data DIR the state outlives such an end.'
    : `Start again with --data ${data}: nothing that was acknowledged is lost.`;
}

async function start(
  options: LocalOptions,
  folder: string,
  config: PageConfig,
  report: (error: unknown) => void,
): Promise<Runtime> {
  const note = slownessNote(measureSlowness());
  if (note !== undefined) console.error(note);
  const given = Object.fromEntries(options.context.map(contextEntry));
  const building = preparePage(report);
  const assembly =
    options.app === undefined
      ? await ledgerAssembly({ ...contextOf(options), ...given })
      : await synthesizeOwnApp(options.app || undefined, process.cwd(), path.join(folder, 'assembly'), given);
  const loaded = loadAssembly(assembly);
  const { stacks, leftOut } =
    options.app === undefined ? { stacks: loaded, leftOut: [] } : fitOwnStacks(loaded);
  for (const sentence of leftOut) console.error(`not run: ${sentence}`);
  await building;
  const page = serveDashboard(PAGE, config);
  const recordCalls = options['record-calls'];
  const { strict, 'mail-sandbox': mailSandbox, 'table-answer-ms': answerMs } = options;
  const settings = {
    stacks,
    folder,
    keep: options.data !== undefined,
    strict,
    mailSandbox,
    page,
    report,
    recordCalls,
    tableAnswerMs: answerMs === undefined ? undefined : Number(answerMs),
  };
  const runtime = await startAtPort((port) => startRuntime({ ...settings, port }), options.port);
  if (options.verbose) {
    for (const { resource, reason } of runtime.judgement.passedOver) {
      console.error(`not run: ${resource.type} ${resource.logicalId}: ${reason}`);
    }
  }
  return runtime;
}

/** What the options say to the app that makes the templates. */
function contextOf(options: LocalOptions): Record<string, string> {
  const { mailSender: _sender, mailIdentity: _identity, ...usual } = LEDGER_CONTEXT;
  return {
    ...(options.stage === LEDGER_CONTEXT['stage'] ? LEDGER_CONTEXT : usual),
    stage: options.stage,
    requestsPerMinute: options['rate-limit'],
    ...(options['hash-user-ids'] ? { hashUserIds: 'true' } : {}),
    ...priceFeedContext(options['price-feed'], options['price-key']),
  };
}

/** Handlers stay: npm passes on a signal that the whole process group has had already. */
async function untilSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
}
