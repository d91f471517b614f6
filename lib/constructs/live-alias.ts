import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type CfnAlias, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { FunctionDefaults, LedgerFunction } from './ledger-function.ts';
import { REPEATED } from './alarm-register.ts';

/** A tenth of the calls for five minutes, then all of them. */
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

/**
 * What sources call: the function itself, or, where the stage deploys gradually, its alias `live`, which moves to a
 * new version by CodeDeploy. An alarm on the errors of the alias takes the deployment back, and CloudFormation with it
 * the whole stack.
 */
export function liveFunction(fn: LedgerFunction, defaults: FunctionDefaults): IFunction {
  return defaults.gradualDeploys ? new LiveAlias(fn, 'Rollout', { fn, defaults }).alias : fn;
}

/** The alias `live` of a function, and what moves it from version to version. */
class LiveAlias extends Construct {
  readonly alias: Alias;

  constructor(
    scope: Construct,
    id: string,
    { fn, defaults }: { readonly fn: LedgerFunction; readonly defaults: FunctionDefaults },
  ) {
    super(scope, id);
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: fn.currentVersion });
    const alarmName = defaults.alarms.add({
      name: `${fn.entryName}-rollout`,
      severity: 'high',
      description: `A new version of ${fn.entryName} fails: its deployment is taken back.`,
      metric: this.alias.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      above: 0,
      ...REPEATED,
    });
    const application = new CfnApplication(this, 'Application', { computePlatform: 'Lambda' });
    const role = this.#role(fn);
    const group = new CfnDeploymentGroup(this, 'Group', {
      applicationName: application.ref,
      serviceRoleArn: role.roleArn,
      deploymentConfigName: CANARY,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: { enabled: true, alarms: [{ name: alarmName }] },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });
    // The first deployment begins as soon as the group is there.
    group.node.addDependency(role);
    (this.alias.node.defaultChild as CfnAlias).cfnOptions.updatePolicy = {
      codeDeployLambdaAliasUpdate: { applicationName: application.ref, deploymentGroupName: group.ref },
    };
  }

  /** What AWSCodeDeployRoleForLambdaLimited allows, for this one function and without hooks and revisions in S3. */
  #role(fn: LedgerFunction): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: [fn.functionArn, `${fn.functionArn}:live`],
      }),
    );
    // It is asked for several alarms at once.
    role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'CodeDeploy asks for the state of alarms by one call over several; it reads their state and no data.',
    });
    return role;
  }
}
