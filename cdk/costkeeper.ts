import { Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { parseStage } from '../config/stage-schema.ts';
import type { StageInput } from '../config/stage-schema.ts';
import { ACCESS_PARAMETER, type AccessParameter, type SharedValue } from '../lib/constructs/shared-value.ts';
import { createLedger } from '../lib/create-ledger.ts';
import type { LedgerParts } from '../lib/create-ledger.ts';
import { createWithin, type WithinStack } from '../lib/create-within.ts';
import { ownStacks } from '../lib/placement.ts';
import { admitAdmins } from './admit-admins.ts';
import { checkOwnProps, checkStageName } from './check-props.ts';
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
  /**
   * Where the ledger is: `own-stacks` are deployed beside the stack around, `nested-stacks` with it and inside it,
   * and `same-stack` puts every resource into it. Chosen once: a ledger does not move. Default: own-stacks.
   */
  readonly placement?: 'own-stacks' | WithinStack;
  /** Mail addresses that become administrators in the stage's own user pool. Default: none. */
  readonly admins?: readonly string[];
}

/** Stages by name, as a stages.js exports them. */
export type Stages = Readonly<Record<string, Omit<CostkeeperProps, 'stage'>>>;

/** A placeholder for a region that is not known at synthesis: the stacks take it from where they are deployed. */
const ANY_REGION = 'us-east-1';

const REMEDY = 'Correct it in the options of the construct.';

/** The stacks of a ledger; with `nested-stacks` those that are nested, with `same-stack` the one around. */
export interface LedgerStacks {
  readonly data: Stack;
  readonly pipeline: Stack;
  readonly api: Stack;
  /** Absent without a dashboard, as `page` is. */
  readonly web: Stack | undefined;
  readonly page: Stack | undefined;
}

/**
 * The whole ledger: queue, table, functions, API, alerts, dashboard, in stacks of its own beside the one around, or in that one.
 * @throws Error with a line for each option that cannot be used
 */
export class Costkeeper extends LedgerAccess {
  /** The ledger's stacks, for tags, aspects and dependencies. */
  readonly stacks: LedgerStacks;
  readonly #parts: LedgerParts;

  /** `remedy` ends the sentence about a wrong option: where its reader corrects it. */
  constructor(scope: Construct, id: string, props: CostkeeperProps = {}, remedy = REMEDY) {
    const { stage: name = 'production', admins = [], placement = 'own-stacks', ...options } = props;
    checkOwnProps({ admins, placement }, remedy);
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
    const place = `${name} in ${env.account ?? ''} ${env.region ?? ''}`;
    const assembly = Stage.of(scope);
    refuseSecond(assembly, place, name);
    if (stage.customerManagedKey && env.region === undefined) {
      throw new Error(
        'customerManagedKey: CloudFormation wants the region of the key in the template: give the stack around an env with a region',
      );
    }
    super(scope, id, name, { customerManagedKey: stage.customerManagedKey });
    if (placement === 'own-stacks') {
      // Right below the app stacks keep their plain names for the commands of CDK.
      this.#parts = createLedger(ownStacks(scope.node.scope ? this : scope, stage, env), stage);
    } else {
      this.#parts = createWithin(this, stage, placement);
    }
    this.stacks = stacksOf(this.#parts);
    admitAdmins(this.#parts.api, admins);
    if (assembly) ledgers.set(assembly, new Map(ledgers.get(assembly)).set(place, this.node.path));
  }

  /** The ledger of another app in the same account and region. */
  static fromStage(scope: Construct, id: string, stage: string, options: ImportOptions = {}): LedgerAccess {
    checkStageName(stage);
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

  protected override sharedValue(what: AccessParameter): SharedValue | undefined {
    const { data, api } = this.#parts;
    const values: Readonly<Record<AccessParameter, SharedValue | undefined>> = {
      [ACCESS_PARAMETER.usageQueueUrl]: data.queue.url,
      [ACCESS_PARAMETER.usageQueueArn]: data.queue.arn,
      [ACCESS_PARAMETER.ledgerKeyArn]: data.key?.arn,
      [ACCESS_PARAMETER.apiUrl]: api.apiUrl,
      [ACCESS_PARAMETER.apiId]: api.apiId,
    };
    return values[what];
  }

  protected override isOwn(node: IConstruct): boolean {
    const own = Object.values(this.#parts).map((part: Construct | undefined) => part?.node.scope);
    return node.node.scopes.some((scope) => own.includes(scope));
  }
}

function stacksOf({ data, pipeline, api, web, page }: LedgerParts): LedgerStacks {
  return {
    data: Stack.of(data),
    pipeline: Stack.of(pipeline),
    api: Stack.of(api),
    web: web && Stack.of(web),
    page: page && Stack.of(page),
  };
}

/** The paths of ledgers that are made, by their names and places, in each assembly of the CDK. */
const ledgers = new WeakMap<Stage, ReadonlyMap<string, string>>();

/** Two of one name in a place would be the same stacks and parameters: the second would replace the first. */
function refuseSecond(assembly: Stage | undefined, place: string, name: string): void {
  const first = assembly && ledgers.get(assembly)?.get(place);
  if (first !== undefined)
    throw new Error(
      `stage: ${first} is the ledger "${name}" here already: use that one, or name another stage`,
    );
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
