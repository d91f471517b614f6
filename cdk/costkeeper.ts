import { Stack, Token } from 'aws-cdk-lib/core';
import { CfnUserPoolUser, CfnUserPoolUserToGroupAttachment } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { parseStage } from '../config/stage.ts';
import type { StageInput } from '../config/stage.ts';
import { createStacks } from '../lib/create-stacks.ts';
import type { LedgerStacks } from '../lib/create-stacks.ts';
import { LedgerAccess } from './ledger-access.ts';
import type { ImportOptions } from './ledger-access.ts';

export { LedgerAccess } from './ledger-access.ts';
export type { ImportOptions } from './ledger-access.ts';

/** Options of a stage, all of which have a default; account and region are those of the stack around. */
export interface CostkeeperProps extends Partial<Omit<StageInput, 'account' | 'region' | 'stage'>> {
  /** Names the stacks and the parameters; one of a name in an account and region. Default: production. */
  readonly stage?: string;
  /** Mail addresses that become administrators in the stage's own user pool. Default: none. */
  readonly admins?: readonly string[];
}

const ADMIN_GROUP = 'cost-admins';
/** A placeholder for a region that is not known at synthesis: the stacks take it from where they are deployed. */
const ANY_REGION = 'us-east-1';

/**
 * The whole ledger: queue, table, functions, API, alerts, dashboard, in stacks of its own beside the one around.
 * @throws Error with a line for each option that cannot be used
 */
export class Costkeeper extends LedgerAccess {
  /** The ledger's stacks, for tags, aspects and dependencies. */
  readonly stacks: LedgerStacks;

  constructor(scope: Construct, id: string, props: CostkeeperProps = {}) {
    const { stage: name = 'production', admins = [], ...options } = props;
    const around = scope.node.scopes.filter((one) => Stack.isStack(one)).at(-1);
    const region = around && !Token.isUnresolved(around.region) ? around.region : undefined;
    const stage = parseStage(
      { ...(region && { defaultRegion: region }), ...options, stage: name, region: region ?? ANY_REGION },
      'Correct it in the options of the construct.',
    );
    if (stage.customerManagedKey && region === undefined) {
      throw new Error(
        'customerManagedKey: CloudFormation wants the region of the key in the template: give the stack around an env with a region',
      );
    }
    super(scope, id, name, { customerManagedKey: stage.customerManagedKey });
    this.stacks = createStacks(this, stage, environmentOf(around));
    this.#admit(admins, stage.jwt !== undefined);
  }

  /** The ledger of another app in the same account and region. */
  static fromStage(scope: Construct, id: string, stage: string, options: ImportOptions = {}): LedgerAccess {
    return new LedgerAccess(scope, id, stage, options);
  }

  protected override ledgerStacks(): readonly Stack[] {
    return [this.stacks.data, this.stacks.api];
  }

  #admit(admins: readonly string[], isForeign: boolean): void {
    const { api } = this.stacks;
    if (admins.length === 0) return;
    if (isForeign || !api.userPool) {
      throw new Error(
        'admins: the issuer of jwt says who is in cost-admins: leave admins out, or leave jwt out',
      );
    }
    const { userPoolId } = api.userPool;
    for (const [index, mail] of admins.entries()) {
      const user = new CfnUserPoolUser(api, `Admin${index}`, {
        userPoolId,
        username: mail,
        desiredDeliveryMediums: ['EMAIL'],
        userAttributes: [
          { name: 'email', value: mail },
          { name: 'email_verified', value: 'true' },
        ],
      });
      const member = new CfnUserPoolUserToGroupAttachment(api, `Admin${index}Group`, {
        userPoolId,
        username: mail,
        groupName: ADMIN_GROUP,
      });
      member.node.addDependency(user);
    }
  }
}

/** Account and region of a stack where it names them. */
function environmentOf(stack: Stack | undefined): { account?: string; region?: string } {
  if (!stack) return {};
  const { account, region } = stack;
  return {
    ...(Token.isUnresolved(account) ? {} : { account }),
    ...(Token.isUnresolved(region) ? {} : { region }),
  };
}
