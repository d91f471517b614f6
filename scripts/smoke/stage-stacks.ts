import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListExports,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { exportNameOf, outputOfExport } from '../../contracts/stack-outputs.ts';

/** The one stack of a stage that was deployed from its template, without CDK: it tells what its parts tell. */
const WHOLE_STACK = 'Costkeeper';
/** Stacks that a stage has in any case, whose outputs say where it is. */
const FIRST_STACK = 'CostkeeperData';
const STACKS = [FIRST_STACK, 'CostkeeperApi'];
/** A stage may be without a page; how it is deployed decides on the others. */
const OPTIONAL_STACKS = ['CostkeeperPipeline', 'CostkeeperPage', 'CostkeeperWeb'];

/** The stacks of a deployed stage. @throws with CloudFormation's words where one is missing that every stage has */
export async function readStacks(client: CloudFormationClient, stage: string): Promise<Stack[]> {
  const stacksOf = (name: string) => describe(client, `${name}-${stage}`);
  const optional = async (name: string) => {
    try {
      return await stacksOf(name);
    } catch (error) {
      // What CloudFormation says of a stack that is not there.
      if (error instanceof Error && error.message.includes('does not exist')) return [];
      throw error;
    }
  };
  const whole = await optional(WHOLE_STACK);
  if (whole.length > 0) return whole;
  if ((await optional(FIRST_STACK)).length === 0) {
    const around = await stacksAround(client, stage);
    if (around.length > 0) return around;
  }
  return (await Promise.all([...STACKS.map(stacksOf), ...OPTIONAL_STACKS.map(optional)])).flat();
}

async function describe(client: CloudFormationClient, StackName: string): Promise<Stack[]> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Stacks;
}

/** The stacks of an app that have the ledger inside: nobody knows their names, and all of them export what they tell. */
async function stacksAround(client: CloudFormationClient, stage: string): Promise<Stack[]> {
  const ids = new Set<string>();
  for await (const { Exports = [] } of paginateListExports({ client }, {})) {
    for (const { Name = '', ExportingStackId: id } of Exports) {
      const output = outputOfExport(Name);
      if (id !== undefined && output !== undefined && Name === exportNameOf(stage, output)) ids.add(id);
    }
  }
  return (await Promise.all([...ids].map((id) => describe(client, id)))).flat();
}

/** What stacks tell of themselves, by name. */
export function outputsOf(stacks: readonly Stack[]): ReadonlyMap<string, string> {
  return new Map(
    stacks.flatMap(({ Outputs = [] }) =>
      Outputs.map(
        ({ OutputKey = '', OutputValue = '', ExportName = '' }) =>
          [outputOfExport(ExportName) ?? OutputKey, OutputValue] as const,
      ),
    ),
  );
}
