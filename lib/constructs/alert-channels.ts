import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { LedgerFunction } from './ledger-function.ts';

export interface AlertChannelsProps {
  /** Keep the key when the stack goes: what it encrypted cannot be read without it. */
  readonly retain: boolean;
  /** Verified address that mails come from. Default: no mail is sent. */
  readonly mailSender: string | undefined;
  /** Make the key that encrypts addresses of webhooks. Default: no webhooks. */
  readonly webhooks: boolean;
}

/** How the ledger speaks to the outside: its event bus, its mail sender, the key for secret addresses. */
export class AlertChannels extends Construct {
  readonly bus: EventBus;
  readonly #key: Key | undefined;
  readonly #mailSender: string | undefined;

  constructor(scope: Construct, id: string, props: AlertChannelsProps) {
    super(scope, id);
    this.#mailSender = props.mailSender;
    this.bus = new EventBus(this, 'Bus', {
      description: 'Changed totals and alerts of Costkeeper',
    });
    if (props.webhooks) {
      this.#key = new Key(this, 'SecretKey', {
        description: 'Encrypts addresses and signing keys of Costkeeper webhooks',
        enableKeyRotation: true,
        pendingWindow: Duration.days(30),
        removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      });
    }
  }

  /** Allows the function to put events on the bus, and tells it the bus's name. */
  allowPublish(fn: LedgerFunction): void {
    fn.allow(['events:PutEvents'], [this.bus.eventBusArn]);
    fn.addEnvironment(ENVIRONMENT.eventBusName, this.bus.eventBusName);
  }

  /** Allows the function to send mails from the stage's sender and no other, if there is one. */
  allowMail(fn: LedgerFunction): void {
    if (!this.#mailSender) return;
    const identity = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: this.#mailSender,
    });
    fn.allow(['ses:SendEmail', 'ses:SendRawEmail'], [identity]);
    fn.addEnvironment(ENVIRONMENT.mailSender, this.#mailSender);
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
    fn.allow([action], [this.#key.keyArn]);
    fn.addEnvironment(ENVIRONMENT.secretKeyId, this.#key.keyId);
  }
}
