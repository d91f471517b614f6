import { Key } from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The stage's own key for table, queues and bucket, where the stage asks for one. */
export function createLedgerKey(scope: Construct, props: { readonly retain: boolean }): Key {
  return new Key(scope, 'LedgerKey', {
    description: 'Encrypts the Costkeeper ledger: table, queues and bucket',
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
