import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text, word } from './template.ts';
import type { Stack, Template } from './template.ts';
import { unnest } from './nested-stacks.ts';

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: Record<string, unknown>;
  readonly dependencies?: readonly string[];
}

function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as unknown;
}

/** The stacks of a cloud assembly, nested ones too, with their templates and asset folders. */
export function loadAssembly(folder: string): Stack[] {
  const { artifacts } = readJson(folder, 'manifest.json') as { artifacts: Record<string, Artifact> };
  const assets = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    if (artifact.type === 'cdk:asset-manifest') {
      addAssets(assets, folder, word(artifact.properties?.['file']));
    }
  }
  return Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .flatMap(([id, artifact]) => {
      const [account = '', region = ''] = (artifact.environment ?? '').replace('aws://', '').split('/');
      return unnest({
        name: text(artifact.properties?.['stackName']) ?? id,
        account: /^\d{12}$/.test(account) ? account : '000000000000',
        region: region === '' || region === 'unknown-region' ? 'us-east-1' : region,
        template: readJson(folder, word(artifact.properties?.['templateFile'])) as Template,
        assets,
      });
    });
}

interface AssetManifest {
  readonly files?: Record<
    string,
    { source: { path?: string }; destinations: Record<string, { objectKey: string }> }
  >;
}

function addAssets(assets: Map<string, string>, folder: string, file: string): void {
  const { files } = readJson(folder, file) as AssetManifest;
  for (const { source, destinations } of Object.values(files ?? {})) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, path.join(folder, source.path));
    }
  }
}
