import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from '../scripts/check/read-sources.ts';
import type { SourceFile } from '../scripts/check/read-sources.ts';

interface Room {
  /** Other rooms that it may import from. */
  readonly rooms: readonly string[];
  /** Packages that it may import, as the beginning of their names. */
  readonly packages: readonly string[];
  /** What its code must not say, with the reason. */
  readonly never?: readonly (readonly [RegExp, string])[];
}

const PURE = [
  [/\bprocess\.env\b/, 'settings come in as parameters'],
  [/\bDate\.now\(\)|\bnew Date\(\)/, 'time comes in as a parameter'],
  [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, 'ids and chance come in as parameters'],
] as const;

/** Who may know whom: docs/architecture.md explains the rooms, this table decides. */
const ROOMS: Readonly<Record<string, Room>> = {
  bin: { rooms: ['lib', 'config'], packages: ['aws-cdk-lib/core'] },
  config: { rooms: [], packages: ['zod'], never: PURE },
  contracts: { rooms: [], packages: ['zod/mini'], never: PURE },
  providers: { rooms: ['contracts'], packages: ['zod/mini'], never: PURE },
  core: {
    rooms: ['contracts', 'providers', 'prices'],
    packages: ['zod/mini', 'csv-parse/sync', 'node:crypto', 'node:buffer'],
    never: PURE,
  },
  adapters: {
    rooms: ['core', 'contracts', 'prices'],
    packages: ['@aws-sdk/', 'ulid', 'zod/mini', 'node:'],
  },
  lambdas: {
    rooms: ['core', 'adapters', 'contracts'],
    packages: ['@middy/', '@aws-lambda-powertools/', 'aws-lambda', 'ulid', 'zod/mini', 'node:'],
  },
  lib: { rooms: ['contracts', 'config'], packages: ['aws-cdk-lib/', 'constructs', 'node:'] },
  client: {
    rooms: ['contracts', 'providers'],
    packages: ['@aws-sdk/client-sqs', '@opentelemetry/api', 'esbuild', 'node:'],
  },
  dashboard: {
    rooms: ['contracts', 'client'],
    packages: [
      'react',
      'react-dom/client',
      '@tanstack/react-query',
      'wouter',
      'oidc-client-ts',
      'jwt-decode',
      'uplot',
      'uplot/',
      'vite',
      '@vitejs/plugin-react',
      'zod/mini',
    ],
  },
  local: {
    rooms: ['contracts'],
    packages: ['@aws-sdk/', 'fauxqs', 'aws-ses-v2-local', 'croner', 'jose', 'esbuild', 'node:'],
  },
};

/** Inside core, a folder may import those before it. */
const CORE_ORDER = [
  'errors.ts',
  'money',
  'time',
  'currency',
  'access',
  'jobs',
  'pricing',
  'usage',
  'own-cost',
  'names',
  'spend',
  'retention',
  'budgets',
  'forecast',
  'anomalies',
  'export',
  'bills',
  'savings',
  'overview',
  'mail',
  'alerts',
  'reports',
  'erasure',
];

const sources = readSources(
  ...Object.keys(ROOMS).filter((room) => existsSync(join(import.meta.dirname, '..', room))),
);

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function coreFolderOf(path: string): number {
  return CORE_ORDER.indexOf(path.split('/')[1] ?? '');
}

describe('rooms', () => {
  it.each(Object.entries(ROOMS))('%s imports only what it may', (name, { rooms, packages, never = [] }) => {
    const broken: string[] = [];
    for (const { path, text, files, packages: used } of sources.filter(
      (source) => roomOf(source.path) === name,
    )) {
      for (const file of files) {
        if (roomOf(file) !== name && !rooms.includes(roomOf(file))) broken.push(`${path} imports ${file}`);
      }
      for (const module of used) {
        if (
          !packages.some(
            (allowed) => module === allowed || (/[/:]$/.test(allowed) && module.startsWith(allowed)),
          )
        ) {
          broken.push(`${path} imports ${module}`);
        }
      }
      for (const [pattern, reason] of never) if (pattern.test(text)) broken.push(`${path}: ${reason}`);
    }
    expect(broken).toEqual([]);
  });

  it('of core follow one direction', () => {
    const broken: string[] = [];
    for (const { path, files } of sources.filter((source) => roomOf(source.path) === 'core')) {
      expect(coreFolderOf(path), `${path}: put its folder into CORE_ORDER`).toBeGreaterThanOrEqual(0);
      for (const file of files.filter((file) => roomOf(file) === 'core')) {
        if (coreFolderOf(file) > coreFolderOf(path)) broken.push(`${path} imports ${file}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('have no handler that knows another', () => {
    const handlers = sources.filter(({ path }) => /^lambdas\/[^/]+\.ts$/.test(path));
    const paths = handlers.map(({ path }) => path);
    for (const { files } of handlers) expect(files.filter((file) => paths.includes(file))).toEqual([]);
  });

  it('have no barrel at their root', () => {
    // The client's is the door of a published package.
    const barrels = sources.filter(
      ({ path }) => /^[^/]+\/index\.ts$/.test(path) && roomOf(path) !== 'client',
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });
});

/** The first circle of imports found, as the paths around it. */
function findCircle(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) return [...trail.slice(seenAt), path];
    if (done.has(path)) return [];
    for (const next of byPath.get(path)?.files ?? []) {
      const circle = walk(next, [...trail, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of files) {
    const circle = walk(path, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

function fileImporting(path: string, ...files: string[]): SourceFile {
  return { path, files, text: '', packages: [], lines: 0 };
}

describe('imports', () => {
  it('never run in a circle, types included', () => {
    expect(findCircle(sources)).toEqual([]);
  });

  it('that run in a circle are found', () => {
    expect(findCircle([fileImporting('a', 'b'), fileImporting('b', 'c'), fileImporting('c', 'b')])).toEqual([
      'b',
      'c',
      'b',
    ]);
  });

  it('name files that exist', () => {
    const paths = new Set(sources.map(({ path }) => path));
    const lost = sources.flatMap(({ path, files }) =>
      files
        .filter((file) => /\.tsx?$/.test(file) && roomOf(file) in ROOMS && !paths.has(file))
        .map((file) => `${path} imports ${file}`),
    );
    expect(lost).toEqual([]);
  });
});

/** Lines of code: neither blank nor comment nor import. */
const CEILINGS: readonly (readonly [RegExp, number])[] = [
  [/^bin\//, 60],
  [/^lambdas\/[^/]+\.ts$/, 60],
  [/^lib\/stacks\//, 110],
  [/^config\//, 100],
  [/./, 200],
];

describe('files', () => {
  it('stay below their ceiling', () => {
    const tooLong = sources.flatMap(({ path, lines }) => {
      const ceiling = CEILINGS.find(([pattern]) => pattern.test(path))?.[1] ?? 0;
      return lines > ceiling ? [`${path} has ${lines} lines of ${ceiling}`] : [];
    });
    expect(tooLong).toEqual([]);
  });

  it('have names in kebab case', () => {
    const odd = sources.filter(
      ({ path }) => !/^([a-z0-9.-]+\/)+[a-z0-9]+(-[a-z0-9]+)*(\.(d|config))?\.tsx?$/.test(path),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
