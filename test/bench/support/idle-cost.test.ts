import { describe, expect, it } from 'vitest';
import { idleCost } from '../../../bench/support/idle-cost.ts';
import type { StageResource } from '../../../bench/support/stage-templates.ts';
import type { StageConfig } from '../../../config/stage.ts';
import { resourcesIn, templatesOf } from '../../lib/rules/templates.ts';

function stage(name: string, overrides: Partial<StageConfig> = {}): StageResource[] {
  return resourcesIn(templatesOf(name, overrides)).map(({ id, Type, Properties }) => ({
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

describe('a stage to which nothing is sent', () => {
  it('costs no more than a dollar a month with the options of production', () => {
    const { usd, items } = idleCost(stage('production'));
    expect(usd).toBeLessThanOrEqual(1);
    expect(usd).toBeGreaterThan(0.1);
    expect(items.reduce((sum, one) => sum + one.usd, 0)).toBeCloseTo(usd, 9);
  });

  it('says what each option adds', () => {
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
