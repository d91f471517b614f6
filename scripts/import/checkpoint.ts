import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** How far an import came, beside the file; another file, map or owner begins anew. */
export class Checkpoint {
  readonly #file: string;
  readonly #of: string;

  constructor(file: string, of: readonly unknown[]) {
    this.#file = file;
    this.#of = createHash('sha256').update(JSON.stringify(of)).digest('hex');
  }

  /** The line up to which everything was sent; 0 without a checkpoint of this very import. */
  read(): number {
    if (!existsSync(this.#file)) return 0;
    const { of, line } = JSON.parse(readFileSync(this.#file, 'utf8')) as { of?: string; line?: number };
    return of === this.#of ? (line ?? 0) : 0;
  }

  /** Written whole or not at all. */
  write(line: number): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify({ of: this.#of, line }));
    renameSync(`${this.#file}.new`, this.#file);
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
