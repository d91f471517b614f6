import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  ACCESS_PARAMETER,
  type AccessParameter,
  parameterNameOf,
  type SharedValue,
} from '../lib/constructs/shared-value.ts';
import { ownFunction, warnOfImported } from './imported-grantee.ts';
import { NOT_AT_EDGE, QueueAccess } from './queue-access.ts';

/** The API below the base path that takes IAM signatures. */
const SERVICE_PATH = '/cost-tracking/service';

/** What the client reads where it is told nothing else. */
const API_VARIABLE = 'COSTKEEPER_API_URL';

/** What has to be known of a stage beside its name. */
export interface ImportOptions {
  /** The stage encrypts with a key of its own, which senders need a right to. Default: false. */
  readonly customerManagedKey?: boolean;
}

/**
 * Rights of an application in a ledger. Addresses come from SSM parameters of the stage, read in the stack of
 * each role that gets the right, so that no stack holds another by an export; within one deployment they come directly.
 */
export class LedgerAccess extends QueueAccess {
  /** Name of the stage. */
  readonly stage: string;
  readonly #customerManagedKey: boolean;

  constructor(scope: Construct, id: string, stage: string, options: ImportOptions = {}) {
    super(scope, id);
    this.stage = stage;
    this.#customerManagedKey = options.customerManagedKey ?? false;
  }

  /**
   * Lets a function ask budgets before a call and give holds back, by IAM: the environment variable
   * COSTKEEPER_API_URL is what `createCostkeeper` takes as `apiUrl`, with `iamFetch` as `fetch`.
   */
  grantGate(grantee: IGrantable): Grant {
    return this.#grantApi(grantee, ['POST'], `${SERVICE_PATH}/budgets/*`);
  }

  /** Lets a function read every total and entry by IAM, under the same address as grantGate. */
  grantRead(grantee: IGrantable): Grant {
    return this.#grantApi(grantee, ['GET'], `${SERVICE_PATH}/*`);
  }

  override queueUrl(reader: Construct): string {
    return this.#parameter(reader, ACCESS_PARAMETER.usageQueueUrl);
  }

  protected override whereQueueIs(): string {
    return `in the SSM parameter ${parameterNameOf(this.stage, ACCESS_PARAMETER.usageQueueArn)}`;
  }

  protected override queueArn(reader: Construct): string {
    return this.#parameter(reader, ACCESS_PARAMETER.usageQueueArn);
  }

  protected override keyArn(reader: Construct): string | undefined {
    return this.#customerManagedKey ? this.#parameter(reader, ACCESS_PARAMETER.ledgerKeyArn) : undefined;
  }

  #grantApi(grantee: IGrantable, methods: readonly string[], path: string): Grant {
    const at = Construct.isConstruct(grantee) ? grantee : this;
    ownFunction(grantee)?.addEnvironment(
      API_VARIABLE,
      `${this.#parameter(at, ACCESS_PARAMETER.apiUrl)}/service`,
      NOT_AT_EDGE,
    );
    const { partition, region, account } = Stack.of(at);
    const api = this.#parameter(at, ACCESS_PARAMETER.apiId);
    const resourceArns = methods.map(
      (method) => `arn:${partition}:execute-api:${region}:${account}:${api}/$default/${method}${path}`,
    );
    const grant = Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns });
    warnOfImported(this, grantee, grant, {
      right: () => {
        const id = `the SSM parameter ${parameterNameOf(this.stage, ACCESS_PARAMETER.apiId)}`;
        return `execute-api:Invoke on ${methods.join()}${path} of the API whose id is in ${id}`;
      },
      variable: API_VARIABLE,
    });
    return grant;
  }

  /** The value of a parameter as the stack of its reader has it; a ledger of the same app is deployed before. */
  #parameter(reader: Construct, what: AccessParameter): string {
    const own = this.sharedValue(what);
    const elsewhere = this.elsewhere(reader);
    if (elsewhere !== undefined) throw new Error(elsewhere);
    if (own !== undefined) return own.in(reader);
    return StringParameter.valueForStringParameter(Stack.of(reader), parameterNameOf(this.stage, what));
  }

  /** Parameters are of one account and region: elsewhere a deployment would not find them. */
  protected override elsewhere(reader: Construct): string | undefined {
    const own = this.sharedValue(ACCESS_PARAMETER.usageQueueUrl) ?? this;
    const [there, here] = [Stack.of(own), Stack.of(reader)];
    const other = (['account', 'region'] as const).find(
      (what) =>
        !Token.isUnresolved(there[what]) && !Token.isUnresolved(here[what]) && there[what] !== here[what],
    );
    if (other === undefined) return undefined;
    return (
      `${reader.node.path} is in the ${other} ${here[other]}, and the ledger in ${there[other]}: ` +
      'give it the queue there with Costkeeper.fromQueueArn(…).meter(…); the option senderAccounts lets other accounts in'
    );
  }

  /** What a ledger of the same app shares under that name; nothing of one that is there already. */
  protected sharedValue(_what: AccessParameter): SharedValue | undefined {
    return undefined;
  }
}
