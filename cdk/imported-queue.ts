import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { QueueAccess } from './queue-access.ts';

/** What has to be known of a queue beside its address. */
export interface QueueOptions {
  /** Address of the key that it encrypts with, where it is the stage's own. Default: SQS's key. */
  readonly keyArn?: string;
}

const QUEUE_ARN = /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/;

/** The usage queue of a ledger in any account and region, by its address alone. */
export class ImportedQueue extends QueueAccess {
  readonly #arn: string;
  readonly #keyArn: string | undefined;

  /** @throws Error where `queueArn` is written out and is not that of a queue */
  constructor(scope: Construct, id: string, queueArn: string, { keyArn }: QueueOptions = {}) {
    if (!Token.isUnresolved(queueArn) && !QUEUE_ARN.test(queueArn))
      throw new Error(
        `queueArn: must be the ARN of a queue such as "arn:aws:sqs:eu-west-1:111122223333:usage", not "${queueArn}"`,
      );
    super(scope, id);
    this.#arn = queueArn;
    this.#keyArn = keyArn;
  }

  override queueUrl(reader: Construct): string {
    const { region, account, resource } = Arn.split(this.#arn, ArnFormat.NO_RESOURCE_NAME);
    return `https://sqs.${region}.${Stack.of(reader).urlSuffix}/${account}/${resource}`;
  }

  protected override whereQueueIs(): string {
    return this.#arn;
  }

  protected override queueArn(): string {
    return this.#arn;
  }

  protected override keyArn(): string | undefined {
    return this.#keyArn;
  }
}
