import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { findStage } from '../../../config/stages.ts';
import { createApp, createStacks } from '../../support/synthesize.ts';

function synthesizeWeb() {
  const { web, api, pipeline } = createStacks(createApp(), findStage('production'));
  if (!web) throw new Error('production has a dashboard');
  return {
    web: Template.fromStack(Stack.of(web)),
    api: Template.fromStack(Stack.of(api)),
    pipeline: Template.fromStack(Stack.of(pipeline)),
  };
}

const { web, api, pipeline } = synthesizeWeb();

describe('the dashboard’s site', () => {
  it('keeps its bucket private and lets only the distribution read', () => {
    web.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    web.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  });

  it('sends a policy that allows scripts of its own only', () => {
    const [policy] = Object.values(web.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
    const text = JSON.stringify(policy);
    expect(text).toContain("script-src 'self'; style-src 'self';");
    expect(text).not.toContain('unsafe');
    expect(text).toContain("frame-ancestors 'none'");
    expect(text).toContain('StrictTransportSecurity');
  });

  it('lets the page sign in where the stage says, and nowhere else', () => {
    const stage = {
      ...findStage('production'),
      groupsClaim: 'groups',
      jwt: {
        issuer: 'https://accounts.example.com/tenant',
        audience: ['ledger'],
        origins: ['https://tokens.example.com'],
      },
    };
    const stacks = createStacks(createApp(), stage);
    if (!stacks.web) throw new Error('production has a dashboard');
    const [policy] = Object.values(
      Template.fromStack(Stack.of(stacks.web)).findResources('AWS::CloudFront::ResponseHeadersPolicy'),
    );
    const text = JSON.stringify(policy);
    expect(text).toContain(' https://accounts.example.com https://tokens.example.com; base-uri');
    expect(text).not.toContain('cognito');
  });

  it('answers page addresses with the page', () => {
    const [{ Properties } = { Properties: {} }] = Object.values(
      web.findResources('AWS::CloudFront::Distribution'),
    );
    const { CustomErrorResponses } = (
      Properties as { DistributionConfig: { CustomErrorResponses: object[] } }
    ).DistributionConfig;
    expect(CustomErrorResponses).toMatchObject(
      [403, 404].map((ErrorCode) => ({ ErrorCode, ResponseCode: 200, ResponsePagePath: '/index.html' })),
    );
  });

  it('signs people in with a code and without a secret, back to its own address', () => {
    api.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
    });
  });

  it('is where mails lead to', () => {
    const functions = Object.values(pipeline.findResources('AWS::Lambda::Function'));
    const urls = functions.map(({ Properties }) =>
      JSON.stringify((Properties as Record<string, unknown>)['Environment']),
    );
    expect(functions.length).toBeGreaterThan(0);
    for (const environment of urls) expect(environment).toContain('DASHBOARD_URL');
  });
});
