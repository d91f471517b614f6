import { CfnOutput, CfnResource, Stack, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-schema.ts';
import { exportNameOf, STACK_OUTPUT } from '../contracts/stack-outputs.ts';
import { createLedger, type LedgerParts } from './create-ledger.ts';
import { nestedStacks, sameStack, tagsOf } from './placement.ts';

/** How a ledger stands inside the stack of an application. */
export type WithinStack = 'nested-stacks' | 'same-stack';

/** Source: quotas of AWS CloudFormation, resources in a template. */
const MOST_RESOURCES = 500;

/** Makes the ledger below `costs`, inside the stack around. @throws Error where there is none */
export function createWithin(costs: Construct, stage: StageConfig, placement: WithinStack): LedgerParts {
  if (!costs.node.scopes.some((one) => Stack.isStack(one))) {
    throw new Error(`placement: ${placement} needs a stack around: put the construct into one`);
  }
  const parts = createLedger(placement === 'same-stack' ? sameStack(costs) : nestedStacks(costs), stage);
  for (const [name, value] of Object.entries(tagsOf(stage))) Tags.of(costs).add(name, value);
  nameOutputs(costs, stage.stage);
  costs.node.addValidation({ validate: () => tooManyResources(Stack.of(costs)) });
  return parts;
}

/** Gives outputs a name by which the command line finds them: that of their stack is not the ledger's to choose. */
function nameOutputs(costs: Construct, stage: string): void {
  const told = new Set<string>(Object.values(STACK_OUTPUT));
  for (const one of costs.node.findAll()) {
    if (one instanceof CfnOutput && told.has(one.node.id)) one.exportName = exportNameOf(stage, one.node.id);
  }
}

/** CloudFormation's limit is told by CDK too, but without the way out. */
function tooManyResources(stack: Stack): string[] {
  const count = stack.node
    .findAll()
    .filter((one) => CfnResource.isCfnResource(one) && Stack.of(one) === stack).length;
  if (count <= MOST_RESOURCES) return [];
  return [
    `The stack ${stack.node.path} has ${count} resources, and CloudFormation takes ${MOST_RESOURCES}: give Costkeeper ` +
      "another placement, 'nested-stacks' or 'own-stacks', or put it into a stack of its own",
  ];
}
