import { PbfWriter } from 'pbf';
import { cutText } from '../../../contracts/cut-text.ts';
import type { FieldError } from '../../errors.ts';

/** What of an export was not taken. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

const TOLD = 5;
/** An exporter writes it into a line of its log. */
const TOLD_CHARACTERS = 4000;

/** The word on what was rejected; undefined when nothing was. */
export function partialSuccess(rejected: readonly (readonly FieldError[])[]): PartialSuccess | undefined {
  if (rejected.length === 0) return undefined;
  const reasons = rejected.map((errors) =>
    errors.map(({ field, message }) => `${field} ${message}`.trim()).join('; '),
  );
  const distinct = [...new Set(reasons)];
  const more = distinct.length > TOLD ? ` and ${distinct.length - TOLD} more reasons` : '';
  const told = cutText(distinct.slice(0, TOLD).join(' | '), TOLD_CHARACTERS);
  return { rejectedSpans: rejected.length, errorMessage: told + more };
}

/** An ExportTraceServiceResponse in protobuf. */
export function exportAnswerBytes(partial: PartialSuccess | undefined): Uint8Array {
  const pbf = new PbfWriter();
  if (partial) {
    pbf.writeMessage(
      1,
      ({ rejectedSpans, errorMessage }, inner) => {
        inner.writeVarintField(1, rejectedSpans);
        inner.writeStringField(2, errorMessage);
      },
      partial,
    );
  }
  return pbf.finish();
}
