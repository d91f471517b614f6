import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { parseStage } from '../config/stage.ts';
import type { StageInput } from '../config/stage.ts';
import { createStacks } from '../lib/create-stacks.ts';
import type { LedgerStacks } from '../lib/create-stacks.ts';
import { admitAdmins } from './admit-admins.ts';
import { ImportedQueue } from './imported-queue.ts';
import type { QueueOptions } from './imported-queue.ts';
import { LedgerAccess } from './ledger-access.ts';
import type { ImportOptions } from './ledger-access.ts';
import type { QueueAccess } from './queue-access.ts';

export { LedgerAccess } from './ledger-access.ts';
export type { ImportOptions } from './ledger-access.ts';
export type { QueueOptions } from './imported-queue.ts';
export type { Attribution, QueueAccess } from './queue-access.ts';

/** Options of a stage, all of which have a default; inside a stack, account and region are that stack's. */
export interface CostkeeperProps extends Partial<Omit<StageInput, 'stage'>> {
  /** Names the stacks and the parameters; one of a name in an account and region. Default: production. */
  readonly stage?: string;
  /** Mail addresses that become administrators in the stage's own user pool. Default: none. */
  readonly admins?: readonly string[];
}

/** Stages by name, as a stages.js exports them. */
export type Stages = Readonly<Record<string, Omit<CostkeeperProps, 'stage'>>>;

/** A placeholder for a region that is not known at synthesis: the stacks take it from where they are deployed. */
const ANY_REGION = 'us-east-1';

const REMEDY = 'Correct it in the options of the construct.';

/**
 * The whole ledger: queue, table, functions, API, alerts, dashboard, in stacks of its own beside the one around.
 * @throws Error with a line for each option that cannot be used
 */
export class Costkeeper extends LedgerAccess {
  /** The ledger's stacks, for tags, aspects and dependencies. */
  readonly stacks: LedgerStacks;

  /** `remedy` ends the sentence about a wrong option: where its reader corrects it. */
  constructor(scope: Construct, id: string, props: CostkeeperProps = {}, remedy = REMEDY) {
    const { stage: name = 'production', admins = [], ...options } = props;
    const around = scope.node.scopes.filter((one) => Stack.isStack(one)).at(-1);
    const env = environmentOf(around, options);
    const stage = parseStage(
      {
        ...(around && env.region && { defaultRegion: env.region }),
        ...options,
        stage: name,
        region: env.region ?? ANY_REGION,
      },
      remedy,
    );
    if (stage.customerManagedKey && env.region === undefined) {
      throw new Error(
        'customerManagedKey: CloudFormation wants the region of the key in the template: give the stack around an env with a region',
      );
    }
    super(scope, id, name, { customerManagedKey: stage.customerManagedKey });
    // Right below the app stacks keep their plain names for the commands of CDK.
    this.stacks = createStacks(scope.node.scope ? this : scope, stage, env);
    admitAdmins(this.stacks.api, admins);
  }

  /** The ledger of another app in the same account and region. */
  static fromStage(scope: Construct, id: string, stage: string, options: ImportOptions = {}): LedgerAccess {
    return new LedgerAccess(scope, id, stage, options);
  }

  /** The usage queue of a ledger in any account and region, for sending alone. */
  static fromQueueArn(
    scope: Construct,
    id: string,
    queueArn: string,
    options: QueueOptions = {},
  ): QueueAccess {
    return new ImportedQueue(scope, id, queueArn, options);
  }

  protected override ledgerStacks(): readonly Stack[] {
    return [this.stacks.data, this.stacks.api];
  }

  protected override isOwn(stack: Stack): boolean {
    const { data, pipeline, api, web } = this.stacks;
    return [data, pipeline, api, web].some((own) => own === stack);
  }
}

/** Account and region: those that the stack around names, or without one what the options do. */
function environmentOf(
  stack: Stack | undefined,
  { account, region }: CostkeeperProps,
): { account?: string; region?: string } {
  if (!stack) return { ...(account && { account }), ...(region && { region }) };
  if (account !== undefined || region !== undefined) {
    throw new Error('account, region: the stack around says where it is: leave them out');
  }
  return {
    ...(Token.isUnresolved(stack.account) ? {} : { account: stack.account }),
    ...(Token.isUnresolved(stack.region) ? {} : { region: stack.region }),
  };
}
