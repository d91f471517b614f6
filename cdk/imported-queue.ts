import { Arn, ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { QueueAccess } from './queue-access.ts';

/** What has to be known of a queue beside its address. */
export interface QueueOptions {
  /** Address of the key that it encrypts with, where it is the stage's own. Default: SQS's key. */
  readonly keyArn?: string;
}

/** The usage queue of a ledger in any account and region, by its address alone. */
export class ImportedQueue extends QueueAccess {
  readonly #arn: string;
  readonly #keyArn: string | undefined;

  constructor(scope: Construct, id: string, queueArn: string, { keyArn }: QueueOptions = {}) {
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
