import { Buffer } from 'node:buffer';
import type { Day } from '../time/ledger-time.ts';
import type { DayPlace } from '../usage/day-part.ts';
import { laneCount, laneOf, type LaneRule } from '../usage/lanes.ts';
import { archiveKey, lineId } from './archive-file.ts';
import type { ArchiveStore } from './archive-ports.ts';

/** Ends the id of a correction, which is in the lane of the entry that it corrects. */
const CORRECTION = /~a\d+$/;

/** A file of a day while it is compared: its next line, and how to come to the one after it. */
interface OpenFile {
  readonly key: string;
  readonly head: DayPlace;
  readonly lines?: AsyncIterator<string> | undefined;
}

/**
 * Which entries of a day are in its files. Files are in the order of the table, by lane and id, so both are gone
 * through side by side: of each file one line is held, and only those are open whose lines are being passed.
 */
export class ArchivedLines {
  readonly #archive: ArchiveStore;
  readonly #lanes: number;
  /** By their next lines; files that were passed are gone. */
  #files: OpenFile[] = [];

  private constructor(archive: ArchiveStore, lanes: number) {
    this.#archive = archive;
    this.#lanes = lanes;
  }

  /** The first `files` files of a day; rejects where one is gone. */
  static async of(
    archive: ArchiveStore,
    day: Day,
    files: number,
    rules: readonly LaneRule[],
  ): Promise<ArchivedLines> {
    const lines = new ArchivedLines(archive, laneCount(rules, day));
    for (let file = 0; file < files; file++) await lines.#begin(archiveKey(day, file));
    return lines;
  }

  /** True for an entry that is in a file. Asked in the order of the table: what was passed is forgotten. */
  async has(place: DayPlace): Promise<boolean> {
    for (let [first] = this.#files; first; [first] = this.#files) {
      const order = inTableOrder(first.head, place);
      if (order >= 0) return order === 0;
      this.#files.shift();
      await this.#advance(first);
    }
    return false;
  }

  /** Lets go of files that were not read to their end. */
  async close(): Promise<void> {
    for (const { lines } of this.#files) await lines?.return?.();
  }

  async #begin(key: string): Promise<void> {
    for await (const line of this.#archive.lines(key)) {
      this.#insert({ key, head: this.#placeOf(line) });
      return;
    }
  }

  async #advance({ key, lines = this.#behindFirst(key) }: OpenFile): Promise<void> {
    const next = await lines.next();
    if (next.done !== true) this.#insert({ key, lines, head: this.#placeOf(next.value) });
  }

  async *#behindFirst(key: string): AsyncGenerator<string, void, undefined> {
    let isFirst = true;
    for await (const line of this.#archive.lines(key)) {
      if (!isFirst) yield line;
      isFirst = false;
    }
  }

  #insert(file: OpenFile): void {
    const behind = this.#files.findIndex(({ head }) => inTableOrder(head, file.head) >= 0);
    this.#files.splice(behind < 0 ? this.#files.length : behind, 0, file);
  }

  #placeOf(line: string): DayPlace {
    const id = lineId(line);
    return { lane: laneOf(id.replace(CORRECTION, ''), this.#lanes), id };
  }
}

/** As the table sorts them: ids by their bytes. */
function inTableOrder(a: DayPlace, b: DayPlace): number {
  if (a.lane !== b.lane) return a.lane - b.lane;
  return a.id === b.id ? 0 : Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
}
