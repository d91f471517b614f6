import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { App } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { Costkeeper, type CostkeeperProps } from '../../cdk/costkeeper.ts';
import { exportNameOf, outputOfExport, STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { createApp } from '../support/synthesize.ts';
import { canonicalOf, rawTemplatesIn, templatesIn } from './placement/canonical.ts';
import { nothingWaitsForItself } from './rules/cycles.ts';
import { everythingFits } from './rules/sizes.ts';
import { EVERY_OPTION, NO_OPTION } from './rules/stages.ts';
import { propertyOf, resourcesIn } from './rules/templates.ts';

const ENV = { account: '111122223333', region: 'eu-central-1' };
const WITHIN = ['nested-stacks', 'same-stack'] as const;

function ledgerIn(stack: Stack, options: CostkeeperProps): Costkeeper {
  return new Costkeeper(stack, 'Costs', options);
}

function appWith(options: CostkeeperProps): App {
  const app = createApp();
  ledgerIn(new Stack(app, 'Mine', { env: ENV }), options);
  return app;
}

function functionIn(scope: Construct, id: string): LambdaFunction {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
}

/** Names of the SSM parameters that a stack reads. */
function parametersOf(stack: Stack): string[] {
  const found = Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>' });
  return Object.values(found).map(({ Default }: { Default?: unknown }) => String(Default));
}

const { stage: _s, account: _a, region: _r, ...every } = EVERY_OPTION;
const OPTIONS = [
  ['every option', every as CostkeeperProps],
  ['no option', NO_OPTION as CostkeeperProps],
] as const;

/** What the stacks of a stage are made of, by its options; both placements are compared with it. */
const ownStacks = new Map<CostkeeperProps, ReturnType<typeof canonicalOf>>();

function canonicalOwnStacks(options: CostkeeperProps): ReturnType<typeof canonicalOf> {
  const made = ownStacks.get(options) ?? canonicalOf(appWith(options));
  ownStacks.set(options, made);
  return made;
}

describe.each(WITHIN)('a ledger in %s', (placement) => {
  /** As the construct makes it when nothing else is said. */
  const plain = templatesIn(appWith({ placement }));

  // Fewer options take parts away: a proof compares those too.
  describe.each(IN_PROOF ? OPTIONS : OPTIONS.slice(0, 1))('with %s', (_, options) => {
    const app = appWith({ ...options, placement });

    // So every rule that holds for the stacks of a stage holds for what stands here.
    it('is made of what own stacks are made of, and tells the same', () => {
      const [own, within] = [canonicalOwnStacks(options), canonicalOf(app)];
      expect(Object.keys(own.resources).length).toBeGreaterThan(100);
      expect(Object.keys(own.outputs).length).toBeGreaterThan(10);
      expect(within).toEqual(own);
    });

    it('has an order of deployment, and room in its templates', () => {
      const templates = rawTemplatesIn(app);
      const parts = options.dashboard === false ? 3 : 5;
      expect(templates).toHaveLength(placement === 'same-stack' ? 1 : 1 + parts);
      expect(nothingWaitsForItself(templates)).toEqual([]);
      expect(everythingFits(templates)).toEqual([]);
    });
  });

  it('is tagged as a stage is, where there is no stack of its own to tag', () => {
    const queues = resourcesIn(plain, 'AWS::SQS::Queue');
    expect(queues.length).toBeGreaterThan(3);
    for (const queue of queues) {
      expect(propertyOf(queue, 'Tags')).toEqual([
        { Key: 'app', Value: 'costkeeper' },
        { Key: 'stage', Value: 'production' },
      ]);
    }
  });

  it('is found by the exports of its outputs', () => {
    const exported = plain.flatMap(({ Outputs = {} }) =>
      Object.values(Outputs).map(({ Export }) => String(Export?.Name)),
    );
    expect(exported).toContain('costkeeper-production-ApiUrl');
    const told = exported.flatMap((name) => outputOfExport(name) ?? []);
    expect(told.toSorted()).toEqual(
      Object.values(STACK_OUTPUT)
        .filter((name) => name !== 'MailRecords')
        .toSorted(),
    );
    expect(outputOfExport(exportNameOf('my-stage', 'ApiUrl'))).toBe('ApiUrl');
    expect(outputOfExport('costkeeper-production-Else')).toBeUndefined();
  });

  it('names itself to functions beside it without a parameter, and to those of other stacks by one', () => {
    const app = createApp();
    const mine = new Stack(app, 'Mine', { env: ENV });
    const costs = ledgerIn(mine, { placement });
    const [beside, other] = [
      functionIn(mine, 'Beside'),
      functionIn(new Stack(app, 'Other', { env: ENV }), 'Else'),
    ];
    for (const fn of [beside, other]) {
      costs.meter(fn);
      costs.grantGate(fn);
    }
    expect(other.stack.dependencies).toContain(mine);
    expect(parametersOf(mine)).toEqual(['/cdk-bootstrap/hnb659fds/version']);
    expect(parametersOf(other.stack)).toContain('/costkeeper/production/usage-queue-url');
    expect(nothingWaitsForItself(rawTemplatesIn(app))).toEqual([]);
  });

  it('is no function of the app that meterAll meets', () => {
    const app = createApp();
    const mine = new Stack(app, 'Mine', { env: ENV });
    const costs = ledgerIn(mine, { placement });
    costs.meterAll(app);
    functionIn(mine, 'Worker');
    const told = resourcesIn(templatesIn(app), 'AWS::Lambda::Function').filter(
      (fn) => propertyOf(fn, 'Environment', 'Variables', 'COSTKEEPER_QUEUE_URL') !== undefined,
    );
    expect(told.map(({ id }) => id.slice(0, 6))).toEqual(['Worker']);
  });

  it('needs a stack around', () => {
    expect(() => new Costkeeper(createApp(), 'Costs', { placement })).toThrow(
      `placement: ${placement} needs a stack around: put the construct into one`,
    );
  });
});

describe('a ledger in a stack that is full', () => {
  it('is told with the ways out', () => {
    const app = createApp();
    const mine = new Stack(app, 'Mine', { env: ENV });
    for (let nth = 0; nth < 400; nth += 1) expect(new Queue(mine, `Queue${nth}`).stack).toBe(mine);
    ledgerIn(mine, { placement: 'same-stack' });
    expect(() => app.synth()).toThrow(
      /The stack Mine has \d{3} resources, and CloudFormation takes 500: .*'nested-stacks' or 'own-stacks'/,
    );
  });
});
