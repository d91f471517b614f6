import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ACCESS_PARAMETER, parameterNameOf } from '../lib/constructs/shared-value.ts';
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
 * whoever gets the right, so that no stack holds another by an export.
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

  protected override queueArn(reader: Construct): string {
    return this.#parameter(reader, ACCESS_PARAMETER.usageQueueArn);
  }

  protected override keyArn(reader: Construct): string | undefined {
    return this.#customerManagedKey ? this.#parameter(reader, ACCESS_PARAMETER.ledgerKeyArn) : undefined;
  }

  #grantApi(grantee: IGrantable, methods: readonly string[], path: string): Grant {
    const at = Construct.isConstruct(grantee) ? grantee : this;
    if (grantee instanceof LambdaFunction) {
      const url = `${this.#parameter(at, ACCESS_PARAMETER.apiUrl)}/service`;
      grantee.addEnvironment(API_VARIABLE, url, NOT_AT_EDGE);
    }
    const { partition, region, account } = Stack.of(at);
    const api = this.#parameter(at, ACCESS_PARAMETER.apiId);
    const resourceArns = methods.map(
      (method) => `arn:${partition}:execute-api:${region}:${account}:${api}/$default/${method}${path}`,
    );
    return Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns });
  }

  /** The value of a parameter in the stack of its reader, which is then deployed after the ledger. */
  #parameter(reader: Construct, what: string): string {
    const stack = Stack.of(reader);
    for (const own of this.ledgerStacks()) {
      if (own !== stack) stack.addStackDependency(own);
    }
    return StringParameter.valueForStringParameter(stack, parameterNameOf(this.stage, what));
  }

  /** Stacks that must be deployed first; none of a ledger that is there already. */
  protected ledgerStacks(): readonly Stack[] {
    return [];
  }
}
