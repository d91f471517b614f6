import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { LedgerFunction } from './ledger-function.ts';

/** The stage's own key for table, queues and bucket, where the stage asks for one. */
export function createLedgerKey(scope: Construct, props: { readonly retain: boolean }): Key {
  return new Key(scope, 'LedgerKey', {
    description: 'Encrypts the Costkeeper ledger: table, queues and bucket',
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** Allows the function to use the key through the service that holds the data, if the stage has one. */
export function allowKey(fn: LedgerFunction, key: IKey | undefined): void {
  if (!key) return;
  fn.allow(
    [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    [key.keyArn],
  );
}
