import { marshall } from '@aws-sdk/util-dynamodb';
import { entryItem } from '../../adapters/dynamo/entry-item.ts';
import { readStream, type StreamRecord } from '../../adapters/dynamo/read-stream.ts';
import { toLedgerRecord } from '../../core/spend/ledger-record.ts';
import { anEntry } from '../../testing/factories.ts';
import { Choices } from '../faults/random.ts';
import { spoil } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

/** An image as Lambda passes it on: bytes are base64 text. */
function imageOf(id: string): Record<string, unknown> {
  const item = marshall(entryItem(anEntry({ id })), { removeUndefinedValues: true });
  const text = JSON.stringify(item, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/** Keys are what the table's schema lets through: two texts. */
function imageRecord(NewImage: Record<string, unknown>, sequence: number): StreamRecord {
  const Keys = { pk: { S: 'E#2026-11-21#0' }, sk: { S: `case-${sequence}` } };
  return { dynamodb: { SequenceNumber: String(sequence), Keys, NewImage } };
}

/**
 * Reads `cases` spoilt images of entries, each between two good ones. Faults: an error, which would hold the shard
 * up, and a neighbour that is not read.
 */
export function fuzzStream(cases: number, seed: number): InputsOutcome {
  const choices = new Choices(seed);
  const now = anEntry().recordedAt;
  const good = imageOf('good');
  const faults: string[] = [];
  const counts = { read: 0, unreadable: 0, 'not counted': 0 };
  for (let number = 0; number < cases; number++) {
    const image = spoil(imageOf(`case-${number}`), choices, choices.pick([0.02, 0.1]));
    const spoilt = typeof image === 'object' && image !== null ? (image as Record<string, unknown>) : {};
    const batch = [imageRecord(good, 1), imageRecord(spoilt, 2), imageRecord(good, 3)];
    try {
      const { records, unreadable } = readStream(batch, (stored) => toLedgerRecord(stored, 'UTC'), now);
      const sequences = records.map(({ sequence }) => sequence);
      if (!sequences.includes('1') || !sequences.includes('3'))
        faults.push(faultLine('a good neighbour is not read', spoilt));
      if (unreadable.length > 0) counts.unreadable++;
      else if (sequences.includes('2')) counts.read++;
      else counts['not counted']++;
    } catch (error) {
      faults.push(faultLine(`the shard would stop (${String(error)})`, spoilt));
    }
  }
  return { cases, counts, faults };
}
