import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoints } from './system-endpoints.ts';
import { findNode } from './find-node.ts';
import { MAIN } from './main-file.ts';

export type { Endpoints } from './system-endpoints.ts';

/** How a system is started. */
export interface CostkeeperOptions {
  /** Folder that keeps the state; default: none, and everything goes at the end. */
  readonly data?: string;
  /** Port of dashboard and API; default: a free one. */
  readonly port?: number;
  /** Command that synthesizes an app of yours with the construct of `@costkeeper/cdk`, run in `cwd`; its functions run too. */
  readonly app?: string;
  /** Default: the current folder. */
  readonly cwd?: string;
  /** Make the table as weak as DynamoDB may be: writes meet transactions, reads and indexes lag. */
  readonly strict?: boolean;
  /** Send the sample trace once everything is ready. */
  readonly sample?: boolean;
  /** Further options of the command, such as `--hash-user-ids`. */
  readonly args?: readonly string[];
}

/** A whole system on this machine, in a process of its own. `await using` or `stop()` ends it. */
export interface LocalCostkeeper extends AsyncDisposable {
  /** Addresses of each part, and a token for each role. */
  readonly endpoints: Endpoints;
  /** What an application under test needs in its environment: COSTKEEPER_API_URL, COSTKEEPER_QUEUE_URL, COSTKEEPER_TOKEN and AWS's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its endpoints file. */
  readonly file: string;
  /** Its process, to read what it uses. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts Costkeeper on this machine and resolves once every part answers, empty unless `data` or `sample` say
 * otherwise. It ends with this process at the latest. @throws with what the system said when it does not start
 */
export async function startCostkeeper(options: CostkeeperOptions = {}): Promise<LocalCostkeeper> {
  const node = findNode(process);
  const folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-system-'));
  const file = path.join(folder, 'endpoints.json');
  const args = [MAIN, '--endpoints', file, ...argumentsOf(options)];
  const child = spawn(node, args, { cwd: options.cwd ?? process.cwd(), stdio: ['ignore', 'pipe', 'pipe'] });
  // A run that is broken off leaves no system behind.
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  while (!existsSync(file)) {
    if (child.exitCode !== null) {
      process.off('exit', end);
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`the local system ended with ${child.exitCode}:\n${said.trim()}`);
    }
    await sleep(50);
  }
  const stop = async () => {
    process.off('exit', end);
    // One that was killed has ended already.
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoints = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  return {
    endpoints,
    environment: environmentFor(endpoints),
    file,
    pid: child.pid ?? 0,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function argumentsOf({ data, port = 0, app, strict, sample, args = [] }: CostkeeperOptions): string[] {
  return [
    '--port',
    String(port),
    ...(data === undefined ? [] : ['--data', data]),
    ...(app === undefined ? [] : ['--app', app]),
    ...(strict ? ['--strict'] : []),
    sample ? '--sample' : '--empty',
    ...args,
  ];
}

/** Environment variables by which an application beside the system finds it. */
function environmentFor({ api, sqs, queueUrl, region, tokens }: Endpoints): Record<string, string> {
  return {
    COSTKEEPER_API_URL: api,
    COSTKEEPER_QUEUE_URL: queueUrl,
    COSTKEEPER_TOKEN: tokens.writer,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
