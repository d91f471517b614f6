import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { StageConfig } from '../../config/stage-schema.ts';
import { makeTemplates } from '../../cdk/template/make-templates.ts';
import { zipFolder } from '../../scripts/pack/zip-folder.ts';
import { RULES } from '../lib/rules/all.ts';
import { EVERY_OPTION } from '../lib/rules/stages.ts';
import { resourcesIn, type StackTemplate, templatesOf } from '../lib/rules/templates.ts';
import { createApp } from '../support/synthesize.ts';

const OPTIONS = { stage: 'production', retainData: true, alarmMail: 'ops@example.com' };
const made = makeTemplates(createApp(), OPTIONS);
const root = made.root as StackTemplate & { Parameters: Record<string, unknown> };
const tags = { app: 'costkeeper', stage: 'production' };
const stacks = made.parts.map(({ id, template }) => ({
  ...(template as Omit<StackTemplate, 'name'>),
  name: `Costkeeper${id}-production`,
  tags,
}));

/** Names that a text reads from another stack, or gives to one. */
function exportsIn(template: object, pattern: RegExp): string[] {
  return [...JSON.stringify(template).matchAll(pattern)].map(([, name = '']) => name);
}

function resourceNames(all: readonly StackTemplate[]): string[] {
  return resourcesIn(all).map(({ stack, id, Type }) => `${stack.name} ${id} ${Type}`);
}

describe('the templates of a deployment without CDK', () => {
  it.each(Object.entries(RULES))('keep the rule %s', async (name, rule) => {
    const admin = ['UserPoolUser Admin0', 'UserPoolUserToGroupAttachment Admin0Group'].map(
      (one) =>
        `AWS::Cognito::${one} of CostkeeperApi-production is of a type that nobody has said what it is for`,
    );
    // No stage of this repository has an administrator in its template; this one has, and no other resource besides.
    expect(await rule(stacks)).toEqual(name === 'nothingIsOpenedBeside' ? admin : []);
  });

  it('deploy the same resources as CDK does, and the first administrator', () => {
    const byCdk = templatesOf('production', { ...OPTIONS, ...DEFAULTS });
    const admin = ['CostkeeperApi-production Admin0 AWS::Cognito::UserPoolUser'];
    expect(resourceNames(stacks).toSorted()).toEqual(
      [
        ...resourceNames(byCdk),
        ...admin,
        `${admin[0]?.replace(/ AWS.*/, '')}Group AWS::Cognito::UserPoolUserToGroupAttachment`,
      ].toSorted(),
    );
  });

  it('need no bootstrap, and find each file by two parameters', () => {
    const text = JSON.stringify([root, stacks]);
    expect(text).not.toMatch(/cdk-hnb659fds|BootstrapVersion|cdk-assets/);
    const named = [...text.matchAll(/"([0-9a-f]{64}\.\w+)"/g)].map(([, key]) => key);
    expect(new Set(named)).toEqual(new Set(made.files.map(({ key }) => key)));
    expect(Object.keys(root.Parameters)).toEqual(['AdminMail', 'AssetBucket', 'AssetPrefix']);
  });

  it('are nested so that who exports something comes before who imports it', () => {
    for (const { id, after, template } of made.parts) {
      const imported = exportsIn(template, /"Fn::ImportValue":"([^"]+)"/g);
      const before = made.parts.filter((part) => after.includes(part.id));
      const exported = before.flatMap((part) => exportsIn(part.template, /"Export":\{"Name":"([^"]+)"/g));
      expect([id, imported.filter((name) => !exported.includes(name))]).toEqual([id, []]);
      const nested = root.Resources[id] as unknown as {
        DependsOn?: string[];
        Properties: { Parameters?: object };
      };
      expect(nested.DependsOn ?? []).toEqual(after);
      // Parameters that have no value of their own are given.
      const needed = Object.entries((template.Parameters ?? {}) as Record<string, { Default?: unknown }>)
        .filter(([, { Default }]) => Default === undefined)
        .map(([name]) => name);
      expect(Object.keys(nested.Properties.Parameters ?? {}).toSorted()).toEqual(needed.toSorted());
    }
  });

  it('tell in one place what each part tells', () => {
    const { Outputs = {} } = root;
    expect(Outputs['ApiUrl']?.Value).toEqual({ 'Fn::GetAtt': ['Api', 'Outputs.ApiUrl'] });
    expect(Object.keys(Outputs)).toEqual(
      expect.arrayContaining(['DashboardUrl', 'UsageQueueUrl', 'UserPoolId']),
    );
  });

  it('take every option but a key, and no administrator where another issuer says who is one', () => {
    const { customerManagedKey: _, ...options } = EVERY_OPTION;
    const all = makeTemplates(createApp(), { ...options, stage: 'all' });
    expect(Object.keys((all.root as typeof root).Parameters)).toEqual(['AssetBucket', 'AssetPrefix']);
    expect(() => makeTemplates(createApp(), { stage: 'all', customerManagedKey: true })).toThrow(
      /^customerManagedKey: a key needs its region/,
    );
  });
});

/** What a stage is without options; production of this repository has some. */
const DEFAULTS = {
  account: undefined,
  gradualDeploys: false,
  freshnessSeconds: 2,
  logRetentionDays: 30,
  userHoldUsd: undefined,
  suspectFactor: 0,
  priceCanary: undefined,
  exchangeRates: [],
  cacheSeconds: 0,
  trackedTags: [],
} satisfies Partial<StageConfig>;

describe('a folder as a zip', () => {
  it('has every file with its content, and is the same each time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'costkeeper-zip-'));
    mkdirSync(join(folder, 'page'));
    writeFileSync(join(folder, 'page/ä.html'), 'x'.repeat(10_000));
    writeFileSync(join(folder, 'index.mjs'), '');
    mkdirSync(join(folder, '.well-known'));
    writeFileSync(join(folder, '.well-known/security.txt'), 'y');
    const zip = zipFolder(folder);
    expect(zipFolder(folder)).toEqual(zip);
    rmSync(folder, { recursive: true });
    expect(readZip(zip)).toEqual({
      '.well-known/security.txt': 'y',
      'index.mjs': '',
      'page/ä.html': 'x'.repeat(10_000),
    });
  });
});

/** Reads a zip by its directory at the end. @throws where a content is not that of its checksum */
function readZip(zip: Buffer): Record<string, string> {
  const end = zip.length - 22;
  const files: Record<string, string> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [crc, size, full] = [16, 20, 24].map((offset) => zip.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const body = zip.readUInt32LE(at + 42) + 30 + nameLength;
    const content = inflateRawSync(zip.subarray(body, body + size));
    if (crc32(content) !== crc || content.length !== full) throw new Error(`${name} is damaged`);
    files[name] = content.toString();
    at += 46 + nameLength;
  }
  return files;
}
