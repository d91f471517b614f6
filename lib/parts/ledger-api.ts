import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Fn } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import type { DashboardConfig, SignInConfig } from '../../contracts/dashboard-config.ts';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { AlarmRegister } from '../constructs/alarm-register.ts';
import { type FunctionDefaults, metricsNamespaceOf } from '../constructs/ledger-function.ts';
import { OperationsDashboard, type ShownNames } from '../constructs/operations-dashboard.ts';
import { LedgerHttpApi } from '../constructs/serve-api.ts';
import { ACCESS_PARAMETER, parameterNameOf, SharedValue } from '../constructs/shared-value.ts';
import { tellOutput } from '../constructs/stack-outputs.ts';
import { TokenIssuer } from '../constructs/token-issuer.ts';
import type { TokenRules } from '../constructs/token-issuer.ts';
import type { LedgerData } from './ledger-data.ts';
import type { LedgerPipeline, SharedNames } from './ledger-pipeline.ts';

export interface LedgerApiProps {
  readonly data: LedgerData;
  readonly pipeline: LedgerPipeline;
  readonly functions: Omit<FunctionDefaults, 'alarms'>;
  /** Who issues tokens. Default: a user pool of this stack. */
  readonly tokens: TokenRules | undefined;
  readonly retainData: boolean;
  /** Where the dashboard is; undefined without one. */
  readonly dashboardOrigin: string | undefined;
  /** The dashboard's client at an issuer that is not the stage's own. Default: the first audience. */
  readonly dashboardClientId: string | undefined;
  /** How groups are named by an issuer that is not the stage's own. */
  readonly groupNames: Pick<SignInConfig, 'groupsClaim' | 'groupsPrefix'>;
  readonly allowedOrigins: readonly string[];
  readonly requestsPerSecond: number;
  /** Whether price packs are fetched. */
  readonly hasPriceFeed: boolean;
  /** Name of the function. Default: CloudFormation makes one. */
  readonly functionName: string | undefined;
}

/** The HTTP API and the issuer of its tokens. */
export class LedgerApi extends Construct {
  readonly api: LedgerHttpApi;
  /** Who signs in; undefined where the stage names another issuer. */
  readonly userPool: UserPool | undefined;
  /** What applications name the API by in their rights. */
  readonly apiId: SharedValue;
  readonly #groupNames: LedgerApiProps['groupNames'];
  /** What the page must know, as the page reads it. */
  readonly #page: Readonly<Record<'apiUrl' | 'issuer' | 'clientId', SharedValue>>;

  constructor(scope: Construct, id: string, props: LedgerApiProps) {
    super(scope, id);
    const { data, functions, dashboardOrigin } = props;
    this.#groupNames = props.groupNames;
    const alarms = new AlarmRegister(this, 'Alarms', { stage: functions.stage, topic: data.alarmTopic });
    const own = props.tokens
      ? undefined
      : new TokenIssuer(this, 'Tokens', {
          stage: functions.stage,
          retain: props.retainData,
          dashboardOrigin,
        });
    this.userPool = own?.pool;
    const tokens = props.tokens ?? (own as TokenIssuer).rules;
    this.api = new LedgerHttpApi(this, 'Read', {
      defaults: { ...functions, alarms },
      table: data.table,
      queue: data.queue,
      bucket: data.bucket,
      jobs: props.pipeline.jobs,
      channels: data.channels,
      tokens,
      allowedOrigins: withDashboard(props.allowedOrigins, dashboardOrigin),
      requestsPerSecond: props.requestsPerSecond,
      functionName: props.functionName,
    });
    data.userKey?.allowHash(this.api.server);
    const clientId =
      own?.dashboardClient?.userPoolClientId ?? props.dashboardClientId ?? tokens.audience[0] ?? '';
    const share = (id: string, what: string, value: string) =>
      new SharedValue(this, id, { parameterName: parameterNameOf(functions.stage, what), value });
    this.#page = {
      apiUrl: share('ApiUrlValue', ACCESS_PARAMETER.apiUrl, this.api.url),
      issuer: share('IssuerValue', 'sign-in-issuer', tokens.issuer),
      clientId: share('ClientIdValue', 'sign-in-client-id', clientId),
    };
    this.apiId = share('ApiIdValue', ACCESS_PARAMETER.apiId, this.api.api.apiId);
    tellOutput(this, STACK_OUTPUT.apiUrl, this.api.url);
    tellOutput(this, STACK_OUTPUT.issuer, tokens.issuer);
    if (own) {
      tellOutput(this, STACK_OUTPUT.userPoolId, own.pool.userPoolId);
      tellOutput(this, STACK_OUTPUT.tokenClientId, own.client.userPoolClientId);
    }
    tellOutput(this, STACK_OUTPUT.audience, Fn.join(',', [...tokens.audience]));
    if (props.pipeline.shown) this.#show(props, props.pipeline.shown, alarms);
  }

  /** It stands in the last part that a stage always has: what it shows is there by then. */
  #show(props: LedgerApiProps, shown: SharedNames, alarms: AlarmRegister): void {
    const { data, pipeline, functions, hasPriceFeed } = props;
    new OperationsDashboard(this, 'Operations', {
      stage: functions.stage,
      names: this.#shownNames(data, shown),
      metricsNamespace: metricsNamespaceOf(functions.stage),
      alarmNames: [data.alarms, pipeline.alarms, alarms].flatMap(({ names }) => names),
      hasPriceFeed,
    });
  }

  #shownNames(data: LedgerData, { functions, jobQueue, lastStops }: SharedNames): ShownNames {
    const [usageQueue, usageDeadLetters] = data.queue.names;
    const here = (names: Readonly<Record<string, SharedValue>>) =>
      Object.fromEntries(Object.entries(names).map(([what, value]) => [what, value.in(this)]));
    return {
      functions: { ...here(functions), 'serve-api': this.api.server.functionName },
      usageQueue: usageQueue.in(this),
      jobQueue: jobQueue.in(this),
      lastStops: { 'usage-dead-letters': usageDeadLetters.in(this), ...here(lastStops) },
      table: data.table.tableName,
      apiId: this.api.api.apiId,
    };
  }

  /** The API's address, for applications. */
  get apiUrl(): SharedValue {
    return this.#page.apiUrl;
  }

  /** Where the API is and how people sign in, for a page that another part makes. */
  configFor(consumer: IConstruct): DashboardConfig {
    const { apiUrl, issuer, clientId } = this.#page;
    return {
      apiUrl: apiUrl.in(consumer),
      signIn: {
        issuer: issuer.in(consumer),
        clientId: clientId.in(consumer),
        scope: 'openid email profile',
        ...this.#groupNames,
      },
    };
  }
}

/** The dashboard may always call the API. */
function withDashboard(origins: readonly string[], dashboard: string | undefined): readonly string[] {
  return dashboard === undefined || origins.includes('*') ? origins : [...origins, dashboard];
}
