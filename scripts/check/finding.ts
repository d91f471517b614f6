/** Something that a check found, told so that the reader can mend it. */
export interface Finding {
  /** Path from the project's root. */
  readonly file: string;
  readonly line?: number;
  readonly what: string;
  readonly why?: string;
  /** What to do about it. */
  readonly mend: string;
}

/** A finding as lines of text. */
export function findingText({ file, line, what, why, mend }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [`${place} ${what}`, ...(why ? [`  why:  ${why}`] : []), `  mend: ${mend}`].join('\n');
}

/** Whether a path is one of the files or is below one of the folders; every path is where none is named. */
export function isAmong(path: string, files: readonly string[]): boolean {
  return files.length === 0 || files.some((file) => path === file || path.startsWith(`${file}/`));
}
