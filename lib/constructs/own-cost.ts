import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { OwnParts } from '../../contracts/own-parts.ts';
import { DAY_INDEX } from '../../contracts/table-layout.ts';
import type { LedgerData } from '../parts/ledger-data.ts';
import { LedgerFunction } from './ledger-function.ts';

/** Memory of the function behind the API. */
export const API_MEMORY_MB = 1024;

/**
 * The API's function is made in a part that comes after the one that reads its metrics, which can know it
 * by a fixed name only.
 */
export function apiFunctionName(stage: string): string {
  return `costkeeper-${stage}-serve-api`;
}

/**
 * Lets `worker` read the metrics of every function and queue of its `own` part and of the ledger's data, and
 * of the API's function, and send what they used to the ledger. Made last: it takes what is there by then.
 */
export function allowOwnCost(worker: LedgerFunction, own: IConstruct, data: LedgerData, stage: string): void {
  const functions = allOf(own, LedgerFunction)
    .filter((fn) => fn !== worker)
    .map((fn) => ({ name: fn.functionName, memoryMb: memoryOf(fn) }));
  const parts: OwnParts = {
    functions: [...functions, { name: apiFunctionName(stage), memoryMb: API_MEMORY_MB }],
    queues: [
      ...data.queue.names.map((name) => name.in(worker)),
      ...allOf(own, Queue).map(({ queueName }) => queueName),
    ],
    table: data.table.tableName,
    indexes: [DAY_INDEX],
  };
  worker.addEnvironment(ENVIRONMENT.ownParts, Stack.of(worker).toJsonString(parts));
  data.queue.allowSend(worker);
  worker.allow(['cloudwatch:GetMetricData'], ['*']);
  Validations.of(worker.node.scope ?? worker).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'CloudWatch has no resources to name for reading metrics: GetMetricData knows only "*".',
  });
}

function allOf<C extends IConstruct>(scope: IConstruct, type: abstract new (...args: never[]) => C): C[] {
  return scope.node.findAll().filter((construct): construct is C => construct instanceof type);
}

function memoryOf(fn: LedgerFunction): number {
  const { memorySize } = fn.node.defaultChild as CfnFunction;
  if (memorySize === undefined) throw new Error(`The function ${fn.entryName} has no memory size.`);
  return memorySize;
}
