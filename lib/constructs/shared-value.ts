import { Stack } from 'aws-cdk-lib/core';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';

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

  /** The value as the stack of `consumer` reads it; that stack is then deployed after this one. */
  in(consumer: IConstruct): string {
    const [own, other] = [Stack.of(this), Stack.of(consumer)];
    if (own === other) return this.#value;
    other.addStackDependency(own);
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

/** Name of a stage's parameter. */
export function parameterNameOf(stage: string, what: string): string {
  return `/costkeeper/${stage}/${what}`;
}
