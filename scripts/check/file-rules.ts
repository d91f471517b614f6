import type { Finding } from './finding.ts';
import type { SourceFile } from './read-sources.ts';
import { CEILINGS } from './ceilings.ts';

const KEBAB = /^([a-z0-9.-]+\/)+[a-z0-9]+(-[a-z0-9]+)*(\.(d|config|test))?\.tsx?$/;
const IGNORE = /(?:prettier|oxfmt)-ignore\b/;
/** Functions named by what any function could be of. */
const BARE_NAME =
  /^(?:export )?(?:(?:async )?function|const) ((?:name|key|text|sum|value|item|part|record|data|object|result)Of)\b/;

/** Files that are too long, oddly named, pressed below their ceiling, or with functions whose name says nothing. */
export function checkFiles(sources: readonly SourceFile[]): Finding[] {
  return sources.flatMap((source) => [
    ...tooLong(source),
    ...oddName(source),
    ...unformatted(source),
    ...bareNames(source),
    ...plainLookUps(source),
    ...halvedTexts(source),
  ]);
}

function tooLong({ path, lines }: SourceFile): Finding[] {
  const ceiling = CEILINGS.find(([pattern]) => pattern.test(path))?.[1] ?? 0;
  if (lines <= ceiling) return [];
  const why = 'a file does one thing; blank lines, comments and imports do not count';
  return [
    {
      file: path,
      what: `has ${lines} lines of code, more than ${ceiling}`,
      why,
      mend: 'split it by what it does',
    },
  ];
}

function oddName({ path }: SourceFile): Finding[] {
  if (KEBAB.test(path)) return [];
  return [
    { file: path, what: 'has a name that is not in kebab case', mend: 'rename it, as in read-totals.ts' },
  ];
}

function unformatted({ path, original }: SourceFile): Finding[] {
  const at = original.split('\n').findIndex((line) => IGNORE.test(line));
  if (at < 0) return [];
  return [
    {
      file: path,
      line: at + 1,
      what: 'switches the formatter off',
      why: 'lines that are pressed together are not fewer',
      mend: 'take the comment out, run npm run format, and split the file where it becomes too long',
    },
  ];
}

function bareNames({ path, original }: SourceFile): Finding[] {
  return original.split('\n').flatMap((line, at) => {
    const name = BARE_NAME.exec(line)?.[1];
    if (name === undefined) return [];
    return [
      {
        file: path,
        line: at + 1,
        what: `has a function ${name}`,
        why: 'it could be of anything: a search finds it, and no reader knows what comes out',
        mend: 'name it by what goes in or comes out, as in scopeText, parseScope, entryItem',
      },
    ];
  });
}

/** A table by texts; the names of a union cannot be others. */
const TEXT_TABLE = /^(?:export )?const (\w+): Readonly<Record<string,/gm;
const DEPLOYED = /^(?:core|providers|adapters|lambdas|contracts|client)\//;

/** `TABLE[text]` finds what every object has: a provider called `constructor` was printed as a function. */
function plainLookUps({ path, original }: SourceFile): Finding[] {
  if (!DEPLOYED.test(path) || path === 'contracts/look-up.ts') return [];
  const tables = [...original.matchAll(TEXT_TABLE)].flatMap(([, name]) => name ?? []);
  return original.split('\n').flatMap((line, index) => {
    const table = tables.find((name) => new RegExp(`(?<![\\w.])${name}\\[`).test(line));
    if (table === undefined) return [];
    return [
      {
        file: path,
        line: index + 1,
        what: `looks a text up in the object ${table}`,
        why: 'every object has a constructor and a toString, and senders choose the text',
        mend: `lookUp(${table}, text) of contracts/look-up.ts finds own names alone`,
      },
    ];
  });
}

/** A text that is cut to a length: by the name of the text, or by that of the length. */
const HALVED =
  /\b(?:text|name|value|message|title|problem|reason|body|detail|field|charset|encoding|type|error|String\([^()]*\)\)?|trim\(\))\.(?:slice|substring)\(0, (?:\d\d+|most|[A-Z][A-Z_]*|LIMITS\.\w+)\)(?!\.includes)|\.(?:slice|substring)\(0, (?:[A-Z_]*CHARACTERS|LIMITS\.\w*Characters)\)/;

/** `text.slice(0, 150)` ends in half an emoji: Slack, the table and a file of UTF-8 each do something else with it. */
function halvedTexts({ path, original }: SourceFile): Finding[] {
  if (!DEPLOYED.test(path) || path === 'contracts/cut-text.ts') return [];
  return original.split('\n').flatMap((line, index) => {
    if (!HALVED.test(line)) return [];
    return [
      {
        file: path,
        line: index + 1,
        what: 'cuts a text wherever its length ends',
        why: 'a character of two halves may be cut in the middle, and senders choose the text',
        mend: 'cutText(text, most) of contracts/cut-text.ts ends before such a character',
      },
    ];
  });
}
