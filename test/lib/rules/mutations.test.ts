import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { seededRandom } from '../../../testing/random.ts';
import { additionsTo } from './additions.ts';
import { RULES } from './all.ts';
import { INDIFFERENT, whyIndifferent } from './indifferent.ts';
import { type Mutation, mutationsOf } from './mutations.ts';
import { EVERY_OPTION } from './stages.ts';
import { type Templates, templatesOf } from './templates.ts';

/** Changes that npm test tries of each stage; npm run prove -- templates tries all. */
const TRIED = 8;

async function isNoticed(templates: Templates): Promise<boolean> {
  for (const rule of Object.values(RULES)) if ((await rule(templates)).length > 0) return true;
  return false;
}

/** As many changes as are asked for, each once, in an order that the seed decides. */
function some(all: readonly Mutation[]): Mutation[] {
  const { numRuns, seed } = propertyRuns(TRIED);
  const random = seededRandom(seed).uniform;
  return all
    .map((mutation) => ({ mutation, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .slice(0, numRuns)
    .map(({ mutation }) => mutation);
}

/** Changes of every resource, what the CDK brings along among them. */
function allMutations(templates: Templates): Mutation[] {
  return [...mutationsOf(templates), ...additionsTo(templates)];
}

const STAGES: readonly (readonly [string, () => Templates])[] = [
  ['production', () => templatesOf('production')],
  ['every option', () => templatesOf('production', EVERY_OPTION)],
  // What goes with its stack, buckets and what empties them among it. Alarms must reach somebody where data is kept.
  [
    'dev with every option',
    () => templatesOf('dev', { ...EVERY_OPTION, retainData: false, alarmMail: undefined }),
  ],
];

describe.each(STAGES)('a change of the templates of %s', (_, templates) => {
  it('that takes something away, opens it or weakens it is noticed by a rule, or is listed with its reason', async () => {
    const whole = templates();
    expect(await isNoticed(whole)).toBe(false);
    const all = allMutations(whole);
    expect(all.length).toBeGreaterThan(2000);
    const unnoticed: string[] = [];
    for (const { name, kind, apply } of some(all)) {
      if (whyIndifferent(kind) === undefined && !(await isNoticed(apply(whole))))
        unnoticed.push(`${kind}: ${name}`);
    }
    expect(unnoticed).toEqual([]);
  });
});

describe('the list of changes that no rule notices', () => {
  it('has a reason for each, and names what is there', () => {
    const kinds = STAGES.flatMap(([, templates]) => allMutations(templates()).map(({ kind }) => kind));
    const used = new Set([...new Set(kinds)].map(whyIndifferent));
    expect(Object.values(INDIFFERENT).filter((reason) => !used.has(reason))).toEqual([]);
    for (const reason of Object.values(INDIFFERENT)) expect(reason.length).toBeGreaterThan(10);
  });
});
