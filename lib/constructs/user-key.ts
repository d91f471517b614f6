import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { LedgerFunction } from './ledger-function.ts';
import type { StageKeyProps } from './ledger-key.ts';
import { parameterNameOf, SharedValue } from './shared-value.ts';

/** The key behind the hashes of user ids. It cannot be changed: another key is another name for every user. */
export class UserKey extends Construct {
  readonly key: Key;
  readonly #arn: SharedValue;

  /** `retain`: keep the key when the stack goes, as the hashes that were made with it are kept. */
  constructor(scope: Construct, id: string, props: StageKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Makes the hashes of user ids in the Costkeeper ledger',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      pendingWindow: Duration.days(30),
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.#arn = new SharedValue(this, 'Arn', {
      parameterName: parameterNameOf(props.stage, 'user-key-arn'),
      value: this.key.keyArn,
    });
  }

  /** Allows the function to make the secret of the hashes, and tells it the key. */
  allowHash(fn: LedgerFunction): void {
    const arn = this.#arn.in(fn);
    fn.allow(['kms:GenerateMac'], [arn]);
    fn.addEnvironment(ENVIRONMENT.userKeyId, arn);
  }
}
