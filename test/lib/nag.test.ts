import { Stack, Validations } from 'aws-cdk-lib/core';
import type { App } from 'aws-cdk-lib/core';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../config/stage.ts';
import { findStage } from '../../config/stages.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { createApp } from '../support/synthesize.ts';

/** Synthesis of the app throws, with the report, where a rule is broken and not acknowledged. */
function checkedApp(name: string, overrides: Partial<StageConfig> = {}): App {
  const app = createApp();
  createStacks(app, findStage(name, overrides));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** Every acknowledgement in the app as [rule, reason]. */
function acknowledgementsOf(app: App): [string, string][] {
  return app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>));
}

describe('AWS Solutions rules', () => {
  it.each(['dev', 'staging', 'production'])('hold or are acknowledged in %s', (name) => {
    expect(() => checkedApp(name).synth()).not.toThrow();
  });

  it('hold with a key, an issuer and a mail address of the stage’s own', () => {
    const app = checkedApp('production', {
      customerManagedKey: true,
      alarmMail: 'ops@example.com',
      mailSender: 'costs@example.com',
      webhooks: true,
      hashUserIds: true,
      bedrockLogs: true,
      jwt: { issuer: 'https://login.example.com', audience: ['ledger'] },
      groupsClaim: 'groups',
    });
    expect(() => app.synth()).not.toThrow();
  });

  it('are acknowledged with a reason, each', () => {
    const acknowledged = acknowledgementsOf(checkedApp('production'));
    expect(acknowledged.map(([rule]) => rule)).toContain('Annotation::AwsSolutions-S1');
    for (const [, reason] of acknowledged) expect(reason.length).toBeGreaterThan(40);
  });

  it('are found when something breaks them', () => {
    const app = checkedApp('dev');
    new Queue(new Stack(app, 'Careless'), 'PlainQueue');
    expect(() => app.synth()).toThrow('AwsSolutions-SQS4');
  });
});
