import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { LedgerFunction } from './ledger-function.ts';
import type { StageKeyProps } from './ledger-key.ts';
import { parameterNameOf, SharedValue } from './shared-value.ts';

export interface AlertChannelsProps extends StageKeyProps {
  /** Address that mails come from, verified itself or by its domain. Default: no mail is sent. */
  readonly mailSender: string | undefined;
  /** Domain or address that the stack has SES verify. Default: none; it is verified elsewhere. */
  readonly mailIdentity: string | undefined;
  /** Make the key that encrypts addresses of webhooks. Default: no webhooks. */
  readonly webhooks: boolean;
}

/** How the ledger speaks to the outside: its event bus, its mail sender, the key for secret addresses. */
export class AlertChannels extends Construct {
  readonly bus: EventBus;
  /** What SES verifies, where the stage asks for it; the records to publish are its attributes. */
  readonly identity: EmailIdentity | undefined;
  readonly #key: SharedValue | undefined;
  readonly #mailSender: string | undefined;

  constructor(scope: Construct, id: string, props: AlertChannelsProps) {
    super(scope, id);
    this.#mailSender = props.mailSender;
    this.bus = new EventBus(this, 'Bus', {
      description: 'Changed totals and alerts of Costkeeper',
    });
    if (props.webhooks) {
      const key = new Key(this, 'SecretKey', {
        description: 'Encrypts addresses and signing keys of Costkeeper webhooks',
        enableKeyRotation: true,
        pendingWindow: Duration.days(30),
        removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      });
      this.#key = new SharedValue(this, 'SecretKeyArn', {
        parameterName: parameterNameOf(props.stage, 'secret-key-arn'),
        value: key.keyArn,
      });
    }
    this.identity = props.mailIdentity === undefined ? undefined : this.#identify(props.mailIdentity);
  }

  /** Allows the function to put events on the bus, and tells it the bus's name. */
  allowPublish(fn: LedgerFunction): void {
    fn.allow(['events:PutEvents'], [this.bus.eventBusArn]);
    fn.addEnvironment(ENVIRONMENT.eventBusName, this.bus.eventBusName);
  }

  /**
   * Allows the function to send mails from the stage's sender and no other, if there is one. SES checks the
   * identity that verifies the sender, which may be its address or its domain, in the sandbox the identities of
   * the recipients too, and the configuration set that an identity has by default: none of them can be named
   * here, the sender can.
   */
  allowMail(fn: LedgerFunction): void {
    if (!this.#mailSender) return;
    const arnOf = (resource: string) =>
      Stack.of(fn).formatArn({ service: 'ses', resource, resourceName: '*' });
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [arnOf('identity'), arnOf('configuration-set')],
        conditions: { StringEquals: { 'ses:FromAddress': this.#mailSender } },
      }),
    );
    const { account, partition, region } = Stack.of(fn);
    const partitionName = Token.isUnresolved(partition) ? '<AWS::Partition>' : partition;
    const accountName = Token.isUnresolved(account) ? '<AWS::AccountId>' : account;
    const regionName = Token.isUnresolved(region) ? '<AWS::Region>' : region;
    for (const resource of ['identity', 'configuration-set']) {
      Validations.of(fn.node.scope ?? fn).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:${partitionName}:ses:${regionName}:${accountName}:${resource}/*]`,
        reason:
          'SES checks identities of recipients and default configuration sets, which cannot be listed here; a condition allows the one sender.',
      });
    }
    fn.addEnvironment(ENVIRONMENT.mailSender, this.#mailSender);
  }

  /** SES signs mails of the domain by keys whose records stand in the outputs; an address gets a mail to confirm. */
  #identify(name: string): EmailIdentity {
    return new EmailIdentity(this, 'Identity', {
      identity: name.includes('@') ? Identity.email(name) : Identity.domain(name),
    });
  }

  /** Allows the function to make secrets unreadable, and tells it the key, if the stage has webhooks. */
  allowEncrypt(fn: LedgerFunction): void {
    this.#allowKey(fn, 'kms:Encrypt');
  }

  /** Allows the function to read secrets, and tells it the key, if the stage has webhooks. */
  allowDecrypt(fn: LedgerFunction): void {
    this.#allowKey(fn, 'kms:Decrypt');
  }

  #allowKey(fn: LedgerFunction, action: string): void {
    if (!this.#key) return;
    const arn = this.#key.in(fn);
    fn.allow([action], [arn]);
    fn.addEnvironment(ENVIRONMENT.secretKeyId, arn);
  }
}
