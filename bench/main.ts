import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** A benchmark is a file `bench/NAME.ts`; `run` prints what people read and hands back the last line's object. */
interface Benchmark {
  readonly description: string;
  /** `args` are the options behind the name. */
  run(args?: readonly string[]): object | Promise<object>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { help: { type: 'boolean', short: 'h' } },
});
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -3));
const load = async (name: string): Promise<Benchmark> => (await import(`./${name}.ts`)) as Benchmark;

const [name] = positionals;
if (values.help || name === undefined || !names.includes(name)) {
  console.log('npm run bench -- NAME: one benchmark; its last line on stdout is one JSON object.\n');
  for (const known of names) console.log(`  ${known.padEnd(16)} ${(await load(known)).description}`);
  process.exit(values.help ? 0 : 1);
}
console.log(JSON.stringify(await (await load(name)).run(process.argv.slice(3))));
