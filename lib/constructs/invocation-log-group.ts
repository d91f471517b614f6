import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { KEPT_DAYS, type LoggingDestination, ofThisAccount } from './bedrock-logging.ts';
import type { LedgerFunction } from './ledger-function.ts';
import { createLogGroup, type LogGroupOptions } from './log-group.ts';

/** The one stream that Bedrock writes to (docs.aws.amazon.com/bedrock, model-invocation-logging). */
const STREAM = 'aws/bedrock/modelinvocations';

/** A log group of its own for the invocation log, whose records are sent to the reader. */
export function logToGroup(
  scope: Construct,
  reader: LedgerFunction,
  { retainLogs }: LogGroupOptions,
): LoggingDestination {
  const group = createLogGroup(scope, 'CallsLog', { logRetentionDays: KEPT_DAYS, retainLogs });
  const role = new Role(scope, 'WriterRole', {
    assumedBy: new ServicePrincipal('bedrock.amazonaws.com', { conditions: ofThisAccount(scope) }),
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [streamArn(scope, group)],
    }),
  );
  return {
    config: { cloudWatchConfig: { logGroupName: group.logGroupName, roleArn: role.roleArn } },
    role,
    needs: [role, subscribeReader(scope, reader, group)],
  };
}

function streamArn(scope: Construct, group: ILogGroup): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `${group.logGroupName}:log-stream:${STREAM}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * Sends the records of the invocation log in a log group to the reader, some of them packed into one call. A group may
 * have two such filters.
 */
export function subscribeReader(
  scope: Construct,
  reader: LedgerFunction,
  group: ILogGroup,
): SubscriptionFilter {
  return new SubscriptionFilter(scope, 'Calls', {
    logGroup: group,
    destination: new LambdaDestination(reader),
    filterPattern: FilterPattern.stringValue('$.schemaType', '=', 'ModelInvocationLog'),
  });
}
