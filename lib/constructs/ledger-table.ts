import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
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
}

/** The one table of the ledger: on demand, restorable to any second of 35 days, with a stream of changes. */
export class LedgerTable extends Construct {
  readonly table: TableV2;
  readonly #key: LedgerKey | undefined;

  constructor(scope: Construct, id: string, props: LedgerTableProps) {
    super(scope, id);
    this.#key = props.key;
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
  }

  /** Address of the stream that wakes the aggregator. */
  get streamArn(): string {
    const arn = this.table.tableStreamArn;
    if (!arn) throw new Error('The ledger table has no stream; give it dynamoStream.');
    return arn;
  }

  /** Allows the function these calls on items of the table, and tells it the table's name. */
  allow(fn: LedgerFunction, actions: readonly TableAction[]): void {
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
    this.#key?.allow(fn);
    fn.addEnvironment(ENVIRONMENT.tableName, this.table.tableName);
  }

  /** Allows the function to switch the table's expiry off. */
  allowStopExpiry(fn: LedgerFunction): void {
    fn.allow(['dynamodb:UpdateTimeToLive'], [this.table.tableArn]);
  }

  /** Allows the function to query the index of the day's resources and groups. */
  allowDayIndex(fn: LedgerFunction): void {
    fn.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${DAY_INDEX}`]);
  }
}

function text(name: string): { name: string; type: AttributeType } {
  return { name, type: AttributeType.STRING };
}
