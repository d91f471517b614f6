import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { idleCost } from '../../../bench/support/idle-cost.ts';
import type { StageResource } from '../../../bench/support/stage-templates.ts';
import { Costkeeper } from '../../../cdk/costkeeper.ts';
import type { StageConfig } from '../../../config/stage-schema.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { templatesIn } from '../../lib/placement/canonical.ts';
import { resourcesIn, type Templates, templatesOf } from '../../lib/rules/templates.ts';
import { createApp } from '../../support/synthesize.ts';

const PAGE = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');

function stage(name: string, overrides: Partial<StageConfig> = {}): StageResource[] {
  return resourcesOf(templatesOf(name, overrides));
}

function resourcesOf(templates: Templates): StageResource[] {
  return resourcesIn(templates).map(({ id, Type, Properties }) => ({
    id,
    type: Type,
    properties: Properties ?? {},
  }));
}

const byName = (resources: readonly StageResource[]) =>
  new Map(idleCost(resources).items.map(({ what, usd }) => [what.replace(/:.*/, ''), usd]));

function scheduled(ScheduleExpression: string): StageResource {
  return { id: 'Schedule', type: 'AWS::Scheduler::Schedule', properties: { ScheduleExpression } };
}

const PLACEMENTS = ['own-stacks', 'nested-stacks', 'same-stack'] as const;

describe('a stage to which nothing is sent', () => {
  it('costs no more than a dollar a month with the options of production', () => {
    const { usd, items } = idleCost(stage('production'));
    expect(usd).toBeLessThanOrEqual(1);
    expect(usd).toBeGreaterThan(0.1);
    expect(items.reduce((sum, one) => sum + one.usd, 0)).toBeCloseTo(usd, 9);
  });

  // Each is a synthesis: `npm run prove -- synth` tries all.
  it.each(IN_PROOF ? PLACEMENTS : PLACEMENTS.slice(0, 1))(
    'costs what docs/cost.md says with the defaults of the construct, in %s',
    (placement) => {
      const app = createApp();
      const stack = new Stack(app, 'Mine', { env: { account: '111122223333', region: 'us-east-1' } });
      expect(new Costkeeper(stack, 'Costs', { placement }).stage).toBe('production');
      const { usd, listUsd } = idleCost(resourcesOf(templatesIn(app)));
      expect(PAGE).toContain(`| **together** | $${listUsd.toFixed(2)} | **$${usd.toFixed(2)}** |`);
    },
  );

  it('says what each option adds', () => {
    const gradual = byName(stage('production'));
    const plain = byName(stage('production', { gradualDeploys: false }));
    expect((gradual.get('alarms') ?? 0) - (plain.get('alarms') ?? 0)).toBeCloseTo(0.3, 9);
    const few = byName(stage('production'));
    const watched = byName(stage('production', { functionAlarms: true }));
    expect((watched.get('alarms') ?? 0) - (few.get('alarms') ?? 0)).toBeCloseTo(1.2, 9);
    const keyed = byName(stage('production', { customerManagedKey: true }));
    expect((keyed.get('keys') ?? 0) - (few.get('keys') ?? 0)).toBeCloseTo(1, 9);
  });

  it('counts hourly, daily and quarter-hourly schedules', () => {
    const worker: StageResource = {
      id: 'Worker',
      type: 'AWS::Lambda::Function',
      properties: {
        MemorySize: 1024,
        Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'scheduled-work' } },
      },
    };
    const runs = (expression: string) =>
      idleCost([worker, scheduled(expression)]).items.find(({ what }) => what.startsWith('runs'))?.what;
    expect(runs('rate(15 minutes)')).toBe('runs of schedules: 2,920');
    expect(runs('cron(5 * * * ? *)')).toBe('runs of schedules: 730');
    expect(runs('cron(20 1 * * ? *)')).toBe('runs of schedules: 30');
  });
});
