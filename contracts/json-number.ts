/**
 * A JSON number as it was written, where reading it as a double could change it. parseExactJson makes
 * these of every number that is not a safe integer.
 */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}
