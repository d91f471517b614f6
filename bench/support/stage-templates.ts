import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssembly } from '../../local/assembly.ts';
import { synthesize } from '../../local/synthesize.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A resource of any stack of a stage. */
export interface StageResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Every resource of a stage as it would be deployed, without bundling; `overrides` change single fields. */
export async function stageTemplates(
  stage: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<StageResource[]> {
  const context = { stage, 'aws:cdk:bundling-stacks': [], ...overrides };
  const folder = await synthesize(
    { root: ROOT, app: 'bin/costkeeper.ts', context },
    join(tmpdir(), 'costkeeper-bench'),
  );
  return loadAssembly(folder).flatMap(({ template }) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type, Properties }]) => ({
      id,
      type: Type,
      properties: Properties ?? {},
    })),
  );
}

/** The function that a file in lambdas/ becomes: POWERTOOLS_SERVICE_NAME names it; others are the CDK's own. */
function ownFunctions(resources: readonly StageResource[]): Map<string, StageResource> {
  return new Map(
    resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .flatMap((one) => {
        const name = environmentOf(one)['POWERTOOLS_SERVICE_NAME'];
        return typeof name === 'string' ? [[name, one] as const] : [];
      }),
  );
}

/** Memory of a function, GB. @throws Error when no function of that file is deployed */
export function memoryGb(resources: readonly StageResource[], name: string): number {
  const megabytes = ownFunctions(resources).get(name)?.properties['MemorySize'];
  if (typeof megabytes !== 'number')
    throw new Error(`the templates have no function ${name} with a memory size`);
  return megabytes / 1024;
}

function environmentOf({ properties }: StageResource): Readonly<Record<string, unknown>> {
  const environment = properties['Environment'] as { Variables?: Record<string, unknown> } | undefined;
  return environment?.Variables ?? {};
}

/** The variables of each function; names and addresses that exist only once it is deployed are made up. */
export function variablesOfFunctions(
  resources: readonly StageResource[],
): Map<string, Record<string, string>> {
  return new Map(
    [...ownFunctions(resources)].map(([name, one]) => [
      name,
      Object.fromEntries(
        Object.entries(environmentOf(one)).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : `https://example.com/${key}`,
        ]),
      ),
    ]),
  );
}
