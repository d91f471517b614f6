import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourceNamed, resourcesOf, synthesize } from '../../support/synthesize.ts';
import type { Synthesized } from '../../support/synthesize.ts';

const production = synthesize('production');

/** Route key to the kind of authorisation. */
function routesOf(ledger: Synthesized): Record<string, unknown> {
  return Object.fromEntries(
    Object.values(resourcesOf(ledger.all, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => [
      String(Properties['RouteKey']),
      Properties['AuthorizationType'],
    ]),
  );
}

describe('routes', () => {
  it('ask for a token, except for three, for a role below /service, and leave keys to the function', () => {
    expect(routesOf(production)).toEqual({
      'GET /cost-tracking/health': 'NONE',
      'GET /cost-tracking/openapi.json': 'NONE',
      'GET /cost-tracking/docs': 'NONE',
      'GET /cost-tracking/{proxy+}': 'JWT',
      'POST /cost-tracking/{proxy+}': 'JWT',
      'PUT /cost-tracking/{proxy+}': 'JWT',
      'DELETE /cost-tracking/{proxy+}': 'JWT',
      'GET /cost-tracking/service/{proxy+}': 'AWS_IAM',
      'POST /cost-tracking/service/{proxy+}': 'AWS_IAM',
      'PUT /cost-tracking/service/{proxy+}': 'AWS_IAM',
      'DELETE /cost-tracking/service/{proxy+}': 'AWS_IAM',
      'GET /cost-tracking/key/{proxy+}': 'NONE',
      'POST /cost-tracking/key/{proxy+}': 'NONE',
      'PUT /cost-tracking/key/{proxy+}': 'NONE',
      'DELETE /cost-tracking/key/{proxy+}': 'NONE',
    });
  });

  it('let a browser’s preflight through: no route that needs a token takes OPTIONS', () => {
    for (const key of Object.keys(routesOf(production))) expect(key).not.toMatch(/^(ANY|OPTIONS) /);
    production.api.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({
        AllowHeaders: ['authorization', 'content-type', 'if-none-match', 'x-correlation-id'],
        ExposeHeaders: ['date', 'etag', 'retry-after', 'x-correlation-id'],
      }),
    });
  });
});

describe('tokens', () => {
  it('come from the stage’s own user pool with its three groups', () => {
    production.api.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [{ Ref: Match.stringLikeRegexp('^TokensUserPoolClient') }],
        Issuer: {
          'Fn::Join': [
            '',
            [
              'https://cognito-idp.us-east-1.amazonaws.com/',
              { Ref: Match.stringLikeRegexp('^TokensUserPool') },
            ],
          ],
        },
      },
    });
    const groups = Object.values(resourcesOf(production.all, 'AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => String(Properties['GroupName'])).toSorted()).toEqual([
      'cost-admins',
      'cost-readers',
      'cost-writers',
    ]);
    production.api.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
    });
  });

  it('come from another issuer where the stage names one, and then there is no user pool', () => {
    const { api } = synthesize('production', {
      jwt: { issuer: 'https://login.example.com', audience: ['ledger', 'pages'] },
      groupsClaim: 'groups',
    });
    api.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Audience: ['ledger', 'pages'], Issuer: 'https://login.example.com' },
    });
    api.resourceCountIs('AWS::Cognito::UserPool', 0);
  });
});

describe('the API’s stage', () => {
  it('limits all callers together', () => {
    synthesize('production', { apiRequestsPerSecond: 50 }).api.hasResourceProperties(
      'AWS::ApiGatewayV2::Stage',
      {
        DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 50 },
      },
    );
  });

  it('limits what the gateway lets everybody call, once its routes are there', () => {
    const { all, api } = synthesize('production', { apiRequestsPerSecond: 51 });
    const stage = resourceNamed(all, 'AWS::ApiGatewayV2::Stage', 'Read');
    expect(stage.Properties['RouteSettings']).toEqual({
      'GET /cost-tracking/health': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 80 },
      'GET /cost-tracking/openapi.json': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
      'GET /cost-tracking/docs': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
      ...Object.fromEntries(
        ['GET', 'POST', 'PUT', 'DELETE'].map((method) => [
          `${method} /cost-tracking/key/{proxy+}`,
          { ThrottlingRateLimit: 25, ThrottlingBurstLimit: 25 },
        ]),
      ),
    });
    const open = api.findResources('AWS::ApiGatewayV2::Route', {
      Properties: { AuthorizationType: 'NONE' },
    });
    expect(Object.keys(open)).toHaveLength(7);
    const { DependsOn: dependsOn } = stage as unknown as { DependsOn: string[] };
    for (const name of Object.keys(open)) expect(dependsOn).toContain(name);
  });

  it('logs the route and not the path, which carries ids of people', () => {
    const stage = resourceNamed(production.all, 'AWS::ApiGatewayV2::Stage', 'Read');
    const { Format } = stage.Properties['AccessLogSettings'] as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({ route: '$context.routeKey', status: '$context.status' });
    expect(Format).not.toMatch(/context\.(path|identity)|querystring/);
  });
});
