import { PROMPT_UNITS } from '../contracts/usage-vocabulary.ts';

/** A call of a model as a span tells it. */
export interface SpanCall {
  readonly traceId: string;
  readonly parentId: string | undefined;
  /** The instrumentation library that made the span. */
  readonly scope: string | undefined;
  readonly model: string | undefined;
  readonly usage: Readonly<Record<string, number | string>>;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
}

/** Calls that are remembered: those of one moment, since spans of one call end together. */
const MOST = 1000;

const PROMPT: ReadonlySet<string> = new Set(PROMPT_UNITS);

function tokensOf(usage: SpanCall['usage']): string {
  let [prompt, output] = [0, 0];
  for (const [unit, count] of Object.entries(usage)) {
    if (PROMPT.has(unit)) prompt += Number(count);
    else if (unit.startsWith('output_')) output += Number(count);
  }
  return `${prompt}/${output}`;
}

/** Whether two names are of one model: one library says what was asked for, another what answered. */
function isSameModel(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.startsWith(other) || other.startsWith(one);
}

/** Whether one lasted within the other: libraries wrap the same function one around the other. */
function isWithin(one: SpanCall, other: SpanCall): boolean {
  const inside = (a: SpanCall, b: SpanCall): boolean => a.startMs >= b.startMs && a.endMs <= b.endMs;
  return inside(one, other) || inside(other, one);
}

/**
 * Finds calls that two instrumentation libraries tell side by side: spans of one trace and parent, of different
 * libraries, one within the time of the other, with the same tokens of the same model. Two calls that one library
 * tells are two calls, however alike they are.
 */
export class ToldTwice {
  readonly #told = new Map<string, SpanCall[]>();
  #count = 0;

  /** @returns true for a call that another library has told before; each stands for one of the other's */
  isTold(call: SpanCall): boolean {
    if (call.parentId === undefined || call.scope === undefined) return false;
    const key = `${call.traceId}/${call.parentId}/${tokensOf(call.usage)}`;
    const alike = this.#told.get(key) ?? [];
    const twin = alike.findIndex(
      (one) => one.scope !== call.scope && isSameModel(one.model, call.model) && isWithin(one, call),
    );
    if (twin >= 0) {
      alike.splice(twin, 1);
      return true;
    }
    if (this.#count >= MOST) {
      this.#told.clear();
      this.#count = 0;
    }
    this.#told.set(key, [...(this.#told.get(key) ?? []), call]);
    this.#count++;
    return false;
  }
}
