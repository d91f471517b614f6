import { spawnSync } from 'node:child_process';

/** A browser of another maker that is driven from outside; ends with its folder and processes. */
export interface DrivenBrowser extends AsyncDisposable {
  /** Its own words of its version. */
  readonly version: string;
  resize(width: number, height: number): Promise<void>;
  /** Loads an address and waits for its document. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page, as JSON. @throws Error with the page's words when it fails */
  evaluate<T>(expression: string): Promise<T>;
  /** What is seen of the page, PNG. */
  picture(): Promise<Buffer>;
}

/** How a browser of one engine is found and started. */
export interface Engine {
  readonly name: string;
  /** Debian's packages that bring it. */
  readonly packages: readonly string[];
  /** Programs that must be there, by name or path. */
  readonly programs: readonly string[];
  start(): Promise<DrivenBrowser>;
}

/** Those of an engine's programs that this machine lacks. */
export function lackedPrograms({ programs }: Pick<Engine, 'programs'>): string[] {
  return programs.filter((program) => spawnSync('which', [program]).status !== 0);
}
