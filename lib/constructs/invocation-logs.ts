import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TIMEOUTS } from '../timeouts.ts';
import { turnOnLogging } from './bedrock-logging.ts';
import { logToBucket } from './invocation-log-bucket.ts';
import { logToGroup, subscribeReader } from './invocation-log-group.ts';
import { type FunctionDefaults, LedgerFunction } from './ledger-function.ts';
import type { UndeliveredCalls } from './undelivered-calls.ts';
import type { UsageQueue } from './usage-queue.ts';

export interface InvocationLogsProps {
  readonly defaults: FunctionDefaults;
  readonly queue: UsageQueue;
  readonly undelivered: UndeliveredCalls;
  /**
   * Where the log is: a bucket or a log group of its own, or the log group that the account logs to already, whose
   * configuration then stays as it is. Default: a bucket.
   */
  readonly from?: 's3' | 'cloudwatch' | { readonly logGroup: string };
  /** Log what was asked and answered too. Default: false, counts and identities alone. */
  readonly withText?: boolean;
}

/**
 * Bedrock's model invocation logging for the account and region, and `read-invocation-logs`, which puts each call on
 * the usage queue: no line of code in an application. An account has one such configuration for each region: this one
 * replaces another, and takes it away when the stack goes.
 */
export class InvocationLogs extends Construct {
  readonly reader: LedgerFunction;

  constructor(scope: Construct, id: string, props: InvocationLogsProps) {
    super(scope, id);
    const { defaults, undelivered, from = 's3', withText = false } = props;
    this.reader = new LedgerFunction(this, 'ReadInvocationLogs', {
      name: 'read-invocation-logs',
      defaults,
      timeout: TIMEOUTS.readInvocationLogs,
      memorySize: 512,
    });
    props.queue.allowSend(this.reader);
    undelivered.keepFailuresOf(this.reader);
    if (typeof from === 'object') {
      subscribeReader(this, this.reader, LogGroup.fromLogGroupName(this, 'AccountLog', from.logGroup));
      return;
    }
    const destination =
      from === 's3' ? logToBucket(this, this.reader, undelivered) : logToGroup(this, this.reader, defaults);
    turnOnLogging(this, destination, withText, defaults);
  }
}
