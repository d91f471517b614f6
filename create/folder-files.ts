import cdkPackage from '../cdk/package.json' with { type: 'json' };
import cdkJson from '../cdk.json' with { type: 'json' };
import repository from '../package.json' with { type: 'json' };

/** What a new folder is made for. */
export interface FolderOptions {
  /** The package's name. */
  readonly name: string;
  readonly stage: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly admin: string | undefined;
}

/** Context of this repository's own command that is no feature flag. */
const OWN_CONTEXT = new Set(['stage', 'cli-telemetry']);

/** In two pieces: it is text of another file, and no import of this one. */
const TYPE_OF_STAGES = ['import', `('${cdkPackage.name}').Stages`].join('');

/** The files of a new folder, by name. */
export function folderFiles(options: FolderOptions): Record<string, string> {
  return {
    'stages.js': stagesFile(options),
    'package.json': packageFile(options),
    'cdk.json': cdkFile(),
    '.gitignore': 'node_modules\ncdk.out\n',
  };
}

function stagesFile({ stage, region, account, admin }: FolderOptions): string {
  return `/**
 * The ledger's stages. Each option has a default; an editor lists them all.
 * @type {${TYPE_OF_STAGES}}
 */
export default {
  ${/^\w+$/.test(stage) ? stage : quoted(stage)}: {
${[
  line('account', quoted(account ?? '123456789012'), account !== undefined),
  line('region', quoted(region ?? 'us-east-1'), region !== undefined),
  line('admins', `[${quoted(admin ?? 'me@example.com')}]`, admin !== undefined),
  line('alarmMail', quoted(admin ?? 'me@example.com'), false),
].join('\n')}
  },
};
`;
}

/** A line of an option; one that is not given stands there as a comment. */
function line(name: string, text: string, given: boolean): string {
  return `    ${given ? '' : '// '}${name}: ${text},`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;
}

function packageFile({ name }: FolderOptions): string {
  const { devDependencies } = repository;
  return json({
    name,
    private: true,
    type: 'module',
    scripts: { deploy: 'cdk deploy --all', diff: 'cdk diff' },
    dependencies: { [cdkPackage.name]: cdkPackage.version, ...cdkPackage.peerDependencies },
    devDependencies: { 'aws-cdk': `^${devDependencies['aws-cdk']}` },
  });
}

function cdkFile(): string {
  const context = Object.fromEntries(
    Object.entries(cdkJson.context).filter(([name]) => !OWN_CONTEXT.has(name)),
  );
  return json({ ...cdkJson, app: `node node_modules/${cdkPackage.name}/dist/app.js`, context });
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
