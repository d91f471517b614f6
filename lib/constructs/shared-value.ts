import { Stack } from 'aws-cdk-lib/core';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import { areDeployedTogether, deployedStackOf } from '../placement.ts';

/**
 * A value that other stacks of the stage read through an SSM parameter and not through a CloudFormation export.
 * An export cannot be taken away while another stack imports it, so whatever an option can turn off again is
 * shared this way: the producer goes first, its consumers read the parameter at their own next update.
 */
export class SharedValue extends Construct {
  readonly #parameterName: string;
  readonly #value: string;

  /** `parameterName` is fixed and unique in account and region: `/costkeeper/<stage>/<what>`. */
  constructor(
    scope: Construct,
    id: string,
    props: { readonly parameterName: string; readonly value: string },
  ) {
    super(scope, id);
    this.#parameterName = props.parameterName;
    this.#value = props.value;
    new StringParameter(this, 'Parameter', { parameterName: props.parameterName, stringValue: props.value });
  }

  /** The value as the stack of `consumer` reads it; unless both are one deployment, that one comes after this. */
  in(consumer: IConstruct): string {
    if (areDeployedTogether(this, consumer)) return this.#value;
    const other = Stack.of(consumer);
    deployedStackOf(consumer).addStackDependency(deployedStackOf(this));
    return StringParameter.valueForStringParameter(other, this.#parameterName);
  }
}

/** Parameters that applications of the account read to send to a stage, to ask its gate and to read. */
export const ACCESS_PARAMETER = {
  usageQueueUrl: 'usage-queue-url',
  usageQueueArn: 'usage-queue-arn',
  /** Only with a key of the stage's own. */
  ledgerKeyArn: 'ledger-key-arn',
  apiUrl: 'api-url',
  apiId: 'api-id',
} as const;

/** What applications read, by those names. */
export type AccessParameter = (typeof ACCESS_PARAMETER)[keyof typeof ACCESS_PARAMETER];

/** Name of a stage's parameter. */
export function parameterNameOf(stage: string, what: string): string {
  return `/costkeeper/${stage}/${what}`;
}
