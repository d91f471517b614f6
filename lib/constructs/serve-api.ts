import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpRoute, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { TIMEOUTS } from '../timeouts.ts';
import type { AlertChannels } from './alert-channels.ts';
import type { JobRunner } from './run-job.ts';
import { REPEATED } from './alarm-register.ts';
import type { LedgerBucket } from './ledger-bucket.ts';
import { LedgerFunction } from './ledger-function.ts';
import { liveFunction } from './live-alias.ts';
import type { FunctionDefaults } from './ledger-function.ts';
import type { LedgerTable } from './ledger-table.ts';
import { createLogGroup } from './log-group.ts';
import { API_MEMORY_MB } from './own-cost.ts';
import type { TokenRules } from './token-issuer.ts';
import type { UsageQueue } from './usage-queue.ts';

const BASE = '/cost-tracking';
const KEY_PATH = '/key/{proxy+}';
/**
 * What needs no token, and how many requests a second of it all callers together may make: each runs the function,
 * and no sender can be told to stop.
 */
const OPEN_PATHS = { '/health': 20, '/openapi.json': 5, '/docs': 5 } as const;
/** A page of a browser asks for several at once. */
const OPEN_BURST = 4;
/**
 * Not ANY, and no `$default` route: either would take a browser's preflight, which carries no token, and API
 * Gateway then no longer answers it. Paths without a route get the gateway's own 404.
 */
const METHODS = [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE];

export interface LedgerHttpApiProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  readonly queue: UsageQueue;
  readonly bucket: LedgerBucket;
  readonly jobs: JobRunner;
  readonly channels: AlertChannels;
  readonly tokens: TokenRules;
  readonly allowedOrigins: readonly string[];
  /** Requests a second of all callers together. */
  readonly requestsPerSecond: number;
  /** Default: CloudFormation makes one. */
  readonly functionName: string | undefined;
}

/** The HTTP API and the one function behind it, `serve-api`. */
export class LedgerHttpApi extends Construct {
  readonly api: HttpApi;
  readonly server: LedgerFunction;

  constructor(scope: Construct, id: string, props: LedgerHttpApiProps) {
    super(scope, id);
    this.server = this.#createServer(props);
    const integration = new HttpLambdaIntegration('ServeApi', liveFunction(this.server, props.defaults), {
      timeout: TIMEOUTS.apiIntegration,
      scopePermissionToRoute: false,
    });
    this.api = this.#createApi(props);
    const stage = this.#createStage(props);
    this.#routeOpen(integration, stage);
    this.#route(integration, '/{proxy+}', jwtAuthorizer(props.tokens));
    // Functions have a role and no token; they come in here, to the same handlers.
    this.#route(integration, '/service/{proxy+}', new HttpIamAuthorizer());
    this.#routeKeys(integration, stage, props.requestsPerSecond);
    this.#watch(props);
  }

  /** Address of the API without a slash at the end. */
  get url(): string {
    return `${this.api.apiEndpoint}${BASE}`;
  }

  #createServer(props: LedgerHttpApiProps): LedgerFunction {
    const { defaults, table, queue, bucket, jobs, channels, functionName } = props;
    const server = new LedgerFunction(this, 'ServeApi', {
      name: 'serve-api',
      defaults,
      timeout: TIMEOUTS.serveApi,
      memorySize: API_MEMORY_MB,
      ...(functionName === undefined ? {} : { functionName }),
    });
    table.allow(server, ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']);
    table.allowDayIndex(server);
    queue.allowSend(server);
    // A receipt tells how much is still on its way.
    queue.allowCount(server);
    jobs.allowSend(server);
    // It takes addresses of webhooks in and never shows them again.
    channels.allowEncrypt(server);
    // A changed budget is evaluated at once, by the function that alerts.
    channels.allowPublish(server);
    bucket.allowRead(server, 'quarantine');
    bucket.allowRead(server, 'exports');
    // Bills that are too large to be reconciled while the caller waits.
    bucket.allowWrite(server, 'exports');
    return server;
  }

  #createApi({ allowedOrigins, defaults }: LedgerHttpApiProps): HttpApi {
    return new HttpApi(this, 'Api', {
      apiName: `costkeeper-${defaults.stage}`,
      description: 'Costkeeper: what it cost, and whether it may cost more',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...allowedOrigins],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
        allowHeaders: ['authorization', 'content-type', 'if-none-match', 'x-correlation-id'],
        exposeHeaders: ['date', 'etag', 'retry-after', 'x-correlation-id'],
        maxAge: Duration.hours(1),
      },
    });
  }

  #createStage({ defaults, requestsPerSecond }: LedgerHttpApiProps): HttpStage {
    // Below /aws/vendedlogs/ one rule of the account's log policy lets every API write; elsewhere each log group
    // adds its own to that policy, which ends at 5,120 characters.
    const logGroup = createLogGroup(this, 'AccessLogs', {
      ...defaults,
      logGroupName: `/aws/vendedlogs/costkeeper-${defaults.stage}-api`,
    });
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: requestsPerSecond },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }

  /** What says nothing about anyone's costs: health and the description of the API. */
  #routeOpen(integration: HttpLambdaIntegration, stage: HttpStage): void {
    const authorizer = new HttpNoneAuthorizer();
    const routes = Object.keys(OPEN_PATHS).flatMap((path) =>
      this.api.addRoutes({ path: `${BASE}${path}`, methods: [HttpMethod.GET], integration, authorizer }),
    );
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Open on purpose: it answers without reading the ledger.',
      });
    }
    // A stage that names a route is refused before that route is there.
    stage.node.addDependency(...routes);
    const rates = Object.entries(OPEN_PATHS).map(
      ([path, rate]) => [`${HttpMethod.GET} ${BASE}${path}`, rate] as const,
    );
    this.#limitRoutes(stage, Object.fromEntries(rates), OPEN_BURST);
  }

  #route(integration: HttpLambdaIntegration, path: string, authorizer: IHttpRouteAuthorizer): HttpRoute[] {
    return this.api.addRoutes({ path: `${BASE}${path}`, methods: METHODS, integration, authorizer });
  }

  /**
   * Machines with a key: the function looks at it, by the table that it holds already. An authorizer of its own would
   * be a second function that runs for every stranger too. Strangers get half of the stage's requests at the most.
   */
  #routeKeys(integration: HttpLambdaIntegration, stage: HttpStage, requestsPerSecond: number): void {
    const routes = this.#route(integration, KEY_PATH, new HttpNoneAuthorizer());
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'The function behind it asks for a key and compares its hash before it answers anything.',
      });
    }
    stage.node.addDependency(...routes);
    const rate = Math.max(1, Math.floor(requestsPerSecond / 2));
    this.#limitRoutes(
      stage,
      Object.fromEntries(METHODS.map((method) => [`${method} ${BASE}${KEY_PATH}`, rate])),
      1,
    );
  }

  /** Requests a second of routes by their keys, and how many times that may come at once. */
  #limitRoutes(stage: HttpStage, rates: Readonly<Record<string, number>>, burst: number): void {
    const resource = stage.node.defaultChild as CfnStage;
    const known = resource.routeSettings as Readonly<Record<string, unknown>> | undefined;
    const limits = Object.entries(rates).map(([key, rate]) => [
      key,
      { ThrottlingRateLimit: rate, ThrottlingBurstLimit: rate * burst },
    ]);
    resource.routeSettings = { ...known, ...(Object.fromEntries(limits) as Record<string, unknown>) };
  }

  #watch({ defaults }: LedgerHttpApiProps): void {
    defaults.alarms.add({
      name: 'api-server-errors',
      severity: 'medium',
      description: 'The API answered 5xx to its callers in two of three periods of five minutes.',
      metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      above: 0,
      ...REPEATED,
    });
  }
}

/** The route and not the path: paths carry ids of people. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
};

function jwtAuthorizer({ issuer, audience }: TokenRules): HttpJwtAuthorizer {
  return new HttpJwtAuthorizer('Jwt', issuer, { jwtAudience: [...audience] });
}
