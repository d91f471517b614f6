import { Readable } from 'node:stream';
import { columnsOf } from '../../scripts/import/import-map.ts';
import { PRESETS } from '../../scripts/import/presets.ts';
import { UnreadFields } from '../../scripts/import/unread-fields.ts';
import { readRows, type ReadRow } from '../../scripts/import/read-rows.ts';

/** The rows of a file by a preset, and the columns, and fields in them, that the preset does not read. */
export async function imported(preset: string, text: string): Promise<{ rows: ReadRow[]; unread: string[] }> {
  const map = PRESETS[preset];
  if (!map) throw new Error(`no preset ${preset}`);
  const unread: string[] = [];
  const heard = (columns: readonly string[]) => {
    const known = columnsOf(map);
    unread.push(...columns.filter((column) => !known.has(column.toLowerCase())));
  };
  const fields = new UnreadFields(map);
  const rows: ReadRow[] = [];
  const options = { map, table: preset, heard, unread: fields };
  for await (const row of readRows(Readable.from([text]), options)) rows.push(row);
  return { rows, unread: [...unread, ...fields.names()] };
}

/** The events of a file by a preset, without their ids; fails for a row that is rejected. */
export async function eventsOf(preset: string, text: string): Promise<Record<string, unknown>[]> {
  const { rows } = await imported(preset, text);
  return rows.map((row) => {
    if ('errors' in row) throw new Error(JSON.stringify(row));
    const { id: _id, ...event } = row.event;
    return event;
  });
}
