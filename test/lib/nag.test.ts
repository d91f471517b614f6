import { CloudFormationValidatePlugin, Stack, Validations } from 'aws-cdk-lib/core';
import type { App } from 'aws-cdk-lib/core';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../config/stage.ts';
import { findStage } from '../../config/stages.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { createApp } from '../support/synthesize.ts';
import { EVERY_OPTION } from './rules/stages.ts';

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
  // Staging and production have parts of what every option brings, and dev what goes with its stack.
  it.each(IN_PROOF ? ['dev', 'staging', 'production'] : ['dev'])('hold or are acknowledged in %s', (name) => {
    expect(() => checkedApp(name).synth()).not.toThrow();
  });

  it('hold with every option of a stage', () => {
    expect(() => checkedApp('production', EVERY_OPTION).synth()).not.toThrow();
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

/** CloudFormation's own validation, which a deployment runs before it changes anything; one engine for all stages. */
const validation = new CloudFormationValidatePlugin();

/** What CloudFormation says of an app's templates, warnings too, as `rule: sentence (resources)`. */
function findingsOf(app: App): string[] {
  const { stacks } = app.synth();
  const stackTemplates = stacks.map(({ id, templateFullPath, environment }) => ({
    stackConstructPath: id,
    templatePath: templateFullPath,
    // dev goes to whichever account deploys it.
    accountId: /^\d{12}$/.test(environment.account) ? environment.account : '111111111111',
    region: environment.region,
  }));
  const templatePaths = stackTemplates.map(({ templatePath }) => templatePath);
  const { violations } = validation.validate({ appConstruct: app, stackTemplates, templatePaths });
  return violations.map(
    ({ ruleName, description, violatingResources }) =>
      `${ruleName}: ${description} (${violatingResources.map(({ resourceLogicalId }) => resourceLogicalId).join()})`,
  );
}

function stageApp(name: string, overrides: Partial<StageConfig> = {}): App {
  const app = createApp();
  createStacks(app, findStage(name, overrides));
  return app;
}

describe('the rules of CloudFormation', () => {
  // To make the engine for every type of resource takes longer than all other tests of templates.
  it.runIf(IN_PROOF)('find nothing in a stage with every option', () => {
    // Every type of resource first: the engine is made anew for types that it has not seen.
    expect(findingsOf(stageApp('production', EVERY_OPTION))).toEqual([]);
  });

  it.runIf(IN_PROOF)('find nothing in dev', () => {
    expect(findingsOf(stageApp('dev'))).toEqual([]);
  });

  it('find a value that a service refuses', () => {
    const app = createApp();
    new CfnQueue(new Stack(app, 'Careless'), 'Queue', { visibilityTimeout: 50_000 });
    expect(findingsOf(app).join()).toContain('50000');
  });
});
