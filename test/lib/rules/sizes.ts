import { environmentBytes } from '../../../lib/constructs/environment-size.ts';
import { nameOfResource, propertyOf, resourcesIn, type Rule, statementsOf } from './templates.ts';

/** What AWS allows, and how much of it we use at the most: room for what is added next. */
const LIMITS = {
  /** Lambda quotas: environment variables of a function together. */
  environment: { bytes: 4_096, share: 0.98 },
  /** CloudFormation quotas: a template in S3. */
  template: { bytes: 1_000_000, share: 0.5 },
  /** CloudFormation quotas: resources of a stack. */
  resources: { count: 500, share: 0.5 },
  outputs: { count: 200, share: 0.5 },
  /** IAM quotas: the inline policies of a role together, without white space. */
  inlinePolicies: { bytes: 10_240, share: 0.5 },
  /** Lambda quotas: a function's name. */
  functionName: { characters: 64 },
} as const;

/** Sums of sizes under each documented limit, with room to spare. */
export const everythingFits: Rule = (templates) => [
  ...templates.flatMap(({ name, ...template }) => {
    const bytes = JSON.stringify(template).length;
    const resources = Object.keys(template.Resources).length;
    const outputs = Object.keys(template.Outputs ?? {}).length;
    return [
      ...tooMuch(`the template of ${name}`, bytes, LIMITS.template.bytes * LIMITS.template.share, 'bytes'),
      ...tooMuch(name, resources, LIMITS.resources.count * LIMITS.resources.share, 'resources'),
      ...tooMuch(name, outputs, LIMITS.outputs.count * LIMITS.outputs.share, 'outputs'),
    ];
  }),
  ...resourcesIn(templates, 'AWS::Lambda::Function').flatMap((fn) => {
    const variables = (propertyOf(fn, 'Environment', 'Variables') ?? {}) as Record<string, unknown>;
    const name = propertyOf(fn, 'FunctionName');
    return [
      ...tooMuch(
        `the environment of ${nameOfResource(fn)}`,
        environmentBytes(variables, (id) => fn.stack.Resources[id]?.Type),
        LIMITS.environment.bytes * LIMITS.environment.share,
        'bytes',
      ),
      ...(typeof name === 'string'
        ? tooMuch(
            `the name of ${nameOfResource(fn)}`,
            name.length,
            LIMITS.functionName.characters,
            'characters',
          )
        : []),
    ];
  }),
  ...resourcesIn(templates, 'AWS::IAM::Policy').flatMap((policy) =>
    tooMuch(
      nameOfResource(policy),
      JSON.stringify(statementsOf(policy)).length,
      LIMITS.inlinePolicies.bytes * LIMITS.inlinePolicies.share,
      'bytes',
    ),
  ),
];

function tooMuch(what: string, size: number, most: number, unit: string): string[] {
  return size > most ? [`${what} has ${size} ${unit}; we use ${most} at the most`] : [];
}
