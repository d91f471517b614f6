const MOST = 10_000;

/**
 * Which spans already have a billed span below them. An agent's span often repeats the usage of the calls in
 * it; only the innermost is the call that is billed. Spans end after those inside them, so an end tells.
 */
export class BilledSpans {
  readonly #parents = new Set<string>();

  /**
   * Notes that a span ended.
   * @returns true if it is to be billed: it has usage, and nothing below it was billed
   */
  end(spanId: string, parentId: string | undefined, hasUsage: boolean): boolean {
    const below = this.#parents.delete(spanId);
    if ((below || hasUsage) && parentId !== undefined) {
      if (this.#parents.size >= MOST) this.#parents.clear();
      this.#parents.add(parentId);
    }
    return hasUsage && !below;
  }
}
