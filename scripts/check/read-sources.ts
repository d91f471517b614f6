import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOMS } from './rooms.ts';

/** One source file of the project. */
export interface SourceFile {
  /** Path from the project's root. */
  readonly path: string;
  /** The code without comments that stand on lines of their own. */
  readonly text: string;
  /** The file as it is. */
  readonly original: string;
  /** Files of the project that it imports, as paths from the root. */
  readonly files: readonly string[];
  /** Packages and built-in modules that it imports. */
  readonly packages: readonly string[];
  /** Lines without blank ones, comments and imports. */
  readonly lines: number;
}

const PROJECT = join(import.meta.dirname, '../..');
const SKIPPED = new Set(['node_modules', 'dist', 'fixtures']);
const STATIC_IMPORT = /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"];?/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const COMMENT = /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*)$/gm;

/** Every TypeScript file below the folders, read once. */
export function readSources(...folders: string[]): SourceFile[] {
  return folders.flatMap(pathsBelow).map(readSource);
}

/** Every file of the rooms that the table of imports names, without tests. */
export function readRooms(): SourceFile[] {
  return readSources(...Object.keys(ROOMS).filter((room) => existsSync(join(PROJECT, room))));
}

function pathsBelow(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pathsBelow(path);
    return /\.tsx?$/.test(path) ? [path] : [];
  });
}

function readSource(path: string): SourceFile {
  const original = readFileSync(join(PROJECT, path), 'utf8');
  const code = original.replaceAll(COMMENT, '');
  const specifiers = [STATIC_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) =>
    Array.from(code.matchAll(pattern), ([, specifier = '']) => specifier),
  );
  return {
    path,
    text: code,
    original,
    files: specifiers.filter(isRelative).map((specifier) => normalize(join(dirname(path), specifier))),
    packages: specifiers.filter((specifier) => !isRelative(specifier)),
    lines: code
      .replaceAll(STATIC_IMPORT, '')
      .split('\n')
      .filter((line) => line.trim() !== '').length,
  };
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}
