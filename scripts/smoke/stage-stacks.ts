import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';

/** The one stack of a stage that was deployed from its template, without CDK: it tells what its parts tell. */
const WHOLE_STACK = 'Costkeeper';
/** Stacks that a stage has in any case, whose outputs say where it is. */
const STACKS = ['CostkeeperData', 'CostkeeperApi'];
/** A stage may be without a page; how it is deployed decides on the others. */
const OPTIONAL_STACKS = ['CostkeeperPipeline', 'CostkeeperPage', 'CostkeeperWeb'];

/** The stacks of a deployed stage. @throws with CloudFormation's words where one is missing that every stage has */
export async function readStacks(client: CloudFormationClient, stage: string): Promise<Stack[]> {
  const stacksOf = async (name: string) => {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: `${name}-${stage}` }));
    return Stacks;
  };
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
  return (await Promise.all([...STACKS.map(stacksOf), ...OPTIONAL_STACKS.map(optional)])).flat();
}

/** What stacks tell of themselves, by name. */
export function outputsOf(stacks: readonly Stack[]): ReadonlyMap<string, string> {
  return new Map(
    stacks.flatMap(({ Outputs = [] }) =>
      Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const),
    ),
  );
}
