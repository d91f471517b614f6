import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Aspects } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { ownFunction, warnOfImported } from './imported-grantee.ts';
import { pipeMessages } from './queue-pipe.ts';

/** What the client reads where it is told nothing else. */
const QUEUE_VARIABLE = 'COSTKEEPER_QUEUE_URL';
const DEFAULTS_VARIABLE = 'COSTKEEPER_DEFAULTS';

/** Id of a function that CDK itself makes once for a stack: its purpose, and what tells it from others. */
const SINGLETON_ID = /[0-9a-f]{32}/i;

/** Id of a function that CDK puts around the handler of a custom resource (`Provider`). */
const PROVIDER_ID = /^framework-(onEvent|isComplete|onTimeout)$/;

/** Lambda@Edge takes no variables: a function that runs there has the right alone. */
export const NOT_AT_EDGE = { removeInEdge: true } as const;

/** Attribution of everything that a function records and that names none of its own. */
export interface Attribution {
  readonly operation?: string;
  readonly userId?: string;
  readonly resource?: { readonly type: string; readonly id: string };
  readonly group?: { readonly type: string; readonly id: string };
  readonly tags?: Readonly<Record<string, string>>;
}

/** Rights of an application at the queue of a ledger. */
export abstract class QueueAccess extends Construct {
  /**
   * Lets a function, a role, a state machine or any other grantee send usage messages. A function is also told where
   * to, by the environment variable COSTKEEPER_QUEUE_URL, and whose its calls are, by COSTKEEPER_DEFAULTS:
   * `@costkeeper/client/auto` reads both, `createCostkeeper` takes the second as `defaults`, parsed. Others get the
   * address from `queueUrl`. Every message that comes to a queue is a usage message: a pipe moves it to the ledger, and
   * nothing else may read that queue. What is imported, and so cannot be changed, is warned of with what it lacks.
   */
  meter(grantee: IGrantable | IQueue, attribution?: Attribution): Grant {
    if (!('grantPrincipal' in grantee)) return this.#meterQueue(grantee, attribution);
    const fn = ownFunction(grantee);
    fn?.addEnvironment(QUEUE_VARIABLE, this.queueUrl(fn), NOT_AT_EDGE);
    if (attribution) fn?.addEnvironment(DEFAULTS_VARIABLE, JSON.stringify(attribution), NOT_AT_EDGE);
    const grant = this.grantRecord(grantee);
    warnOfImported(this, grantee, grant, {
      right: () => {
        const keyed =
          this.keyArn(this) === undefined ? '' : ', and kms:Decrypt and kms:GenerateDataKey on its key';
        return `sqs:SendMessage on the queue whose address is ${this.whereQueueIs()}${keyed}`;
      },
      variable: QUEUE_VARIABLE,
    });
    return grant;
  }

  #meterQueue(queue: IQueue, attribution: Attribution | undefined): Grant {
    if (attribution) {
      throw new Error(
        'meter: the messages of a queue say themselves whose they are: leave the attribution out',
      );
    }
    return pipeMessages(queue, {
      queueArn: (reader) => this.queueArn(reader),
      grantRecord: (role) => this.grantRecord(role),
    });
  }

  /**
   * Meters every function below `scope`, also those that are made later: an app, a stage, a stack or a construct. Left
   * out are functions of the ledger itself and those that CDK makes for its own deployments; and with a warning those of
   * another account or region, such as functions at the edge.
   */
  meterAll(scope: IConstruct, attribution?: Attribution): void {
    Aspects.of(scope).add({
      visit: (node) => {
        if (!(node instanceof LambdaFunction) || this.#isForeign(node)) return;
        const elsewhere = this.elsewhere(node);
        if (elsewhere === undefined) this.meter(node, attribution);
        else Annotations.of(node).addWarningV2('@costkeeper/cdk:elsewhere', `not metered: ${elsewhere}`);
      },
    });
  }

  /** Lets a function, a role, a state machine or any other grantee send usage messages to the queue. */
  grantRecord(grantee: IGrantable): Grant {
    const { grantPrincipal } = grantee;
    const at = Construct.isConstruct(grantPrincipal) ? grantPrincipal : this;
    const grant = Grant.addToPrincipal({
      grantee,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queueArn(at)],
    });
    if (!grant.success) {
      throw new Error(
        'meter, grantRecord: a service or an account takes no right: name the role, or what has one, that sends',
      );
    }
    const keyArn = this.keyArn(at);
    if (keyArn === undefined) return grant;
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
    return grant.combine(Grant.addToPrincipal({ grantee, actions, resourceArns: [keyArn] }));
  }

  /** The queue's address in the stack of `reader`: for the environment of a container, or a state machine's input. */
  abstract queueUrl(reader: Construct): string;

  /** Where a person finds that address, in words. */
  protected abstract whereQueueIs(): string;

  /** The same as an ARN. */
  protected abstract queueArn(reader: Construct): string;

  /** The key that the queue encrypts with, where it is the stage's own. */
  protected abstract keyArn(reader: Construct): string | undefined;

  /** Why the queue's address cannot be read where that one is, and what to do; undefined where it can. */
  protected elsewhere(_reader: Construct): string | undefined {
    return undefined;
  }

  /** True for what is part of the ledger itself. */
  protected isOwn(_node: IConstruct): boolean {
    return false;
  }

  #isForeign(fn: LambdaFunction): boolean {
    const isSingleton = fn.node.scope === fn.stack && SINGLETON_ID.test(fn.node.id);
    return isSingleton || PROVIDER_ID.test(fn.node.id) || this.isOwn(fn);
  }
}
