import type { Reader } from './reading.ts';

/** A whole that a provider counts, and the parts that stand inside it or beside it. */
export interface Whole {
  readonly name: string;
  readonly count: number;
  /** Parts that providers place differently: cached and written input, reasoning output. */
  readonly parts: readonly number[];
  /** Parts that every provider counts inside. */
  readonly inside?: readonly number[];
  /** Where this provider documents its `parts`. */
  readonly place: 'inside' | 'beside';
}

/** The total that a provider tells. */
export interface Total {
  readonly path: string;
  /** Tokens that it holds besides those of the two wholes. */
  readonly more?: number;
}

interface Placed {
  readonly left: number;
  /** The whole and what is beside it. */
  readonly full: number;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function placed(whole: Whole, place: Whole['place']): Placed {
  const parts = sum(whole.parts);
  const inside = sum(whole.inside ?? []);
  return place === 'inside'
    ? { left: whole.count - parts - inside, full: whole.count }
    : { left: whole.count - inside, full: whole.count + parts };
}

/** Both places, the documented one first; one is enough where nothing is to be placed. */
function placesOf(whole: Whole): readonly Placed[] {
  const other = whole.place === 'inside' ? 'beside' : 'inside';
  const documented = placed(whole, whole.place);
  return sum(whole.parts) === 0 ? [documented] : [documented, placed(whole, other)];
}

/**
 * What is left of input and output when their parts are taken out. SDKs and gateways place cached tokens and
 * reasoning inside the whole or beside it; the documented place is tried first, and the total decides. Where no
 * sum fits, the documented one is kept and the contradiction noted.
 */
export function arrange(
  read: Reader,
  input: Whole,
  output: Whole,
  total: Total | undefined,
): { input: number; output: number } {
  const sums = placesOf(input).flatMap((of) => placesOf(output).map((out) => ({ of, out })));
  const possible = sums.filter(({ of, out }) => of.left >= 0 && out.left >= 0);
  const chosen = possible[0] ?? sums[0];
  const told = total && read.has(total.path) ? read.count(total.path) : 0;
  const found =
    told === 0
      ? possible[0]
      : (possible.find(({ of, out }) => of.full + out.full + (total?.more ?? 0) === told) ??
        (told === input.count + output.count ? possible[0] : undefined));
  const { of, out } = found ??
    chosen ?? { of: placed(input, input.place), out: placed(output, output.place) };
  for (const whole of [input, output])
    noteExcess(read, whole, whole === input ? of : out, told > 0 && found !== undefined);
  if (told > 0 && found === undefined) {
    const documented =
      placed(input, input.place).full + placed(output, output.place).full + (total?.more ?? 0);
    read.problem(`${total?.path} is ${told}, but the parts add up to ${documented}`);
  }
  return { input: Math.max(of.left, 0), output: Math.max(out.left, 0) };
}

/** Parts beyond their whole: documented beside it, or proven so by the total, or else a contradiction. */
function noteExcess(read: Reader, whole: Whole, { left }: Placed, proven: boolean): void {
  const parts = [...whole.parts, ...(whole.inside ?? [])];
  const isMore = sum(parts) > whole.count;
  if (left < 0 || (isMore && whole.place === 'inside' && !proven)) {
    read.problem(
      `the parts of ${whole.name} (${parts.join(' + ')}) are more than ${whole.name} (${whole.count})`,
    );
  }
}
