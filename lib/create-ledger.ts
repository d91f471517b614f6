import type { StageConfig } from '../config/stage-schema.ts';
import { windowsFor } from './batch-windows.ts';
import { apiFunctionName } from './constructs/own-cost.ts';
import { ledgerSettingsOf } from './ledger-settings.ts';
import { LedgerApi } from './parts/ledger-api.ts';
import { LedgerData } from './parts/ledger-data.ts';
import { LedgerPage } from './parts/ledger-page.ts';
import { LedgerPipeline } from './parts/ledger-pipeline.ts';
import { LedgerWeb } from './parts/ledger-web.ts';
import { type Placement, tagsOf } from './placement.ts';

/** The parts of one stage. */
export interface LedgerParts {
  readonly data: LedgerData;
  readonly pipeline: LedgerPipeline;
  readonly api: LedgerApi;
  /** Absent where the stage hosts no dashboard. */
  readonly web: LedgerWeb | undefined;
  readonly page: LedgerPage | undefined;
}

/**
 * The whole ledger of one stage; the construct and the tests make it here.
 * @param place where each part stands: in a stack of its own, nested, or with what is there already
 */
export function createLedger(place: Placement, stage: StageConfig): LedgerParts {
  const windows = windowsFor(stage.freshnessSeconds);
  const web = stage.dashboard
    ? new LedgerWeb(...place('Web'), {
        stage: stage.stage,
        retainData: stage.retainData,
        signInOrigins: stage.jwt && [new URL(stage.jwt.issuer).origin, ...(stage.jwt.origins ?? [])],
      })
    : undefined;
  const functions = functionDefaults(stage, web);
  const data = new LedgerData(...place('Data'), {
    stage: stage.stage,
    tags: tagsOf(stage),
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
  const pipeline = new LedgerPipeline(...place('Pipeline'), {
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
  const api = new LedgerApi(...place('Api'), {
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
  const page = web && new LedgerPage(...place('Page'), { web, api, logs: functions });
  return { data, pipeline, api, web, page };
}

function functionDefaults(stage: StageConfig, web: LedgerWeb | undefined) {
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
