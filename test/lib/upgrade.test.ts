import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsOfUpdate, STATEFUL, whatUpdatesLookAt } from './rules/changes.ts';
import { resourcesIn, stackOf, type Templates, templatesOf } from './rules/templates.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');
const STAGES = ['dev', 'production'];
type Kept = Record<string, Templates>;

// What was deployed once is never written again. `KEEP_TEMPLATES=0.2.0 npx vitest run test/lib/upgrade.test.ts`
// keeps today's templates of a release, whose updates are held to from then on.
const version = process.env['KEEP_TEMPLATES'];
if (version !== undefined) {
  const now = STAGES.map((stage) => [stage, whatUpdatesLookAt(templatesOf(stage))]);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    join(FOLDER, `templates-${version}.json`),
    `${JSON.stringify(Object.fromEntries(now), undefined, 1)}\n`,
    { flag: 'wx' },
  );
}

const FILES = readdirSync(FOLDER).filter((name) => name.startsWith('templates-'));

function kept(file: string): Kept {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Kept;
}

/** What holds something, by stack and name. */
function stores(templates: Templates): string[] {
  return resourcesIn(templates, ...STATEFUL).map(({ stack, id, Type }) => `${Type} ${id} of ${stack.name}`);
}

describe.each(FILES)('a deployment of %s, updated to today’s templates', (file) => {
  it.each(STAGES)('keeps everything of %s that holds something, and AWS takes it', (stage) => {
    const [before, after] = [kept(file)[stage] ?? [], templatesOf(stage)];
    expect(stores(before).length).toBeGreaterThan(10);
    expect(stores(after)).toEqual(expect.arrayContaining(stores(before)));
    expect(faultsOfUpdate(before, after)).toEqual([]);
  });
});

describe('what is kept of templates', () => {
  it('tells a change that would replace a store, and an export that is still imported', () => {
    const { production = [] } = kept(FILES[0] ?? '');
    const broken = production.map((stack) => ({
      ...stack,
      Outputs: {},
      Resources: Object.fromEntries(
        Object.entries(stack.Resources).map(([id, { Type, ...more }]) => {
          const isQueue = Type === 'AWS::SQS::Queue';
          return [id, { ...more, Type, ...(isQueue && { Properties: { QueueName: 'another' } }) }];
        }),
      ),
    }));
    const faults = faultsOfUpdate(production, broken).join('\n');
    expect(faults).toMatch(/AWS::SQS::Queue \w+ of CostkeeperData-production is replaced: QueueName changes/);
    expect(faults).toMatch(/takes away the export .*, which Costkeeper\w+-production still imports/);
  });

  it('is no more than an update looks at', () => {
    const [stack] = whatUpdatesLookAt(
      stackOf({ Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q', DelaySeconds: 1 } } }),
    );
    expect(stack?.Resources['Queue']).toEqual({ Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } });
  });
});
