import { UsageError } from './command.ts';

/** What a shell completes the commands by. @throws UsageError for a shell that it knows nothing of */
export function completion(
  shell: string | undefined,
  commands: readonly { readonly name: string }[],
): string {
  const firsts = [...new Set(commands.map(({ name }) => name.split(' ')[0]))].join(' ');
  const families = new Map<string, string[]>();
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ');
    if (second !== undefined) families.set(first, [...(families.get(first) ?? []), second]);
  }
  if (shell === 'bash') {
    const cases = [...families].map(
      ([first, seconds]) => `    ${first}) COMPREPLY=($(compgen -W "${seconds.join(' ')}" -- "$word")) ;;`,
    );
    return [
      '_costkeeper() {',
      '  local word="${COMP_WORDS[COMP_CWORD]}"',
      `  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${firsts}" -- "$word")); return; fi`,
      '  case "${COMP_WORDS[1]}" in',
      ...cases,
      '  esac',
      '}',
      'complete -o default -F _costkeeper costkeeper',
    ].join('\n');
  }
  if (shell === 'zsh') return `#compdef costkeeper\n_arguments '1:command:(${firsts})' '*:file:_files'`;
  if (shell === 'fish') return `complete -c costkeeper -n __fish_use_subcommand -a '${firsts}'`;
  throw new UsageError(`completion is for bash, zsh or fish, not "${shell ?? ''}"`);
}
