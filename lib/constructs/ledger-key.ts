import { type AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { LedgerFunction } from './ledger-function.ts';
import { ACCESS_PARAMETER, parameterNameOf, SharedValue } from './shared-value.ts';

export interface StageKeyProps {
  /** Keep the key when the stack goes: what it encrypted cannot be read without it. */
  readonly retain: boolean;
  readonly stage: string;
}

/** The stage's own key for table, queues and bucket, where the stage asks for one. */
export class LedgerKey extends Construct {
  readonly key: Key;
  /** Its ARN, for functions of other parts and for applications. */
  readonly arn: SharedValue;

  constructor(scope: Construct, id: string, { retain, stage }: StageKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Encrypts the Costkeeper ledger: table, queues and bucket',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.arn = new SharedValue(this, 'Arn', {
      parameterName: parameterNameOf(stage, ACCESS_PARAMETER.ledgerKeyArn),
      value: this.key.keyArn,
    });
  }

  /** Allows the function to use the key through the service that holds the data. */
  allow(fn: LedgerFunction): void {
    fn.allow(
      [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      [this.arn.in(fn)],
    );
  }

  /** Lets other accounts use the key for messages that they send, and for nothing else. */
  admit(accounts: readonly AccountPrincipal[]): void {
    const { region } = Stack.of(this);
    this.key.addToResourcePolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        principals: [...accounts],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
      }),
    );
  }
}
