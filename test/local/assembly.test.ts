import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadAssembly } from '../../local/assembly.ts';
import { synthesize } from '../../local/synthesize.ts';

const root = mkdtempSync(path.join(tmpdir(), 'local-assembly-'));
const cache = path.join(root, 'cache');
mkdirSync(path.join(root, 'bin'));
writeFileSync(path.join(root, 'cdk.json'), '{"context":{"stage":"other","kept":"yes"}}');
writeFileSync(
  path.join(root, 'bin', 'app.mjs'),
  `import { mkdirSync, writeFileSync, appendFileSync } from 'node:fs';
const out = process.env.CDK_OUTDIR;
const context = JSON.parse(process.env.CDK_CONTEXT_JSON);
if (context.stage === 'wrong') { console.error('there is no stage "wrong"'); process.exit(1); }
mkdirSync(out, { recursive: true });
appendFileSync('runs', '.');
const write = (name, content) => writeFileSync(out + '/' + name, JSON.stringify(content));
write('manifest.json', { artifacts: {
  'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
  App: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/eu-west-1', properties: { templateFile: 'App.template.json' } },
  Tree: { type: 'cdk:tree' },
} });
write('App.assets.json', { files: { abc: { source: { path: 'asset.abc' }, destinations: { d: { objectKey: 'abc.zip' } } } } });
write('App.template.json', { Resources: {}, Outputs: { Context: { Value: context } } });
`,
);

afterAll(() => rmSync(root, { recursive: true, force: true }));

function make(context: Record<string, unknown>): Promise<string> {
  return synthesize({ root, app: path.join('bin', 'app.mjs'), context }, cache);
}

describe('the cloud assembly', () => {
  it('is made as the CDK command makes it: context of cdk.json, then the given one', async () => {
    const folder = await make({ stage: 'dev' });
    const [stack] = loadAssembly(folder);
    expect(stack).toMatchObject({ name: 'App', region: 'eu-west-1', account: '000000000000' });
    expect(stack?.template.Outputs?.['Context']?.Value).toMatchObject({ stage: 'dev', kept: 'yes' });
    expect(stack?.assets.get('abc.zip')).toBe(path.join(folder, 'asset.abc'));
  });

  it('is made again only when an input has changed', async () => {
    const runs = () => readFileSync(path.join(root, 'runs'), 'utf8').length;
    const first = await make({ stage: 'dev' });
    const before = runs();
    expect(await make({ stage: 'dev' })).toBe(first);
    expect(runs()).toBe(before);
    mkdirSync(path.join(root, 'lambdas'), { recursive: true });
    writeFileSync(path.join(root, 'lambdas', 'work.ts'), 'export {}');
    expect(await make({ stage: 'dev' })).not.toBe(first);
    expect(runs()).toBe(before + 1);
  });

  it('fails in the words of the app', async () => {
    await expect(make({ stage: 'wrong' })).rejects.toThrow('there is no stage "wrong"');
  });
});
