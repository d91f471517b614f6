import { checkDependencies } from './dependency-rules.ts';
import { checkFiles } from './file-rules.ts';
import { type Finding, findingText, isAmong } from './finding.ts';
import { checkImports } from './import-rules.ts';
import { checkInstalled } from './installed-rules.ts';
import { checkPrices } from './price-rules.ts';
import { readRooms, readSources } from './read-sources.ts';
import { runTool, type Tool, TOOLS } from './tools.ts';

/** The result of one check. */
interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** For people. */
  readonly text: string;
  /** For programs; empty where only text was asked for. */
  readonly findings: readonly Finding[];
}

/**
 * Runs every check side by side and writes what they found. `files` are paths from the project's root, none means
 * all. Answers whether nothing was found.
 */
export async function runChecks(
  files: readonly string[],
  { json, colours }: { readonly json: boolean; readonly colours: boolean },
): Promise<boolean> {
  const packages = checkPackages();
  const running = packages.ok ? startChecks(files, { json, colours }) : [Promise.resolve(packages)];
  if (!json) for (const outcome of running) console.log(outcomeText(await outcome));
  const outcomes = await Promise.all(running);
  const ok = outcomes.every((outcome) => outcome.ok);
  if (json) {
    const checks = outcomes.map(({ text: _text, ...outcome }) => outcome);
    console.log(JSON.stringify({ ok, checks }, undefined, 2));
  }
  return ok;
}

function startChecks(
  files: readonly string[],
  options: { readonly json: boolean; readonly colours: boolean },
): Promise<CheckResult>[] {
  return [
    Promise.resolve(checkRules(files)),
    ...TOOLS.flatMap((tool) => {
      const args = tool.args(files, options.json);
      return args ? [checkByTool(tool, args, files, options)] : [];
    }),
  ];
}

function checkPackages(): CheckResult {
  const started = performance.now();
  return rulesResult('packages', checkInstalled(), started);
}

function rulesResult(name: string, findings: readonly Finding[], started: number): CheckResult {
  const text = findings.map(findingText).join('\n');
  return { name, ok: findings.length === 0, seconds: secondsSince(started), text, findings };
}

function checkRules(files: readonly string[]): CheckResult {
  const started = performance.now();
  const sources = readRooms();
  const findings = [
    ...checkImports(sources),
    ...checkFiles([...sources, ...readSources('test')]),
    ...checkDependencies(),
    ...checkPrices(),
  ].filter(({ file }) => isAmong(file, files));
  return rulesResult('rules', findings, started);
}

async function checkByTool(
  tool: Tool,
  args: readonly string[],
  files: readonly string[],
  { json, colours }: { readonly json: boolean; readonly colours: boolean },
): Promise<CheckResult> {
  const started = performance.now();
  const { ok, output } = await runTool(tool.name, args, colours);
  const done = (more: Pick<CheckResult, 'ok' | 'text' | 'findings'>): CheckResult => ({
    name: tool.about,
    seconds: secondsSince(started),
    ...more,
  });
  if (tool.whole && !ok) {
    const findings = findingsOf(tool, output).filter(
      ({ file }) => file === tool.name || isAmong(file, files),
    );
    return done({ ok: findings.length === 0, text: findings.map(findingText).join('\n'), findings });
  }
  const text = ok ? '' : `${output.trim()}\n  mend: ${tool.mend}`;
  return done({ ok, text, findings: json && !ok ? findingsOf(tool, output) : [] });
}

/** What the tool found; where it says something else, as about its own settings, that is the finding. */
function findingsOf(tool: Tool, output: string): readonly Finding[] {
  const other = [{ file: tool.name, what: output.trim(), mend: tool.mend }];
  try {
    const found = tool.read(output);
    return found.length > 0 ? found : other;
  } catch (error) {
    if (error instanceof SyntaxError) return other;
    throw error;
  }
}

function outcomeText({ name, ok, seconds, text }: CheckResult): string {
  const line = `${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`;
  return text === '' ? line : `${text}\n${line}`;
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10;
}
