import { CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import { functionCode } from '../assets.ts';
import { environmentBytes, MOST_ENVIRONMENT_BYTES } from './environment-size.ts';
import { type AlarmRegister, REPEATED } from './alarm-register.ts';
import { createLogGroup } from './log-group.ts';
import type { LogGroupOptions } from './log-group.ts';

/** What every function of a stage has in common. */
export interface FunctionDefaults extends LogGroupOptions {
  readonly stage: string;
  readonly logLevel: string;
  /** JSON text of contracts/ledger-settings.ts. */
  readonly ledgerSettings: string;
  /** Where mails and messages lead to; absent without a dashboard. */
  readonly dashboardUrl?: string | undefined;
  readonly alarms: AlarmRegister;
  /** Watch each function for errors and throttles. */
  readonly functionAlarms: boolean;
  /** Trace each function by X-Ray. */
  readonly tracing: boolean;
  /** Bring new versions of recorder, aggregator and API to a tenth of the calls first; see live-alias.ts. */
  readonly gradualDeploys: boolean;
}

export interface LedgerFunctionProps extends Omit<
  NodejsFunctionProps,
  'bundling' | 'code' | 'entry' | 'handler' | 'role' | 'logGroup'
> {
  /** Names the file in lambdas/, the service in logs and metrics, and the alarms. */
  readonly name: string;
  readonly defaults: FunctionDefaults;
}

/**
 * One function with the house's defaults, its own log group, a role that may write to it and nothing
 * else, and alarms on errors and throttles. Constructs that own data grant the rest, action by action.
 */
export class LedgerFunction extends NodejsFunction {
  /** The file in lambdas/ that it runs. */
  readonly entryName: string;
  readonly #metricsNamespace: string;

  constructor(scope: Construct, id: string, props: LedgerFunctionProps) {
    const { name, defaults, environment, ...own } = props;
    const logGroup = createLogGroup(scope, `${id}Logs`, defaults);
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(30),
      // A setting of SDK v2 that v3 does not read.
      awsSdkConnectionReuse: false,
      ...(defaults.tracing ? { tracing: Tracing.ACTIVE } : {}),
      ...own,
      ...functionCode(name),
      role,
      logGroup,
      environment: { ...environmentOf(name, defaults), ...environment },
    });
    this.entryName = name;
    this.#metricsNamespace = metricsNamespaceOf(defaults.stage);
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    if (defaults.functionAlarms) this.#watch(defaults.alarms);
    if (defaults.tracing) this.#acknowledgeTracing();
    this.node.addValidation({ validate: () => this.#refuseLargeEnvironment() });
  }

  /** Allows exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** The sum, in five minutes, of a metric that the function itself emits under this name. */
  ownMetric(metricName: string): Metric {
    return new Metric({
      namespace: this.#metricsNamespace,
      metricName,
      dimensionsMap: { service: this.entryName },
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
  }

  #acknowledgeTracing(): void {
    Validations.of(this.node.scope ?? this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray has no resources to name for segments of traces; the two actions write and read nothing.',
    });
  }

  /** AWS refuses it at deployment only; here it is told at synthesis, with the way out. */
  #refuseLargeEnvironment(): string[] {
    const { environment } = this.node.defaultChild as CfnFunction;
    const { variables = {} } = (Stack.of(this).resolve(environment) ?? {}) as {
      variables?: Record<string, unknown>;
    };
    const bytes = environmentBytes(variables, (id) => typeIn(Stack.of(this), id));
    if (bytes <= MOST_ENVIRONMENT_BYTES) return [];
    return [
      `The environment of ${this.entryName} may take ${bytes} bytes, and Lambda has room for ${MOST_ENVIRONMENT_BYTES}. ` +
        'Shorten lanes, budgets or priceOverrides of the stage; budgets and prices can also be made through the API.',
    ];
  }

  #watch(alarms: AlarmRegister): void {
    const period = Duration.minutes(5);
    alarms.add({
      name: `${this.entryName}-errors`,
      severity: 'medium',
      description: `The function ${this.entryName} failed, timed out or could not start in two of three periods of five minutes.`,
      metric: this.metricErrors({ period, statistic: 'Sum' }),
      above: 0,
      ...REPEATED,
    });
    alarms.add({
      name: `${this.entryName}-throttles`,
      severity: 'medium',
      description: `AWS turned calls of ${this.entryName} away for 15 minutes: the account has too few concurrent executions.`,
      metric: this.metricThrottles({ period, statistic: 'Sum' }),
      above: 0,
      periods: 3,
    });
  }
}

function typeIn(stack: Stack, logicalId: string): string | undefined {
  const found = stack.node
    .findAll()
    .find(
      (one): one is CfnResource => CfnResource.isCfnResource(one) && stack.getLogicalId(one) === logicalId,
    );
  return found?.cfnResourceType;
}

/** Two stages in one account keep their metrics apart. */
export function metricsNamespaceOf(stage: string): string {
  return `Costkeeper-${stage}`;
}

function environmentOf(name: string, defaults: FunctionDefaults): Record<string, string> {
  return {
    [ENVIRONMENT.stage]: defaults.stage,
    [ENVIRONMENT.ledgerSettings]: defaults.ledgerSettings,
    ...(defaults.dashboardUrl === undefined ? {} : { [ENVIRONMENT.dashboardUrl]: defaults.dashboardUrl }),
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespaceOf(defaults.stage),
    POWERTOOLS_LOG_LEVEL: defaults.logLevel,
  };
}
