import type * as z from 'zod/mini';
import type { AnswerOf, WholeAnswer } from '../../contracts/api/answer-of.ts';
import type { CurrencyRate } from '../../core/currency/currency.ts';
import type { Day, Instant } from '../../core/time/ledger-time.ts';
import type { Caller } from './caller.ts';
import type { ApiPorts } from './ports.ts';

/**
 * Who may use a route: `open` needs no token, `token` any, `readers`, `writers` and `admins` that role (an
 * admin may everything), `staff` readers and writers, `own` readers and the user whose own costs are asked
 * for, `spenders` writers and the user who spends.
 */
export type Access = 'open' | 'token' | 'own' | 'spenders' | 'readers' | 'writers' | 'staff' | 'admins';

/** A request that passed the gateway, the limit and the schemas. */
export interface RouteRequest<Query, Body, Names extends string = string> {
  /** Variables of the path by their names. */
  readonly path: Readonly<Record<Names, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The body as it was sent. */
  readonly text: string;
  /** The body's bytes, unpacked, where the route takes bytes; else none. */
  readonly bytes: Uint8Array;
  /** Headers by their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly caller: Caller;
  /** What the query's `currency` is worth; USD without one. */
  readonly rate: CurrencyRate;
  /** The same on a day, where the query does not name the day itself. */
  readonly rateOn: (day: Day) => Promise<CurrencyRate>;
  readonly now: Instant;
}

/** What every answer may say beside its content. */
interface AnswerHead {
  readonly status?: number;
  /** The handler has converted the amounts already, or shows them in USD too. */
  readonly converted?: boolean;
  /** The answer can no longer change: it may be cached for long. */
  readonly closed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Becomes JSON and, in a read, gets `asOf`. */
interface JsonAnswer<Body extends object = object> extends AnswerHead {
  readonly body: Body;
}

/** A page or a file that goes out as it is; its headers name what it is. */
interface TextAnswer extends AnswerHead {
  readonly text: string;
  /** `text` is the base64 of bytes. */
  readonly isBase64?: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export type Answer<Body extends object = object> = JsonAnswer<Body> | TextAnswer;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One route: how it is called, by whom, what comes back, and what it does. */
export interface Route {
  readonly method: Method;
  /** Below the API's base, such as `/users/{id}`. */
  readonly path: string;
  /**
   * The last variable of the path takes slashes too, whatever follows it: the gateway decodes `%2F` before anybody sees
   * it. So for ids that senders choose.
   */
  readonly slashes: boolean;
  readonly summary: string;
  readonly access: Access;
  /** Which of the two limits counts it. */
  readonly limit: 'requests' | 'records';
  /** False: it answers while the table does not, and its limit does not stop it then. */
  readonly needsTable: boolean;
  /** Its ids are the ledger's own and may be long. */
  readonly longIds: boolean;
  readonly query: z.ZodMiniType;
  /** Shape of a JSON body; `raw` leaves it to the handler. */
  readonly body: z.ZodMiniType | undefined;
  readonly rawBody: boolean;
  /** The body is bytes and no text: the handler reads them. */
  readonly bytesBody: boolean;
  /** What a read of the same thing answers: fields of it that the body does not take are left aside. */
  readonly shownBy: z.ZodMiniType | undefined;
  readonly answer: z.ZodMiniType;
  /** What the answer is sent as. */
  readonly contentType: string;
  /** Status of a good answer. */
  readonly status: number;
  /** For `own` and `spenders`: the user whose costs they are. */
  readonly ownerOf: (request: RouteRequest<unknown, unknown>) => string | undefined;
  readonly handle: (request: RouteRequest<unknown, unknown>) => Promise<Answer>;
}

/** The routes of one file. */
export type Area = (ports: ApiPorts) => Route[];

/** What a handler may return for an answer schema; one of text alone leaves no JSON to return. */
type RouteAnswer<M extends Method, A extends z.ZodMiniType> = Answer<
  Extract<M extends 'GET' ? AnswerOf<A> : WholeAnswer<A>, object>
>;

/** What a read returns for an answer schema. */
export type ReadAnswer<A extends z.ZodMiniType> = RouteAnswer<'GET', A>;

/** Names of the variables of a path: `id` of `/users/{id}`. */
type PathNames<P extends string> = string extends P
  ? string
  : P extends `${string}{${infer Name}}${infer Rest}`
    ? Name | PathNames<Rest>
    : never;

interface RouteDefinition<
  M extends Method,
  P extends string,
  Q extends z.ZodMiniType,
  B extends z.ZodMiniType,
  A extends z.ZodMiniType,
> {
  readonly method: M;
  readonly path: P;
  readonly slashes?: boolean;
  readonly summary: string;
  readonly access: Access;
  readonly limit?: Route['limit'];
  readonly needsTable?: boolean;
  readonly longIds?: boolean;
  readonly query: Q;
  readonly body?: B;
  readonly rawBody?: boolean;
  readonly bytesBody?: boolean;
  readonly shownBy?: z.ZodMiniType;
  readonly answer: A;
  readonly contentType?: string;
  readonly status?: number;
  readonly ownerOf?: (request: RouteRequest<z.output<Q>, z.output<B>, PathNames<P>>) => string | undefined;
  readonly handle: (
    request: RouteRequest<z.output<Q>, z.output<B>, PathNames<P>>,
  ) => Promise<RouteAnswer<M, A>>;
}

/** Defines a route; what its handler gets and has to return follows from its schemas. */
export function route<
  M extends Method,
  const P extends string,
  Q extends z.ZodMiniType,
  A extends z.ZodMiniType,
  B extends z.ZodMiniType = z.ZodMiniType,
>(definition: RouteDefinition<M, P, Q, B, A>): Route {
  return {
    limit: 'requests',
    needsTable: true,
    longIds: false,
    slashes: false,
    body: undefined,
    rawBody: false,
    bytesBody: false,
    shownBy: undefined,
    contentType: 'application/json',
    status: 200,
    ...definition,
    ownerOf: (definition.ownerOf ?? (() => undefined)) as Route['ownerOf'],
    handle: definition.handle as Route['handle'],
  };
}
