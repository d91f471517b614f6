import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROLE_GROUPS } from '../contracts/role-groups.ts';
import { STACK_OUTPUT } from '../contracts/stack-outputs.ts';
import { pidOf, processMark } from './process-mark.ts';
import type { Runtime } from './runtime.ts';
import { readRunner, runnerOf } from './running-elsewhere.ts';
import type { Endpoints } from './system-endpoints.ts';
import { keyFileOf, mintToken, writePrivate } from './tokens.ts';

export type { Endpoints } from './system-endpoints.ts';

/** Reads the addresses off a running system. @throws when its stacks lack an output */
export async function describeEndpoints(runtime: Runtime): Promise<Endpoints> {
  const output = (name: string) => outputOf(runtime, name);
  const token = (sub: string, ...groups: string[]) => mintToken(runtime.key, { sub, groups });
  return {
    dashboard: runtime.gateway,
    api: apiOf(runtime),
    sqs: runtime.sqs,
    queueUrl: output(STACK_OUTPUT.usageQueueUrl),
    dynamodb: runtime.dynamodb,
    tableName: output(STACK_OUTPUT.tableName),
    mail: runtime.mail,
    lambda: runtime.lambda,
    region: runtime.region,
    tokens: {
      admin: await token('admin', ROLE_GROUPS.admin),
      reader: await token('reader', ROLE_GROUPS.reader),
      writer: await token('writer', ROLE_GROUPS.writer),
      user: await token('user-1'),
    },
  };
}

/** The API's address. @throws when the stacks do not name it */
export function apiOf(runtime: Runtime): string {
  return outputOf(runtime, STACK_OUTPUT.apiUrl);
}

function outputOf({ resolver }: Runtime, name: string): string {
  const value = resolver.outputs().get(name);
  if (value === undefined) throw new Error(`no stack has the output ${name}, which the endpoints file needs`);
  return value;
}

/** Writes the endpoints file whole, once, and the key for further tokens beside it. */
export function writeEndpoints(file: string, endpoints: Endpoints, runtime: Runtime): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writePrivate(keyFileOf(file), { ...runtime.key, runner: processMark() });
  writePrivate(`${file}.new`, endpoints);
  renameSync(`${file}.new`, file);
}

/**
 * Makes way for a start that will write this file. @throws when it describes a system that runs: readers of the
 * file would lose it.
 */
export async function takeEndpoints(file: string): Promise<void> {
  const runner = await runnerOf(file);
  if (runner !== undefined) {
    throw new Error(
      `${file} describes a local system that runs, process ${pidOf(runner)}. Stop it, or give this one a file of its ` +
        'own with --endpoints FILE.',
    );
  }
  removeEndpoints(file);
}

/** Removes both files at the end of this process, unless they are of another system that began beside it. */
export function leaveEndpoints(file: string): void {
  const runner = readRunner(file);
  if (runner === undefined || runner === processMark()) removeEndpoints(file);
}

function removeEndpoints(file: string): void {
  rmSync(file, { force: true });
  rmSync(keyFileOf(file), { force: true });
}
