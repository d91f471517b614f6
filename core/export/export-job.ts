import type { Job, JobKind, JobProgress, JobStep } from '../jobs/job.ts';
import type { HistoryReader } from '../spend/history-reader.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';
import { exportWriter, type ExportOptions, type ExportWriter } from './export-writer.ts';
import { exportPages, type ExportPosition } from './export-pages.ts';
import { exportFileName, type ExportRequest, exportType } from './export-request.ts';

/** One finished part of an object. */
export interface FilePart {
  readonly number: number;
  /** What the store answered for it. */
  readonly tag: string;
  /** Checksum of its bytes, as the store takes it when the object is made; a part of an earlier version has none. */
  readonly checksum?: string;
}

/** The upload is not there any more: it was completed, or given up after days. */
export class UploadGoneError extends Error {}

/** Writes an object in parts of at least 5 MiB, the last one excepted. Methods reject on outages. */
export interface PartStore {
  /** Begins an object and answers the upload's id. */
  begin(key: string, contentType: string, fileName: string): Promise<string>;
  /** Writes a part, or replaces it. Throws UploadGoneError. */
  putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<FilePart>;
  /** Makes the object of its parts. Throws UploadGoneError. */
  complete(key: string, uploadId: string, parts: readonly FilePart[]): Promise<void>;
  /** Keeps text for the next step. */
  putText(key: string, text: string): Promise<void>;
  getText(key: string): Promise<string>;
}

export interface ExportPorts {
  readonly history: HistoryReader;
  readonly parts: PartStore;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Options of the writer: whose export it is, in which currency. */
  readonly options: (request: ExportRequest) => Promise<ExportOptions>;
  /** How many entries a request will about bring; undefined where it is unknown. */
  readonly expected: (request: ExportRequest) => Promise<number | undefined>;
}

/** Where an export goes on. */
interface ExportState {
  readonly uploadId: string;
  readonly parts: readonly FilePart[];
  readonly after?: ExportPosition | undefined;
  readonly entries: number;
  readonly total?: number | undefined;
  /** Where the text is that was too little for a part when time was up. */
  readonly rest?: string | undefined;
}

/** Characters of a part; in bytes it is that or more, and S3 wants 5 MiB. */
const PART_CHARACTERS = 8 * 1024 * 1024;

/**
 * Writes an export of any size into one object, in constant memory: a step for each part. The object's key
 * depends on the job alone and a part on its number, so that a step that runs twice writes the same again.
 */
export function exportKind(ports: ExportPorts, partCharacters = PART_CHARACTERS): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const request = job.input as ExportRequest;
      const key = exportObjectKey(job.id, request);
      const before = (job.state as ExportState | undefined) ?? (await begin(key, request, ports));
      const writer = exportWriter(request.format, await ports.options(request));
      try {
        const { state, text, ended } = await fill(request, before, writer, deadline, partCharacters, ports);
        if (ended) {
          const last = await withPart(key, state, text + writer.tail, ports);
          await ports.parts.complete(key, last.uploadId, last.parts);
          return { done: true, resultKey: key, result: { entries: last.entries }, progress: endOf(last) };
        }
        const next =
          text.length < partCharacters
            ? withRest(key, state, text, ports)
            : withPart(key, state, text, ports);
        return { done: false, state: await next, progress: progressOf(state) };
      } catch (error) {
        if (!(error instanceof UploadGoneError)) throw error;
        // Completed by a step whose answer was lost, or given up by the bucket: written once more.
        return { done: false, state: await begin(key, request, ports), progress: { done: 0 } };
      }
    },
  };
}

function exportObjectKey(jobId: string, request: ExportRequest): string {
  return `exports/${jobId}/${exportFileName(request)}`;
}

async function begin(key: string, request: ExportRequest, ports: ExportPorts): Promise<ExportState> {
  const uploadId = await ports.parts.begin(key, exportType(request.format), exportFileName(request));
  return { uploadId, parts: [], entries: 0, total: await ports.expected(request) };
}

/** Reads on until a part is full, the time is up or nothing is left. */
async function fill(
  request: ExportRequest,
  state: ExportState,
  writer: ExportWriter,
  deadline: Instant,
  partCharacters: number,
  { history, timeZone, clock, parts }: ExportPorts,
): Promise<{ state: ExportState; text: string; ended: boolean }> {
  const isFirst = state.parts.length === 0 && state.rest === undefined;
  const rows = [state.rest === undefined ? (isFirst ? writer.head : '') : await parts.getText(state.rest)];
  let { entries, after } = state;
  let size = rows[0]?.length ?? 0;
  for await (const page of exportPages(request, history, timeZone, after)) {
    for (const entry of page.entries) {
      const row = writer.row(entry, entries++);
      size += row.length;
      rows.push(row);
    }
    after = page.position ?? after;
    if (size >= partCharacters || clock.now() >= deadline) {
      return { state: { ...state, entries, after }, text: rows.join(''), ended: false };
    }
  }
  return { state: { ...state, entries, after }, text: rows.join(''), ended: true };
}

async function withPart(
  key: string,
  state: ExportState,
  text: string,
  { parts }: ExportPorts,
): Promise<ExportState> {
  const number = state.parts.length + 1;
  const part = await parts.putPart(key, state.uploadId, number, new TextEncoder().encode(text));
  return { ...state, rest: undefined, parts: [...state.parts, part] };
}

/** The name holds the number of entries: a step that runs twice never reads what a later one left. */
async function withRest(
  key: string,
  state: ExportState,
  text: string,
  { parts }: ExportPorts,
): Promise<ExportState> {
  const rest = `${key}.rest-${state.parts.length}-${state.entries}`;
  await parts.putText(rest, text);
  return { ...state, rest };
}

function progressOf({ entries, total }: ExportState): JobProgress {
  return total === undefined ? { done: entries } : { done: entries, total: Math.max(entries, total) };
}

function endOf({ entries }: ExportState): JobProgress {
  return { done: entries, total: entries };
}
