import { Buffer } from 'node:buffer';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';

/** An attribute as it travels: numbers and binaries are texts. */
export interface WireValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly WireValue[];
  readonly M?: WireItem;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
}

/** An item as it travels. */
export type WireItem = Readonly<Record<string, WireValue | undefined>>;

/** An item as the document client gives it: numbers are NumberValue, sets are Set. Throws a TypeError on a type unknown. */
export function itemOfWire(wire: WireItem): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const name in wire) item[name] = valueOfWire(wire[name]);
  return item;
}

function valueOfWire(value: WireValue | undefined): unknown {
  if (value?.S !== undefined) return value.S;
  if (value?.N !== undefined) return NumberValue.from(value.N);
  if (value?.L) return value.L.map(valueOfWire);
  if (value?.M) return itemOfWire(value.M);
  if (value?.B !== undefined) return bytesOf(value.B);
  if (value?.BOOL !== undefined) return value.BOOL;
  if (value?.NULL) return null;
  if (value?.SS) return new Set(value.SS);
  if (value?.NS) return new Set(value.NS.map((one) => NumberValue.from(one)));
  if (value?.BS) return new Set(value.BS.map(bytesOf));
  throw new TypeError(`an attribute of an unknown type was read: ${Object.keys(value ?? {}).join(', ')}`);
}

/** The SDK's own reading, which errors carry, has bytes for the text. */
function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
}

/**
 * An item as it travels; what is undefined is left out. Numbers are bigint, NumberValue, or a number that is exact.
 * Throws a TypeError on other numbers, on empty sets and on what is no value.
 */
export function wireItem(item: object): WireItem {
  const wire: Record<string, WireValue> = {};
  for (const [name, value] of Object.entries(item) as [string, unknown][]) {
    if (value !== undefined && typeof value !== 'function') wire[name] = wireValue(value);
  }
  return wire;
}

function wireValue(value: unknown): WireValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'bigint':
      return { N: value.toString() };
    case 'number':
      return { N: exactNumber(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      return value === null ? { NULL: true } : wireObject(value);
    case 'undefined':
    case 'function':
    case 'symbol':
      throw new TypeError(`no attribute can be made of a ${typeof value}`);
  }
}

function wireObject(value: object): WireValue {
  if (Array.isArray(value)) {
    return { L: (value as unknown[]).filter((one) => one !== undefined).map(wireValue) };
  }
  if (value instanceof NumberValue) return { N: value.toString() };
  if (value instanceof Uint8Array) return { B: base64(value) };
  if (value instanceof Set) return wireSet([...(value as Set<unknown>)].filter((one) => one !== undefined));
  return { M: wireItem(value instanceof Map ? (Object.fromEntries(value) as object) : value) };
}

function wireSet(values: readonly unknown[]): WireValue {
  const [first] = values;
  if (typeof first === 'string') return { SS: values as string[] };
  if (first instanceof Uint8Array) return { BS: (values as Uint8Array[]).map(base64) };
  if (first === undefined) throw new TypeError('the table takes no empty set');
  return { NS: values.map((one) => wireValue(one).N ?? '') };
}

function exactNumber(value: number): string {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value.toString();
  throw new TypeError(`${value} is no exact number: use a bigint or a NumberValue`);
}

function base64(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}
