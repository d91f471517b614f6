import type { Finding } from './finding.ts';
import type { SourceFile } from './read-sources.ts';
import { CORE_ORDER } from './core-order.ts';
import { ROOMS } from './rooms.ts';

/** The top-level folder of a path. */
function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** Every import that the table of rooms does not allow, in the sources' order. */
export function checkImports(sources: readonly SourceFile[]): Finding[] {
  const paths = new Set(sources.map(({ path }) => path));
  return [
    ...sources.flatMap((source) => [
      ...foreignImports(source),
      ...saidNevers(source),
      ...againstCoreOrder(source),
      ...lostImports(source, paths),
      ...barrels(source),
    ]),
    ...handlersOfHandlers(sources),
    ...circles(sources),
  ];
}

function foreignImports({ path, files, packages }: SourceFile): Finding[] {
  const name = roomOf(path);
  const room = ROOMS[name];
  if (!room) return [];
  const others = files.filter((file) => roomOf(file) !== name && !room.rooms.includes(roomOf(file)));
  const unknown = packages.filter(
    (module) =>
      !room.packages.some(
        (allowed) => module === allowed || (/[/:]$/.test(allowed) && module.startsWith(allowed)),
      ),
  );
  const may = `${name}/ may import ${room.rooms.length > 0 ? room.rooms.join(', ') : 'no other room'}`;
  return [
    ...others.map((file) => ({
      file: path,
      what: `imports ${file}`,
      why: `${may}: ${room.why}`,
      mend: room.instead,
    })),
    ...unknown.map((module) => ({
      file: path,
      what: `imports the package ${module}`,
      why: `of packages ${name}/ may import ${room.packages.join(', ')}: ${room.why}`,
      mend: `${room.instead}; a package that the room does need is added to scripts/check/rooms.ts`,
    })),
  ];
}

function saidNevers({ path, text }: SourceFile): Finding[] {
  const never = ROOMS[roomOf(path)]?.never ?? [];
  return never.flatMap(([pattern, reason]) => {
    const found = pattern.exec(text);
    if (!found) return [];
    const what = `says ${found[0]}`;
    return [
      { file: path, what, why: reason, mend: 'take it as a parameter; lambdas/ and adapters/ pass it in' },
    ];
  });
}

function coreFolderOf(path: string): number {
  return CORE_ORDER.indexOf(path.split('/')[1] ?? '');
}

function againstCoreOrder({ path, files }: SourceFile): Finding[] {
  if (roomOf(path) !== 'core') return [];
  const own = coreFolderOf(path);
  const order = `inside core/ a folder imports those before it in CORE_ORDER of scripts/check/core-order.ts`;
  if (own < 0) {
    const mend = 'put the folder into CORE_ORDER, behind everything that it imports';
    return [{ file: path, what: 'is in a folder that has no place in the order', why: order, mend }];
  }
  return files
    .filter((file) => roomOf(file) === 'core' && coreFolderOf(file) > own)
    .map((file) => ({
      file: path,
      what: `imports ${file}, whose folder comes later`,
      why: `${order}, so that there are no circles between them`,
      mend: 'move what both need to the earlier folder, or take it as a parameter',
    }));
}

function lostImports({ path, files }: SourceFile, paths: ReadonlySet<string>): Finding[] {
  return files
    .filter((file) => /\.tsx?$/.test(file) && roomOf(file) in ROOMS && !paths.has(file))
    .map((file) => ({
      file: path,
      what: `imports ${file}, which does not exist`,
      mend: 'correct the path; imports name the file with its ending',
    }));
}

function barrels({ path }: SourceFile): Finding[] {
  // The client's is the door of a published package.
  if (!/^[^/]+\/index\.ts$/.test(path) || roomOf(path) === 'client') return [];
  const why = 'a barrel hides where things are and loads the whole room';
  return [
    { file: path, what: 'is a barrel at the root of a room', why, mend: 'import from the files themselves' },
  ];
}

function handlersOfHandlers(sources: readonly SourceFile[]): Finding[] {
  const handlers = sources.filter(({ path }) => /^lambdas\/[^/]+\.ts$/.test(path));
  const paths = new Set(handlers.map(({ path }) => path));
  return handlers.flatMap(({ path, files }) =>
    files
      .filter((file) => paths.has(file))
      .map((file) => ({
        file: path,
        what: `imports the handler ${file}`,
        why: 'each function is deployed by itself; one that imports another carries its wiring along',
        mend: 'move what both need to lambdas/support/ or core/',
      })),
  );
}

function circles(sources: readonly SourceFile[]): Finding[] {
  const [first = '', ...rest] = findCircle(sources);
  if (first === '') return [];
  return [
    {
      file: first,
      what: `imports itself by way of ${rest.join(' → ')}`,
      why: 'files in a circle cannot be understood or loaded one by one, types included',
      mend: 'move what both ends need into a file that imports neither',
    },
  ];
}

/** The first circle of imports found, as the paths around it; empty where there is none. */
export function findCircle(files: readonly SourceFile[]): string[] {
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
