import { readFileSync } from 'node:fs';
import { CloudFormationValidatePlugin, Stack, Validations } from 'aws-cdk-lib/core';
import type { App } from 'aws-cdk-lib/core';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { Costkeeper, type CostkeeperProps } from '../../cdk/costkeeper.ts';
import type { StageConfig } from '../../config/stage-schema.ts';
import { findStage } from '../../config/stages.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { createApp, createStacks } from '../support/synthesize.ts';
import { EVERY_OPTION, NO_OPTION } from './rules/stages.ts';

const PACKS = {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} as const;

/** What a pack of cdk-nag finds in an app and nobody has acknowledged, as `rule of construct`. */
function foundBy(pack: keyof typeof PACKS, app: App): string[] {
  Validations.of(app).addPlugins(new PACKS[pack](app));
  // The report goes to the console too, for whoever deploys.
  const { error: print } = console;
  console.error = () => undefined;
  try {
    app.synth();
    return [];
  } catch (error) {
    const [, file] = /in: (\S+\.json)/.exec(error instanceof Error ? error.message : '') ?? [];
    if (file === undefined) throw error;
    const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return pluginReports
      .flatMap(({ violations }) => violations)
      .flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} of ${constructPath}`),
      );
  } finally {
    console.error = print;
  }
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
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
  it('find what is careless, and in a stage with every option nothing that is not acknowledged with its reason', () => {
    const app = stageApp('dev', { ...EVERY_OPTION, retainData: false });
    new Queue(new Stack(app, 'Careless'), 'Queue');
    const found = foundBy('AwsSolutionsChecks', app);
    expect(found).toContain('AwsSolutions-SQS4 of Careless/Queue/Resource');
    expect(found.filter((one) => !one.includes(' of Careless/'))).toEqual([]);
    const acknowledged = acknowledgementsOf(app);
    expect(acknowledged.map(([rule]) => rule)).toContain('Annotation::AwsSolutions-S1');
    for (const [, reason] of acknowledged) expect(reason.length).toBeGreaterThan(40);
  });

  it.runIf(IN_PROOF).each(['dev', 'staging', 'production'])('hold or are acknowledged in %s', (name) => {
    expect(foundBy('AwsSolutionsChecks', stageApp(name))).toEqual([]);
  });

  it.runIf(IN_PROOF).each(['nested-stacks', 'same-stack'] as const)('hold with %s', (placement) => {
    const app = createApp();
    const { stage: _s, account: _a, region, ...options } = EVERY_OPTION;
    const around = new Stack(app, 'Mine', {
      env: { account: '111122223333', region: region ?? 'us-east-1' },
    });
    new Queue(around, 'Careless');
    expect(new Costkeeper(around, 'Costs', { ...(options as CostkeeperProps), placement }).stage).toBe(
      'production',
    );
    // Nothing is acknowledged of what stands beside it.
    expect(foundBy('AwsSolutionsChecks', app)).toEqual([
      expect.stringMatching(/^AwsSolutions-SQS3 of Mine\/Careless/),
      expect.stringMatching(/^AwsSolutions-SQS4 of Mine\/Careless/),
    ]);
  });

  it.runIf(IN_PROOF)('hold where data is kept', () => {
    expect(foundBy('AwsSolutionsChecks', stageApp('production', EVERY_OPTION))).toEqual([]);
  });
});

const page = readFileSync(new URL('../../docs/template-rules.md', import.meta.url), 'utf8');

describe.runIf(IN_PROOF)('what other packs of cdk-nag find stands on docs/template-rules.md', () => {
  const OTHERS = (Object.keys(PACKS) as (keyof typeof PACKS)[]).filter(
    (pack) => pack !== 'AwsSolutionsChecks',
  );

  it.each(OTHERS)('%s', (pack) => {
    const apps = [stageApp('dev', { ...EVERY_OPTION, retainData: false }), stageApp('production', NO_OPTION)];
    const found = new Set(apps.flatMap((app) => foundBy(pack, app)));
    expect(found.size).toBeGreaterThan(5);
    const unsaid = [...found].filter((one) => {
      const [, rule = ''] = /-(\w+) of /.exec(one) ?? [];
      return !new RegExp(`\\b${rule}\\b`).test(page);
    });
    expect(unsaid).toEqual([]);
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
  // To make the engine takes longer than all other tests of templates, and `cdk synth` asks it before each deployment.
  it.runIf(IN_PROOF)('find nothing in a stage with every option', () => {
    // Every type of resource first: the engine is made anew for types that it has not seen.
    expect(findingsOf(stageApp('production', EVERY_OPTION))).toEqual([]);
  });

  it.runIf(IN_PROOF)('find nothing in dev', () => {
    expect(findingsOf(stageApp('dev'))).toEqual([]);
  });

  it.runIf(IN_PROOF)('find a value that a service refuses', () => {
    const app = createApp();
    new CfnQueue(new Stack(app, 'Careless'), 'Queue', { visibilityTimeout: 50_000 });
    expect(findingsOf(app).join()).toContain('50000');
  });
});
