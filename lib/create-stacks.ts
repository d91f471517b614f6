import { DefaultStackSynthesizer } from 'aws-cdk-lib/core';
import type { Environment, IStackSynthesizer } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage.ts';
import { windowsFor } from './batch-windows.ts';
import { apiFunctionName } from './constructs/own-cost.ts';
import { ledgerSettingsOf } from './ledger-settings.ts';
import { LedgerApiStack } from './stacks/ledger-api-stack.ts';
import { LedgerDataStack } from './stacks/ledger-data-stack.ts';
import { LedgerPageStack } from './stacks/ledger-page-stack.ts';
import { LedgerPipelineStack } from './stacks/ledger-pipeline-stack.ts';
import { LedgerWebStack } from './stacks/ledger-web-stack.ts';

/** The stacks of one stage. */
export interface LedgerStacks {
  readonly data: LedgerDataStack;
  readonly pipeline: LedgerPipelineStack;
  readonly api: LedgerApiStack;
  /** Absent where the stage hosts no dashboard. */
  readonly web: LedgerWebStack | undefined;
}

/** The bootstrap's bucket and roles. CDK's command checks its version itself: the rule would only add a parameter. */
const bootstrapped = (): IStackSynthesizer =>
  new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });

/**
 * All stacks of one stage; the construct and the tests make them here.
 * @param env account and region; default: what the stage names
 * @param makeSynthesizer where each stack finds its files; default: in the bucket of CDK's bootstrap
 */
export function createStacks(
  scope: Construct,
  stage: StageConfig,
  env: Environment = { region: stage.region, ...(stage.account && { account: stage.account }) },
  makeSynthesizer = bootstrapped,
): LedgerStacks {
  const windows = windowsFor(stage.freshnessSeconds);
  const named = (part: string) => ({
    stackName: `Costkeeper${part}-${stage.stage}`,
    env,
    tags: { app: 'costkeeper', stage: stage.stage },
    synthesizer: makeSynthesizer(),
  });
  const web = stage.dashboard
    ? new LedgerWebStack(scope, `CostkeeperWeb-${stage.stage}`, {
        ...named('Web'),
        description: 'Costkeeper: where the dashboard lives',
        stage: stage.stage,
        retainData: stage.retainData,
        signInOrigins: stage.jwt && [new URL(stage.jwt.issuer).origin, ...(stage.jwt.origins ?? [])],
      })
    : undefined;
  const functions = functionDefaults(stage, web);
  const data = new LedgerDataStack(scope, `CostkeeperData-${stage.stage}`, {
    ...named('Data'),
    description: 'Costkeeper: table, usage queue and bucket',
    terminationProtection: stage.retainData,
    stage: stage.stage,
    retainData: stage.retainData,
    customerManagedKey: stage.customerManagedKey,
    restoredTable: stage.restoredTable,
    alarmMail: stage.alarmMail,
    mailSender: stage.mailSender,
    mailIdentity: stage.mailIdentity,
    webhooks: stage.webhooks,
    hashUserIds: stage.hashUserIds,
    senderAccounts: stage.senderAccounts,
    queueWindowSeconds: windows.queueWindowSeconds,
  });
  const pipeline = new LedgerPipelineStack(scope, `CostkeeperPipeline-${stage.stage}`, {
    ...named('Pipeline'),
    description: 'Costkeeper: recorder, aggregator and scheduled work',
    data,
    functions,
    windows,
    recorderConcurrency: stage.recorderConcurrency,
    jobConcurrency: stage.jobConcurrency,
    ownCost: stage.ownCost,
    alertCanary: stage.alertCanary,
    operationsDashboard: stage.operationsDashboard,
    bedrockLogs: stage.bedrockLogs,
    pricesEveryMinutes: stage.priceFeed?.everyMinutes,
    hasRateFeed: stage.rateFeed !== undefined,
  });
  const api = new LedgerApiStack(scope, `CostkeeperApi-${stage.stage}`, {
    ...named('Api'),
    description: 'Costkeeper: HTTP API',
    data,
    pipeline,
    hasPriceFeed: stage.priceFeed !== undefined,
    functions,
    tokens: stage.jwt,
    retainData: stage.retainData,
    dashboardOrigin: web?.site.origin,
    dashboardClientId: stage.jwt?.dashboardClientId,
    groupNames: {
      ...(stage.groupsClaim === undefined ? {} : { groupsClaim: stage.groupsClaim }),
      ...(stage.groupsPrefix === '' ? {} : { groupsPrefix: stage.groupsPrefix }),
    },
    allowedOrigins: stage.allowedOrigins,
    requestsPerSecond: stage.apiRequestsPerSecond,
    functionName: stage.ownCost ? apiFunctionName(stage.stage) : undefined,
  });
  if (web) {
    new LedgerPageStack(scope, `CostkeeperPage-${stage.stage}`, {
      ...named('Page'),
      description: 'Costkeeper: the dashboard’s page',
      web,
      api,
      logs: functions,
    });
  }
  return { data, pipeline, api, web };
}

function functionDefaults(stage: StageConfig, web: LedgerWebStack | undefined) {
  return {
    stage: stage.stage,
    logLevel: stage.logLevel,
    logRetentionDays: stage.logRetentionDays,
    retainLogs: stage.retainData,
    functionAlarms: stage.functionAlarms,
    tracing: stage.tracing,
    gradualDeploys: stage.gradualDeploys,
    ledgerSettings: ledgerSettingsOf(stage),
    dashboardUrl: web?.site.origin,
  };
}
