/** A top-level folder and what it may import. */
export interface Room {
  /** Other rooms that it may import from. */
  readonly rooms: readonly string[];
  /** Packages that it may import; one that ends with / or : means all names that begin so. */
  readonly packages: readonly string[];
  /** What its code must not say, with the reason. */
  readonly never?: readonly (readonly [RegExp, string])[];
  /** Why it may import no more. */
  readonly why: string;
  /** What to do instead of a forbidden import. */
  readonly instead: string;
}
