import type { ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './command.ts';
import { LEDGER_OPTIONS } from './find-ledger.ts';

/** What can be typed: a command, or a program, which has its own options. */
interface Typed {
  readonly name: string;
  readonly options?: ParseArgsOptionsConfig;
  readonly run?: unknown;
}

/** What may follow the first word of a command line. */
interface Following {
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

const COMMON_FLAGS = ['json', 'help', ...Object.keys(LEDGER_OPTIONS)];

/** What a shell completes the commands by. @throws UsageError for a shell that it knows nothing of */
export function completion(shell: string | undefined, commands: readonly Typed[]): string {
  const following = followingOf(commands);
  if (shell === 'bash') return bashCompletion(following);
  // zsh takes bash's by its own emulation.
  if (shell === 'zsh') {
    return ['autoload -U +X bashcompinit && bashcompinit', bashCompletion(following)].join('\n');
  }
  if (shell === 'fish') return fishCompletion(following);
  throw new UsageError(`completion is for bash, zsh or fish, not "${shell ?? ''}"`);
}

function followingOf(commands: readonly Typed[]): Map<string, Following> {
  const all = new Map<string, Following>();
  for (const { name, options = {}, run } of commands) {
    const [first = '', second] = name.split(' ');
    const known = all.get(first) ?? { words: [], flags: [] };
    const flags = run === undefined ? ['help'] : [...COMMON_FLAGS, ...Object.keys(options)];
    all.set(first, {
      words: second === undefined ? known.words : [...known.words, second],
      flags: [...new Set([...known.flags, ...flags])],
    });
  }
  return all;
}

function bashCompletion(following: ReadonlyMap<string, Following>): string {
  const cases = [...following].map(
    ([first, { words, flags }]) =>
      `    ${first}) words="${words.join(' ')}"; flags="${flags.map((flag) => `--${flag}`).join(' ')}" ;;`,
  );
  return [
    '_costkeeper() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" words="" flags=""',
    `  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${[...following.keys()].join(' ')}" -- "$word")); return; fi`,
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    '  case "$word" in',
    '    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;',
    '    *) if [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); fi ;;',
    '  esac',
    '}',
    'complete -o default -F _costkeeper costkeeper',
  ].join('\n');
}

function fishCompletion(following: ReadonlyMap<string, Following>): string {
  const lines = [...following].flatMap(([first, { words, flags }]) => {
    const after = `complete -c costkeeper -n '__fish_seen_subcommand_from ${first}'`;
    const second = `'__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${words.join(' ')}'`;
    return [
      // -f: a second word is none of the folder's files.
      ...(words.length > 0 ? [`complete -c costkeeper -n ${second} -f -a '${words.join(' ')}'`] : []),
      ...flags.map((flag) => `${after} -l ${flag}`),
    ];
  });
  const firsts = [...following.keys()].join(' ');
  return [`complete -c costkeeper -n __fish_use_subcommand -f -a '${firsts}'`, ...lines].join('\n');
}
