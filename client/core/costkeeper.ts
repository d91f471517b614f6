import type { ApiAccess } from './api-request.ts';
import { apiAccessOf, configureTransport, type SqsTransportMaker } from './configure-transport.ts';
import type { CostkeeperOptions } from './costkeeper-options.ts';
import type { CheckParts } from './check-setup.ts';
import { FailureReport } from './failure-report.ts';
import { flushOnExit } from './exit-flush.ts';
import { GateClient } from './gate-client.ts';
import { BudgetDeniedError, type AuthorizeRequest, type Grant } from './gate-types.ts';
import { createLossReporter, type ClientStats, type LossReporter } from './losses.ts';
import { CountedNames } from './counted-names.ts';
import { FIELD_NAMES } from './event-fields.ts';
import { batchWithin, DEFAULT_BUFFER_BYTES, RETRY_DEFAULTS, withDefaults } from './send-defaults.ts';
import { OpenHolds } from './open-holds.ts';
import { Outbox } from './outbox.ts';
import type { EnteredCall } from './wrapper-ports.ts';
import { extractContext, injectContext } from './propagation.ts';
import { addToTally, estimateTally, priceLookup, type CostEstimate, type PriceLookup } from './tally.ts';
import { createScopeStack, type ContextScope, type ScopeStack, type UsageContext } from './usage-context.ts';
import type { Transport } from './transport.ts';
import { completeEvent, eventJson, type UsageDraft } from './usage-event.ts';

const FLUSH_TIMEOUT_MS = 10_000;

/** Sends usage to the ledger; made by `createCostkeeper`, which adds the convenience methods. */
export class CostkeeperCore {
  readonly #outbox: Outbox;
  readonly #losses: LossReporter;
  readonly #failures: FailureReport;
  readonly #transport: Transport;
  readonly #access: ApiAccess | undefined;
  readonly #uncovered: CountedNames;
  readonly #ignored: CountedNames;
  readonly #warnings: CountedNames;
  readonly #gate: GateClient;
  readonly #scopes: ScopeStack;
  readonly #priceOf: PriceLookup;
  readonly #now: () => number;
  readonly #makeId: () => string;
  readonly #flushTimeoutMs: number;
  readonly #holds = new OpenHolds((holdId) => void this.#gate.release(holdId));
  readonly #leaveExitList: () => void;
  #recorded = 0;

  /** The queue that events leave by, if it is one; wrapped SQS clients do not record what goes there. */
  readonly queueUrl: string | undefined;

  /** The API, for the gate; without it nothing can be asked. */
  readonly apiUrl: string | undefined;

  /** `sqsTransport` makes the way to a queue; without it the client sends over HTTP or a transport of your own. */
  constructor(options: CostkeeperOptions, sqsTransport?: SqsTransportMaker) {
    // oxlint-disable-next-line no-console -- the one place where a library without a logger can speak
    const warn = options.warn ?? ((text: string) => console.warn(text));
    this.queueUrl = options.queueUrl;
    this.apiUrl = options.apiUrl;
    this.#now = options.now ?? Date.now;
    // Node loads it at the first look, which takes milliseconds that are not the application's to give later.
    const { crypto } = globalThis;
    this.#makeId = options.makeId ?? (() => crypto.randomUUID());
    this.#flushTimeoutMs = options.flushTimeoutMs ?? FLUSH_TIMEOUT_MS;
    const say = (text: string): void => warn(`costkeeper: ${text}`);
    this.#uncovered = new CountedNames((route) =>
      say(`the cost of ${route} is not recorded: no reader knows it`),
    );
    this.#ignored = new CountedNames((name) => say(`${name} is not recorded: no event has it`));
    this.#warnings = new CountedNames((text) => say(`the ledger warns: ${text}`));
    this.#losses = createLossReporter(options.onDeadLetter, warn, this.#now);
    this.#failures = new FailureReport(warn, this.#now);
    this.#transport = configureTransport(options, warn, sqsTransport);
    this.#access = apiAccessOf(options);
    this.#outbox = new Outbox({
      transport: this.#transport,
      batch: batchWithin(options.batch),
      retry: withDefaults(RETRY_DEFAULTS, options.retry),
      maxBufferedBytes: options.maxBufferedBytes ?? DEFAULT_BUFFER_BYTES,
      losses: this.#losses,
      failures: this.#failures,
      warnings: this.#warnings,
      now: this.#now,
      random: Math.random,
    });
    this.#gate = new GateClient(this.#access, options.gate ?? {}, this.#now);
    this.#scopes = createScopeStack(this.#seen('context', options.defaults ?? {}));
    this.#priceOf = priceLookup(options.prices ?? []);
    this.#leaveExitList =
      options.flushOnExit === false ? () => undefined : flushOnExit(this, this.#flushTimeoutMs);
  }

  /**
   * Records one event and returns its id. Attribution comes from the draft, then from the context. It never
   * throws and waits for nothing; what cannot be sent is counted in `stats().lost`.
   */
  record(draft: UsageDraft): string {
    try {
      const scope = this.#scopes.current();
      const occurredAt = new Date(this.#now()).toISOString();
      const event = completeEvent(
        this.#seen('event', draft),
        scope.context,
        draft.id ?? this.#makeId(),
        occurredAt,
      );
      const json = eventJson(event);
      this.#recorded += 1;
      if (event.holdId !== undefined) this.#holds.settled(event.holdId);
      this.send(json);
      for (let at: ContextScope | undefined = scope; at; at = at.parent) addToTally(at.tally, event);
      return event.id;
    } catch (error) {
      return this.countUnreadable(error);
    }
  }

  /** Counts and says what no event has a field for: programs without types would lose it in silence. */
  #seen<T extends object>(where: keyof typeof FIELD_NAMES, given: T): T {
    for (const name in given) {
      if (!FIELD_NAMES[where].has(name) && given[name] !== undefined) this.#ignored.count(`${where}.${name}`);
    }
    return given;
  }

  /** Puts an event on its way; the client for tests looks at it here. */
  protected send(json: string): void {
    this.#outbox.add(json);
  }

  /** Counts one event that could not be made of what was given, and says why; answers the id of no event. */
  protected countUnreadable(reason: unknown): '' {
    this.#losses.report('unreadable', `no event: ${String(reason)}`, [], 1);
    return '';
  }

  /** Counts a call of a route that a wrapper saw and does not know, and says the route once. */
  countUncovered(route: string): void {
    this.#uncovered.count(route);
  }

  /**
   * Sends everything recorded so far and waits until it is acknowledged. Never rejects.
   * @returns true if all of it was delivered or given up, false if time ran out; then sending goes on
   */
  flush(options: { timeoutMs?: number } = {}): Promise<boolean> {
    return this.#outbox.flush(options.timeoutMs ?? this.#flushTimeoutMs);
  }

  /** Runs `body` so that every event recorded in it, at any depth, carries this attribution. */
  withContext<T>(context: UsageContext, body: () => T): T {
    return this.#scopes.run(this.#seen('context', context), body);
  }

  /**
   * Makes this attribution hold for the whole process until the function it gives is called. For places that do
   * one thing at a time and cannot be wrapped by `withContext`, such as a Lambda's middleware.
   */
  enterContext(context: UsageContext): () => void {
    return this.#scopes.enter(this.#seen('context', context));
  }

  /** The attribution that holds here. */
  context(): UsageContext {
    return this.#scopes.current().context;
  }

  /**
   * Puts the context on what leaves the process and returns it: `inject()` gives headers,
   * `inject(headers)` adds to them, `inject(sendMessageInput)` adds a message attribute.
   */
  inject<C extends object = Record<string, string>>(carrier: C = {} as C): C {
    return injectContext(this.context(), carrier);
  }

  /** Reads the context from an SQS record, a request or headers, for `withContext`. */
  extract(carrier: unknown): UsageContext {
    return extractContext(carrier);
  }

  /** What was recorded in the current context by this process, priced by the hints: an estimate. */
  currentCost(): CostEstimate {
    return estimateTally(this.#scopes.current().tally, this.#priceOf);
  }

  /**
   * Asks the budgets before a call; an answer that does not come is decided by `gate.onUnreachable`.
   * @throws GateSetupError without the ledger's address, SignInError without a token to ask with, ApiError for what
   * the ledger refuses (400, 401, 403, 429, and 404 for an unknown `parentHoldId`)
   */
  authorize(request: AuthorizeRequest): Promise<Grant> {
    return this.#gate.authorize(request, this.context());
  }

  /**
   * Asks the budgets, then runs `call` with the hold in its context: the first billed event of the asked provider
   * settles the hold, and a call that records none gives it back. One guard for one billed call. A stream of a wrapped
   * client may be read after the guard: the hold stays until the stream has ended.
   * @throws BudgetDeniedError if the answer is `deny`, and what `authorize` throws
   */
  async guard<T>(request: AuthorizeRequest, call: (grant: Grant) => Promise<T>): Promise<T> {
    const entered = await this.#enter(request);
    try {
      return await entered.run(() => call(entered.grant));
    } finally {
      entered.leave();
    }
  }

  /** What a wrapper does before each call when it is given `gate`. */
  async enterGate(request: AuthorizeRequest): Promise<EnteredCall | undefined> {
    const { holdId, holdFor = request.provider } = this.context();
    const isHeld = this.#holds.isOpen(holdId) && holdFor === request.provider;
    return isHeld ? undefined : this.#enter(request);
  }

  async #enter(request: AuthorizeRequest): Promise<EnteredCall> {
    const grant = await this.authorize(request);
    if (grant.decision === 'deny') throw new BudgetDeniedError(grant);
    const { holdId } = grant;
    if (holdId === undefined) return { grant, run: (body) => body(), leave: () => undefined };
    this.#holds.open(holdId);
    return {
      grant,
      run: (body) => this.withContext({ holdId, holdFor: request.provider }, body),
      leave: () => this.#holds.leave(holdId),
    };
  }

  /** Keeps the hold of this context until the call has been recorded; wrappers say so. */
  callBegins(): () => void {
    return this.#holds.begin(this.context().holdId);
  }

  /** Gives a hold of `authorize` back when the call is not made. */
  release(holdId: string): Promise<void> {
    return this.#gate.release(holdId);
  }

  /** What `check` tries. */
  protected checkParts(): CheckParts {
    return { transport: this.#transport, access: this.#access, gate: this.#gate };
  }

  /** Counts since the client was made: nothing is lost without being counted here. */
  stats(): ClientStats {
    const { delivered, pending, pendingBytes, sends, retries } = this.#outbox;
    return {
      recorded: this.#recorded,
      delivered,
      pending,
      pendingBytes,
      sends,
      retries,
      lost: { ...this.#losses.lost },
      lastError: this.#failures.last,
      notCovered: this.#uncovered.counts(),
      ignored: this.#ignored.counts(),
      warnings: this.#warnings.counts(),
    };
  }

  /** Flushes and ends; what cannot be sent in time goes to the dead-letter callback. */
  async close(options: { timeoutMs?: number } = {}): Promise<void> {
    this.#leaveExitList();
    await this.#outbox.close(options.timeoutMs ?? this.#flushTimeoutMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
