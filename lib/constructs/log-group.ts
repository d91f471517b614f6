import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

export interface LogGroupOptions {
  /** Days, one of CloudWatch's own numbers. */
  readonly logRetentionDays: number;
  /** Keep the logs when the stack goes. */
  readonly retainLogs: boolean;
  /** Default: CloudFormation makes one. */
  readonly logGroupName?: string;
}

/** A log group that ends: AWS's own would keep its lines for ever. */
export function createLogGroup(scope: Construct, id: string, options: LogGroupOptions): LogGroup {
  return new LogGroup(scope, id, {
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum's values are the days themselves
    retention: options.logRetentionDays as RetentionDays,
    ...(options.logGroupName === undefined ? {} : { logGroupName: options.logGroupName }),
    removalPolicy: options.retainLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
