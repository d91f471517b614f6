import { decimalText } from '../core/decimal-text.ts';
import { BudgetDeniedError, type AuthorizeRequest, type Grant } from '../core/gate-types.ts';
import type { GatedRecorder, UsageRecorder } from '../core/wrapper-ports.ts';
import type { BillableCall, ProviderCall } from './billable-call.ts';
import { deniedAnswer, failedAnswer } from './denied-answer.ts';
import { estimateRequest } from './estimate-request.ts';

/** How a wrapped client asks the budgets before each of its calls. */
export interface WrapGateOptions {
  /**
   * What a call may cost. `from-request`: its texts, files and the most tokens of its answer, which the ledger
   * prices; an amount in USD; or a function of the call, which gives `estimateUsd` or `usage`.
   */
  estimate:
    | 'from-request'
    | (string & {})
    | number
    | ((call: CallToEstimate) => Pick<AuthorizeRequest, 'estimateUsd' | 'usage' | 'attributes'>);
  /** Tokens of an answer where the request names no most, 4,096 by default. */
  outputTokens?: number | undefined;
  /** How long a call may take: its hold expires by itself after that, 600 seconds by default. */
  holdSeconds?: number | undefined;
}

/** A call before it is made, for an estimate of one's own. */
export interface CallToEstimate {
  provider: string;
  model: string;
  service: BillableCall['base']['service'];
  /** The fields of the request. */
  body: unknown;
}

interface ChangedCall {
  input: Parameters<typeof fetch>[0];
  init: RequestInit | undefined;
}

/** What the gate says to one call of a wrapped client. */
type GateEntry =
  | { readonly answer: Response }
  | {
      readonly run: <T>(body: () => T) => T;
      readonly leave: () => void;
      /** The same request with the model that the budgets ask for; undefined where it is as it was. */
      change(input: ChangedCall['input'], init: RequestInit | undefined): ChangedCall | undefined;
    };

/** Asks before each call of one wrapped client. */
export interface CallGate {
  /** Undefined where the call is held for already. */
  enter(call: Pick<ProviderCall, 'body'>, base: BillableCall['base']): Promise<GateEntry | undefined>;
}

const OUTPUT_TOKENS = 4096;

function isGated(recorder: UsageRecorder): recorder is GatedRecorder {
  return 'enterGate' in recorder;
}

const AMOUNT = /^\d+(\.\d+)?$/;

/**
 * The recorder as one that can ask. Throws TypeError for one that cannot or that knows no address to ask at, and for
 * an estimate that is none.
 */
export function gatedRecorder(recorder: UsageRecorder, { estimate }: WrapGateOptions): GatedRecorder {
  if (!isGated(recorder)) throw new TypeError('the option gate needs a client made by createCostkeeper');
  if (!recorder.apiUrl) throw new TypeError('the option gate needs apiUrl: give it to createCostkeeper');
  const isEstimate =
    typeof estimate === 'function' ||
    estimate === 'from-request' ||
    AMOUNT.test(typeof estimate === 'number' ? decimalText(estimate) : estimate);
  if (isEstimate) return recorder;
  throw new TypeError(
    `gate.estimate is "from-request", an amount in USD or a function of the call, not "${String(estimate)}"`,
  );
}

/** What is asked for a call. */
export function requestOfCall(
  base: BillableCall['base'],
  body: unknown,
  { estimate, outputTokens, holdSeconds }: WrapGateOptions,
): AuthorizeRequest {
  const { provider, model, service, region } = base;
  const call = { provider, model, service, ...(region === undefined ? {} : { region }), holdSeconds };
  if (typeof estimate === 'function') return { ...call, ...estimate({ provider, model, service, body }) };
  if (estimate !== 'from-request') return { ...call, estimateUsd: estimate };
  return { ...call, ...estimateRequest(base, body, outputTokens ?? OUTPUT_TOKENS) };
}

/** The gate of a wrapped client; undefined where its options name none. Throws TypeError as gatedRecorder does. */
export function callGate(
  recorder: UsageRecorder,
  options: WrapGateOptions | undefined,
): CallGate | undefined {
  if (options === undefined) return undefined;
  const gated = gatedRecorder(recorder, options);
  return {
    async enter({ body }, base) {
      try {
        const entered = await gated.enterGate(requestOfCall(base, body, options));
        if (entered === undefined) return undefined;
        const { grant, run, leave } = entered;
        return { run, leave, change: (input, init) => withModel(input, init, base.model, grant) };
      } catch (error) {
        // SDKs repeat what a fetch throws, and hide it behind an error of theirs: they are answered instead.
        return { answer: error instanceof BudgetDeniedError ? deniedAnswer(error) : failedAnswer(error) };
      }
    },
  };
}

function withModel(
  input: ChangedCall['input'],
  init: RequestInit | undefined,
  asked: string,
  { model }: Grant,
): ChangedCall | undefined {
  if (model === asked || input instanceof Request) return undefined;
  const inPath = `/models/${asked}:`;
  const address = String(input);
  if (address.includes(inPath)) return { input: address.replace(inPath, `/models/${model}:`), init };
  if (typeof init?.body !== 'string' || !address.startsWith('http')) return undefined;
  const body = JSON.parse(init.body) as Record<string, unknown>;
  return body['model'] === asked
    ? { input, init: { ...init, body: JSON.stringify({ ...body, model }) } }
    : undefined;
}
