import { constructStack } from '@smithy/core/client';
import { cutText } from '../../contracts/cut-text.ts';
import { type Day, isDay, isMonth, type Month } from '../../contracts/dates.ts';
import { ENVIRONMENT, TABLE_ANSWER_MS } from '../../contracts/environment-variables.ts';
import { type PicoUsd, picoUsd } from '../../core/money/decimal.ts';
import { once } from '../../core/once.ts';
import { defaultProvider } from '../credentials/environment-credentials.ts';
import { ONCE, retryPolicy } from './retry-policy.ts';
import { openShortWay, type ShortWayClient, type Steps } from './short-way.ts';
import type { CallSigner } from './sign-call.ts';
import { TableHttp } from './table-http.ts';
import type { TableCall } from './table-calls.ts';
import type { PlaceSettings } from './place.ts';
import { placeOf } from './table-place.ts';
import { keepToOneWait } from './wait-once.ts';

/** What a client is told; the environment says the rest. */
export interface ClientSettings extends PlaceSettings {
  readonly credentials?: CallSigner;
  /** How long it waits for an answer; the environment's time when absent. */
  readonly answerMs?: number;
  readonly retryStrategy?: object;
}

/** What the SDK's client says in each request; how often a call is really made is the retry strategy's. */
const SAID_ATTEMPTS = 3;

/**
 * A client for calls of the table and nothing else, all of which go the short way: the SDK's client, with its schemas,
 * endpoint rules and chain of steps, would take two thirds of a start. Numbers never pass through a double: writes take
 * bigint and NumberValue, reads give NumberValue.
 */
export class TableClient implements ShortWayClient {
  readonly middlewareStack: Steps = constructStack();
  readonly config: ShortWayClient['config'];
  readonly #http: TableHttp;

  constructor({
    credentials,
    answerMs = tableAnswerMs(),
    retryStrategy = retryPolicy(),
    ...place
  }: ClientSettings) {
    this.#http = new TableHttp(answerMs);
    this.config = {
      requestHandler: this.#http,
      credentials: credentials ? () => Promise.resolve(credentials) : defaultProvider(),
      retryStrategy: () => Promise.resolve(retryStrategy),
      maxAttempts: () => Promise.resolve(SAID_ATTEMPTS),
    };
    openShortWay(
      this,
      once(() => placeOf(place)),
    );
    keepToOneWait(this);
  }

  async send<Output>(call: TableCall<object, Output>): Promise<Output> {
    return (await call.resolveMiddleware(this.middlewareStack)()).output as Output;
  }

  destroy(): void {
    this.#http.destroy();
  }
}

/** How long a client of the table waits; a table that takes a call and does not answer is told of. */
export function tableAnswerMs(): number {
  return Number(process.env[ENVIRONMENT.tableAnswerMs] ?? TABLE_ANSWER_MS);
}

/** A client that tries again by retryPolicy; `settings` may name another time and another policy. */
export function documentClient(settings: ClientSettings = {}): TableClient {
  return new TableClient(settings);
}

/** A client for writes that must not be made twice: a lost answer rejects, for it may have been a success. */
export function onceClient(): TableClient {
  return documentClient({ retryStrategy: retryPolicy(ONCE) });
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
