import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01, the format's first day: a zip of the same files is the same file. */
const FIRST_DAY = 0x00_21;
const DEFLATED = 8;
const UTF8_NAMES = 0x08_00;
const MADE_ON_UNIX = 0x03_14;
const NEEDS_VERSION = 20;
/** A plain file that everyone may read, as Lambda wants it. */
const READABLE_FILE = 0o100_644;

const SIGNATURE = { file: 0x04_03_4b_50, entry: 0x02_01_4b_50, end: 0x06_05_4b_50 } as const;

interface Packed {
  readonly name: Buffer;
  readonly data: Buffer;
  readonly size: number;
  readonly crc: number;
}

/** All files of a folder as one zip (PKWARE's APPNOTE 6.3), in the order of their names. */
export function zipFolder(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted()
    .map((name) => pack(name, readFileSync(join(folder, name))));
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const header = Buffer.concat([Buffer.alloc(4), common(file), file.name, file.data]);
    header.writeUInt32LE(SIGNATURE.file, 0);
    bodies.push(header);
    entries.push(directoryEntry(file, offset));
    offset += header.length;
  }
  const directory = Buffer.concat(entries);
  return Buffer.concat([...bodies, directory, endOf(files.length, directory.length, offset)]);
}

function pack(name: string, content: Buffer): Packed {
  return {
    name: Buffer.from(name.replaceAll('\\', '/')),
    data: deflateRawSync(content, { level: 9 }),
    size: content.length,
    crc: crc32(content),
  };
}

/** What stands before each file and in the directory alike, 26 bytes. */
function common({ name, data, size, crc }: Packed): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(NEEDS_VERSION, 0);
  bytes.writeUInt16LE(UTF8_NAMES, 2);
  bytes.writeUInt16LE(DEFLATED, 4);
  bytes.writeUInt16LE(FIRST_DAY, 8);
  bytes.writeUInt32LE(crc, 10);
  bytes.writeUInt32LE(data.length, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt16LE(name.length, 22);
  return bytes;
}

function directoryEntry(file: Packed, offset: number): Buffer {
  const begin = Buffer.alloc(6);
  begin.writeUInt32LE(SIGNATURE.entry, 0);
  begin.writeUInt16LE(MADE_ON_UNIX, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(READABLE_FILE * 0x1_00_00, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([begin, common(file), rest, file.name]);
}

function endOf(count: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(SIGNATURE.end, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
