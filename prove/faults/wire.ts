import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Requests and items as they go over the wire. */
export type WireItem = Record<string, AttributeValue>;

export interface WireBody {
  readonly TableName?: string;
  readonly Item?: WireItem;
  readonly Key?: WireItem;
  readonly UpdateExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: WireItem;
  readonly ClientRequestToken?: string;
  readonly TransactItems?: readonly Record<'Update' | 'Put' | 'Delete' | 'ConditionCheck', WireBody>[];
  readonly RequestItems?: Record<string, BatchOfKeys | BatchOfPuts>;
}

export interface BatchOfKeys {
  readonly Keys: WireItem[];
  readonly ConsistentRead?: boolean;
}

export type BatchOfPuts = readonly { readonly PutRequest: { readonly Item: WireItem } }[];

/** The puts of a batch; none for a batch of reads. */
export function putsOf({ RequestItems = {} }: WireBody): BatchOfPuts {
  return Object.values(RequestItems).flatMap((batch) => ('Keys' in batch ? [] : batch));
}

export function keyText(item: WireItem): string {
  return `${item['pk']?.S ?? ''} ${item['sk']?.S ?? ''}`;
}

/** Keys that a request writes; none for a read. */
export function writtenKeys(body: WireBody): string[] {
  if (body.TransactItems) {
    return body.TransactItems.flatMap((action) => Object.values(action).flatMap(writtenKeys));
  }
  if (body.RequestItems) return putsOf(body).map(({ PutRequest }) => keyText(PutRequest.Item));
  if (body.Item) return [keyText(body.Item)];
  return body.Key && body.UpdateExpression !== undefined ? [keyText(body.Key)] : [];
}

/** One line that says what a request is about. */
export function describeCall(operation: string, body: WireBody): string {
  if (body.TransactItems) {
    const keys = writtenKeys(body);
    const marks = keys.filter((key) => key.startsWith('M#')).length;
    if (keys.every((key) => key.startsWith('E#'))) return `${operation} of ${keys.length} corrections`;
    const lanes = keys.some((key) => /^S#counts -\d/.test(key)) ? ' in several lanes' : '';
    return `${operation} of ${marks} marks and ${keys.length - marks} totals${lanes}`;
  }
  if (body.RequestItems) {
    const [batch] = Object.values(body.RequestItems);
    return `${operation} of ${batch && 'Keys' in batch ? batch.Keys.length : (batch?.length ?? 0)} items`;
  }
  const [key] = writtenKeys(body);
  return key === undefined ? operation : `${operation} ${key}`;
}
