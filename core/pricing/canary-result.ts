/** What the last days would have cost by the prices in force and by others. */
export interface CanaryResult {
  readonly days: number;
  readonly beforeUsd: string;
  readonly afterUsd: string;
  /** The models that move, the most first: those that a held change waits for. */
  readonly models: readonly {
    readonly provider: string;
    readonly model: string;
    readonly beforeUsd: string;
    readonly afterUsd: string;
  }[];
}
