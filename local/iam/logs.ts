import { record, text } from '../template.ts';
import type { Account } from './account.ts';
import { BY_TLS } from './calls/place.ts';
import type { Principal } from './evaluate.ts';

/** A function as far as its logs go. */
interface LoggingFunction {
  readonly name: string;
  readonly arn: string;
  readonly principal: Principal;
}

/** Whether Lambda may write a function's output to its log group, which it does by the function's own role. */
export function mayLog(
  account: Account,
  { name, arn, principal }: LoggingFunction,
  properties: Record<string, unknown>,
): boolean {
  const group = text(record(properties['LoggingConfig'])['LogGroup']) ?? `/aws/lambda/${name}`;
  const [, , , region = ''] = arn.split(':');
  const resource = `arn:aws:logs:${region}:${account.id}:log-group:${group}:log-stream:local`;
  const needs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    action,
    resource,
    context: BY_TLS,
  }));
  return needs.map((need) => account.decide(principal, need)).every(({ allowed }) => allowed);
}
