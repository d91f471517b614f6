import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { cutText } from '../../contracts/cut-text.ts';
import { type Day, isDay, isMonth, type Month } from '../../contracts/dates.ts';
import { ENVIRONMENT, TABLE_ANSWER_MS } from '../../contracts/environment-variables.ts';
import { type PicoUsd, picoUsd } from '../../core/money/decimal.ts';
import { ONCE, retryPolicy } from './retry-policy.ts';
import { openShortWay } from './short-way.ts';
import { keepToOneWait } from './wait-once.ts';

export type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What stores are made with; rooms beyond adapters only hand it on. */
export type DocumentClient = DynamoDBDocumentClient;

/** The table takes a connection in a third of that time. */
const ANSWERS_PER_CONNECTION = 3;

/**
 * A document client whose numbers never pass through a double: writes take bigint and NumberValue, reads
 * give NumberValue. It tries again by retryPolicy; `config` may name other time-outs and another policy.
 */
export function documentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const answerMs = Number(process.env[ENVIRONMENT.tableAnswerMs] ?? TABLE_ANSWER_MS);
  const requestHandler = {
    connectionTimeout: answerMs / ANSWERS_PER_CONNECTION,
    requestTimeout: answerMs,
    throwOnRequestTimeout: true,
  };
  const client = new DynamoDBClient({ requestHandler, retryStrategy: retryPolicy(), ...config });
  // It copies every input and output, attribute by attribute, for a logger that writes nothing.
  client.middlewareStack.remove('loggerMiddleware');
  openShortWay(client);
  keepToOneWait(client);
  return DynamoDBDocumentClient.from(client, {
    // The second: a map with a field named "constructor" is no class instance, but looks like one.
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    unmarshallOptions: { wrapNumbers: true },
  });
}

/** A client for writes that must not be made twice: a lost answer rejects, for it may have been a success. */
export function onceClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return documentClient({ retryStrategy: retryPolicy(ONCE), ...config });
}

/** A text attribute. Throws a TypeError when it is something else. */
export function textAttribute(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`a text was expected, not ${typeof value}`);
}

/** A day attribute, or the part of a key that is one. Throws a TypeError when it is something else. */
export function dayText(value: unknown): Day {
  const text = textAttribute(value);
  if (isDay(text)) return text;
  throw new TypeError(`a day was expected, not "${cutText(text, 40)}"`);
}

/** A month attribute, or the part of a key that is one. Throws a TypeError when it is something else. */
export function monthText(value: unknown): Month {
  const text = textAttribute(value);
  if (isMonth(text)) return text;
  throw new TypeError(`a month was expected, not "${cutText(text, 40)}"`);
}

/** A number attribute as text; "0" when it is absent. Throws a TypeError when it is something else. */
export function numberText(value: unknown): string {
  if (value === undefined) return '0';
  if (isWrapped(value)) return value.value;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  throw new TypeError(`a number was expected, not ${typeof value}`);
}

/** By shape and not by class: the client and the stream's reader may carry copies of their own. */
function isWrapped(value: unknown): value is { readonly value: string } {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string';
}

/** A whole number attribute as bigint; 0 when it is absent. */
export function wholeNumber(value: unknown): bigint {
  return BigInt(numberText(value));
}

/** An amount as pico-dollars; 0 when it is absent. */
export function usdNumber(value: unknown): PicoUsd {
  return picoUsd(wholeNumber(value));
}

/** A small whole number attribute (counts, times) as number; 0 when it is absent. */
export function smallNumber(value: unknown): number {
  return Number(numberText(value));
}
