import { describe, expect, it } from 'vitest';
import { AGGREGATED_PREFIXES, PREFIX } from '../../contracts/table-layout.ts';
import { resourceNamed, resourcesOf, synthesize } from '../support/synthesize.ts';
import type { Synthesized } from '../support/synthesize.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

function mapping(ledger: Synthesized, prefix: string): Record<string, unknown> {
  return resourceNamed(ledger.all, MAPPING, prefix).Properties;
}

function patternOf(stream: Record<string, unknown>): unknown {
  const { Filters } = stream['FilterCriteria'] as { Filters: { Pattern: string }[] };
  expect(Filters).toHaveLength(1);
  return JSON.parse(Filters[0]?.Pattern ?? '');
}

describe('the aggregator’s stream', () => {
  const stream = mapping(synthesize(), 'UsageAggregation');

  it('lets only new entries and outcomes through', () => {
    expect(patternOf(stream)).toEqual({
      eventName: ['INSERT'],
      dynamodb: { Keys: { pk: { S: AGGREGATED_PREFIXES.map((prefix) => ({ prefix })) } } },
    });
  });

  it('keeps everything else that is written to the table out', () => {
    const aggregated: readonly string[] = AGGREGATED_PREFIXES;
    const others = Object.values(PREFIX).filter((prefix) => !aggregated.includes(prefix));
    expect(others).toContain(PREFIX.mark);
    for (const other of others) {
      for (const prefix of aggregated) expect(other.startsWith(prefix)).toBe(false);
    }
  });

  it('begins at the oldest record, halves what fails and reports what failed', () => {
    expect(stream).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1000,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('tries until the age limit and then tells the failure queue', () => {
    expect(stream).toMatchObject({
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 43_200,
      DestinationConfig: {
        OnFailure: {
          Destination: { 'Fn::GetAtt': [expect.stringMatching(/^UsageAggregationFailures/), 'Arn'] },
        },
      },
    });
  });
});

describe('the recorder’s queue', () => {
  it('reports single failures and limits the recorders on the source', () => {
    expect(mapping(synthesize('production', { recorderConcurrency: 7 }), 'UsageIntake')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });

  it('hides a message for six time-outs of the recorder and the window', () => {
    const ledger = synthesize('production', { freshnessSeconds: 60 });
    const queue = resourceNamed(ledger.all, 'AWS::SQS::Queue', 'UsageQueue').Properties;
    const recorder = resourceNamed(ledger.all, 'AWS::Lambda::Function', 'UsageIntakeRecordUsage').Properties;
    const window = Number(mapping(ledger, 'UsageIntake')['MaximumBatchingWindowInSeconds']);
    expect(window).toBe(5);
    expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(Number(recorder['Timeout']) * 6 + window);
  });

  it('gives a message up only after a hundred attempts', () => {
    const queue = resourceNamed(synthesize().all, 'AWS::SQS::Queue', 'UsageQueue').Properties;
    expect(queue['RedrivePolicy']).toMatchObject({
      maxReceiveCount: 100,
      deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^UsageDeadLetters/), 'Arn'] },
    });
  });
});

function workersOf(ledger: ReturnType<typeof synthesize>): unknown {
  return mapping(ledger, 'Jobs')['ScalingConfig'];
}

describe('the job queue', () => {
  it('has as many workers as the stage says, two by itself', () => {
    expect(workersOf(synthesize('production', { jobConcurrency: 16 }))).toEqual({ MaximumConcurrency: 16 });
    expect(workersOf(synthesize())).toEqual({ MaximumConcurrency: 2 });
  });

  const ledger = synthesize();

  it('hands out one job at a time, to two runners at most', () => {
    expect(mapping(ledger, 'Jobs')).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
  });

  it('hides a job for six time-outs and gives it up after five attempts', () => {
    const queue = resourceNamed(ledger.all, 'AWS::SQS::Queue', 'JobsQueue').Properties;
    const runner = resourceNamed(ledger.all, 'AWS::Lambda::Function', 'JobsRunJob').Properties;
    expect(runner['Timeout']).toBe(900);
    expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(Number(runner['Timeout']) * 6);
    expect(queue['RedrivePolicy']).toMatchObject({
      maxReceiveCount: 5,
      deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^JobsDeadLetters/), 'Arn'] },
    });
  });
});

describe('one freshness', () => {
  it.each([
    [0, 10, 0, 0],
    [2, 100, 1, 1],
    [60, 100, 5, 55],
  ])('of %i s sets both event sources', (freshnessSeconds, batch, queueWindow, streamWindow) => {
    const ledger = synthesize('dev', { freshnessSeconds });
    expect(mapping(ledger, 'UsageIntake')).toMatchObject({
      BatchSize: batch,
      MaximumBatchingWindowInSeconds: queueWindow,
    });
    expect(mapping(ledger, 'UsageAggregation')).toMatchObject({
      MaximumBatchingWindowInSeconds: streamWindow,
    });
  });
});

describe('event sources', () => {
  it('are exactly the usage queue, the table’s stream and the job queue', () => {
    expect(Object.keys(resourcesOf(synthesize().all, MAPPING))).toHaveLength(3);
  });
});
