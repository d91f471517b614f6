import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { RestoredTable } from '../../config/restored-table.ts';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import {
  DAY_INDEX,
  DAY_INDEX_ATTRIBUTES,
  DAY_INDEX_PARTITION_KEY,
  DAY_INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../contracts/table-layout.ts';
import type { LedgerFunction } from './ledger-function.ts';
import type { LedgerKey } from './ledger-key.ts';

/** One item or query of the table; a transaction needs those of its parts. */
export type TableAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'UpdateItem';

/**
 * What adding entries to totals takes: marks and totals read and updated (a transaction is checked as the
 * updates it is made of), pages put in batches, what cannot be read put aside.
 */
export const TOTALS_ACTIONS: readonly TableAction[] = [
  'BatchGetItem',
  'BatchWriteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
];

export interface LedgerTableProps {
  /** Keep the table when the stack goes, and refuse to delete it. */
  readonly retain: boolean;
  /** Cost-allocation tags: a global table takes none from its stack, only each replica has some. */
  readonly tags: Readonly<Record<string, string>>;
  /** Default: DynamoDB's own key, which is free. */
  readonly key?: LedgerKey | undefined;
  /** A restored table that is used in the place of the one made here, which stays as it is. Default: none. */
  readonly restored?: RestoredTable | undefined;
}

/** The one table of the ledger: on demand, restorable to any second of 35 days, with a stream of changes. */
export class LedgerTable extends Construct {
  readonly table: TableV2;
  readonly #key: LedgerKey | undefined;
  readonly #restored: RestoredTable | undefined;

  constructor(scope: Construct, id: string, props: LedgerTableProps) {
    super(scope, id);
    this.#key = props.key;
    this.#restored = props.restored;
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(PARTITION_KEY),
      sortKey: text(SORT_KEY),
      billing: Billing.onDemand(),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      // Old images are never read; a replica in a second region asks for both, and what a stream carries cannot be
      // changed later without making it anew.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      tags: Object.entries(props.tags).map(([key, value]) => ({ key, value })),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.retain,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      encryption: props.key
        ? TableEncryptionV2.customerManagedKey(props.key.key)
        : TableEncryptionV2.dynamoOwnedKey(),
      globalSecondaryIndexes: [
        {
          indexName: DAY_INDEX,
          partitionKey: text(DAY_INDEX_PARTITION_KEY),
          sortKey: text(DAY_INDEX_SORT_KEY),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...DAY_INDEX_ATTRIBUTES],
        },
      ],
    });
    if (props.restored) this.#keepExports();
  }

  /** Name of the table that is used. */
  get tableName(): string {
    return this.#restored?.name ?? this.table.tableName;
  }

  get #tableArn(): string {
    if (!this.#restored) return this.table.tableArn;
    return Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: this.#restored.name,
    });
  }

  /**
   * Other stacks import name and address of the table made here until they are deployed with those of the restored
   * one, and again after a way back: both stay exports.
   */
  #keepExports(): void {
    // Parts that are nested name each other without an export.
    if (Stack.of(this).nested) return;
    Stack.of(this).exportValue(this.table.tableArn);
    Stack.of(this).exportValue(this.table.tableName);
  }

  /** Address of the stream that wakes the aggregator. */
  get streamArn(): string {
    if (this.#restored) return this.#restored.streamArn;
    const arn = this.table.tableStreamArn;
    if (!arn) throw new Error('The ledger table has no stream; give it dynamoStream.');
    return arn;
  }

  /** Allows the function these calls on items of the table, and tells it the table's name. */
  allow(fn: LedgerFunction, actions: readonly TableAction[]): void {
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.#tableArn],
    );
    this.#key?.allow(fn);
    fn.addEnvironment(ENVIRONMENT.tableName, this.tableName);
  }

  /** Allows the function to switch the table's expiry off. */
  allowStopExpiry(fn: LedgerFunction): void {
    fn.allow(['dynamodb:UpdateTimeToLive'], [this.#tableArn]);
  }

  /** Allows the function to query the index of the day's resources and groups. */
  allowDayIndex(fn: LedgerFunction): void {
    fn.allow(['dynamodb:Query'], [`${this.#tableArn}/index/${DAY_INDEX}`]);
  }
}

function text(name: string): { name: string; type: AttributeType } {
  return { name, type: AttributeType.STRING };
}
