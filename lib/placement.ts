import { DefaultStackSynthesizer, NestedStack, Stack } from 'aws-cdk-lib/core';
import type { Environment, IStackSynthesizer } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { StageConfig } from '../config/stage-schema.ts';

/** A part of the ledger, in the order of deployment: each reads names of those before it. */
type PartName = 'Web' | 'Data' | 'Pipeline' | 'Api' | 'Page';

/** What a part's stack says of itself. */
const DESCRIPTION: Readonly<Record<PartName, string>> = {
  Web: 'Costkeeper: where the dashboard lives',
  Data: 'Costkeeper: table, usage queue and bucket',
  Pipeline: 'Costkeeper: recorder, aggregator and scheduled work',
  Api: 'Costkeeper: HTTP API',
  Page: 'Costkeeper: the dashboard’s page',
};

/** Where a part's construct stands: its scope and its id there. */
export type Placement = (part: PartName) => readonly [scope: Construct, id: string];

/**
 * CDK leaves this id out of logical ids and hashes: what a part makes is called as if it stood in the stack itself.
 */
const UNNAMED = 'Default';

/** The bootstrap's bucket and roles. CDK's command checks its version itself: the rule would only add a parameter. */
const bootstrapped = (): IStackSynthesizer =>
  new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });

/**
 * Each part in a stack of its own, `CostkeeperData-<stage>` and so on.
 * @param env account and region; default: what the stage names
 * @param makeSynthesizer where each stack finds its files; default: in the bucket of CDK's bootstrap
 */
export function ownStacks(
  scope: Construct,
  stage: StageConfig,
  env: Environment = { region: stage.region, ...(stage.account && { account: stage.account }) },
  makeSynthesizer = bootstrapped,
): Placement {
  return (part) => {
    const stackName = `Costkeeper${part}-${stage.stage}`;
    const stack = new Stack(scope, stackName, {
      stackName,
      env,
      description: DESCRIPTION[part],
      tags: tagsOf(stage),
      synthesizer: makeSynthesizer(),
      // Only this one holds what cannot be made again.
      ...(part === 'Data' && { terminationProtection: stage.retainData }),
    });
    return [stack, UNNAMED];
  };
}

/** Each part in a nested stack of the stack around `scope`, which alone is deployed by name. */
export function nestedStacks(scope: Construct): Placement {
  return (part) => [new NestedStack(scope, part, { description: DESCRIPTION[part] }), UNNAMED];
}

/** All parts in the stack around `scope`. */
export function sameStack(scope: Construct): Placement {
  return (part) => [scope, part];
}

/** Tags that everything of a stage has. */
export function tagsOf({ stage }: StageConfig): Record<'app' | 'stage', string> {
  return { app: 'costkeeper', stage };
}

/** The stack that is deployed with everything nested in it. */
export function deployedStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? deployedStackOf(stack.nestedStackParent) : stack;
}

/** True when one deployment makes both, so that one may name the other without an export or a parameter. */
export function areDeployedTogether(one: IConstruct, other: IConstruct): boolean {
  return deployedStackOf(one) === deployedStackOf(other);
}
