import { GATES } from '../../contracts/budget-vocabulary.ts';
import { ApiError, callApi, SignInError, type ApiAccess } from './api-request.ts';
import { causeText } from './cause-of.ts';
import { decimalText, decimalToPico } from './decimal-text.ts';
import { GateSetupError, type AuthorizeRequest, type GateOptions, type Grant } from './gate-types.ts';
import { WRONG_ADDRESS } from './transport.ts';
import type { UsageContext } from './usage-context.ts';
import { layOver } from './event-fields.ts';
import { wireUsage } from './usage-event.ts';

interface Answer {
  decision: Grant['decision'];
  holdId?: string;
  expiresAt?: string;
  remainingUsd?: string;
  degradeTo?: string;
  budgetIds?: string[];
  code?: NonNullable<Grant['code']>;
  resetsAt?: string;
  userMessage?: string;
  reasons?: unknown[];
}

/** A hold that is larger than one call, and what this client has not spent of it. */
interface HoldAhead {
  answer: Answer;
  leftPico: bigint;
  expiresAt: number;
}

/** A hold must outlast the call that is spent from it. */
const EXPIRY_MARGIN_MS = 15_000;

/** Forgotten holds expire by themselves: with very many users more is held, never less. */
const MOST_AHEADS = 1000;

/** What is asked as it was said; where it was not, as the context says it, if that says it at all. */
const ASKED = [
  'userId',
  'resource',
  'group',
  'operation',
  'parentHoldId',
  'provider',
  'service',
  'model',
  'region',
  'attributes',
  'holdSeconds',
  'asParent',
] as const satisfies readonly (keyof AuthorizeRequest)[];

function bodyOf(
  request: AuthorizeRequest,
  context: UsageContext,
  estimateUsd: string | undefined,
): Record<string, unknown> {
  const body: Record<string, unknown> = {
    tags: layOver('join', request.tags, context.tags),
    estimateUsd,
    usage: estimateUsd === undefined && request.usage ? wireUsage(request.usage) : undefined,
  };
  const around: Partial<Record<(typeof ASKED)[number], unknown>> = context;
  for (const name of ASKED) body[name] = request[name] ?? around[name] ?? undefined;
  return body;
}

function reasonText(reason: unknown): string {
  return typeof reason === 'string' ? reason : JSON.stringify(reason);
}

/** Every ledger has the route: without a parent, which may be gone, nothing else can be missing. */
const NOT_FOUND = 404;

/** The request took too long for a proxy on the way; the ledger did not answer. */
const TIMED_OUT = 408;

/** True for what the application has to mend: it would open the gate for every call, for as long as it lasts. */
function isCallersMistake(error: unknown): boolean {
  if (error instanceof GateSetupError || error instanceof SignInError) return true;
  return error instanceof ApiError && error.status < 500 && error.status !== TIMED_OUT;
}

/** Asks the gate before a call, and answers itself where the gate cannot be reached. */
export class GateClient {
  readonly #access: ApiAccess | undefined;
  readonly #options: GateOptions;
  readonly #now: () => number;
  readonly #aheads = new Map<string, Promise<HoldAhead | undefined>>();

  constructor(access: ApiAccess | undefined, options: GateOptions, now: () => number) {
    this.#access = access && { ...access, timeoutMs: options.timeoutMs ?? 2000 };
    this.#options = options;
    this.#now = now;
  }

  /**
   * Asks; when the ledger does not answer, the options decide.
   * @throws GateSetupError without the ledger's address, SignInError without a token to ask with, ApiError for what
   * the ledger refuses
   */
  async authorize(request: AuthorizeRequest, context: UsageContext): Promise<Grant> {
    const { estimateUsd } = request;
    const estimate = typeof estimateUsd === 'number' ? decimalText(estimateUsd) : estimateUsd;
    const body = bodyOf(request, context, estimate);
    try {
      const ahead =
        estimate === undefined || request.asParent
          ? undefined
          : await this.#spendAhead(request, context, estimate);
      return ahead ?? this.#grant(await this.#ask(body), request.model, 'ledger');
    } catch (error) {
      if (error instanceof ApiError && error.status === NOT_FOUND && !body['parentHoldId'])
        throw this.#wrongAddress(error);
      if (isCallersMistake(error)) throw error;
      return this.#unreachable(request.model, error);
    }
  }

  #unreachable(model: string, error: unknown): Grant {
    const decision = this.#options.onUnreachable ?? 'allow';
    return {
      decision,
      model,
      reasons: [`no answer: ${causeText(error)}`],
      budgetIds: [],
      code: 'unreachable',
      userMessage: decision === 'deny' ? 'Try again in a minute.' : undefined,
      source: 'unreachable',
    };
  }

  /** Gives a hold back that no event will settle; a failure is left to its expiry. */
  async release(holdId: string): Promise<void> {
    if (this.#access === undefined) return;
    try {
      await callApi(this.#access, 'POST', `/budgets/holds/${encodeURIComponent(holdId)}/release`, {});
    } catch {
      // The hold expires by itself; until then more is held than needed, never less.
    }
  }

  #wrongAddress(cause?: ApiError): GateSetupError {
    return new GateSetupError(`${WRONG_ADDRESS}: ${this.#access?.apiUrl}`, { cause });
  }

  async #ask(body: object): Promise<Answer> {
    const access = this.#access;
    if (access && URL.canParse(access.apiUrl)) {
      const answer = (await callApi(access, 'POST', '/budgets/authorize', body)) as Answer | undefined;
      if (answer && GATES.includes(answer.decision)) return answer;
    }
    throw this.#wrongAddress();
  }

  #grant(answer: Answer, asked: string, source: Grant['source']): Grant {
    const { degradeTo, ...told } = answer;
    const cheaper = degradeTo ?? this.#options.degradeTo?.[asked] ?? asked;
    return {
      budgetIds: [],
      ...told,
      model: told.decision === 'degrade' ? cheaper : asked,
      holdId: source === 'ledger' ? told.holdId : undefined,
      reasons: (told.reasons ?? []).map(reasonText),
      source,
    };
  }

  /** Spends from the larger hold; callers that come while it is asked for wait for the same answer. */
  async #spendAhead(
    request: AuthorizeRequest,
    context: UsageContext,
    estimate: string,
  ): Promise<Grant | undefined> {
    const ahead = this.#options.holdAheadUsd;
    const pico = decimalToPico(estimate);
    if (ahead === undefined || pico > decimalToPico(ahead)) return undefined;
    const key = JSON.stringify(bodyOf(request, context, '0'));
    if (this.#aheads.size >= MOST_AHEADS) this.#aheads.clear();
    for (;;) {
      const known = this.#aheads.get(key);
      const asked = known ?? this.#askAhead(request, context, ahead);
      this.#aheads.set(key, asked);
      const hold = await asked.catch((error: unknown) => {
        this.#forget(key, asked);
        throw error;
      });
      if (hold && hold.leftPico >= pico && hold.expiresAt > this.#now()) {
        hold.leftPico -= pico;
        return this.#grant(hold.answer, request.model, 'held-ahead');
      }
      this.#forget(key, asked);
      // A fresh hold that does not serve would not serve the next time either.
      if (hold === undefined || known === undefined) return undefined;
    }
  }

  #forget(key: string, asked: Promise<HoldAhead | undefined>): void {
    if (this.#aheads.get(key) === asked) this.#aheads.delete(key);
  }

  async #askAhead(
    request: AuthorizeRequest,
    context: UsageContext,
    usd: string,
  ): Promise<HoldAhead | undefined> {
    const answer = await this.#ask(bodyOf(request, context, usd));
    if (answer.holdId === undefined) return undefined;
    if (answer.decision !== 'allow') {
      void this.release(answer.holdId);
      return undefined;
    }
    const expiresAt = answer.expiresAt ? Date.parse(answer.expiresAt) : this.#now();
    return { answer, leftPico: decimalToPico(usd), expiresAt: expiresAt - EXPIRY_MARGIN_MS };
  }
}
