import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unnest } from '../../local/nested-stacks.ts';
import type { Stack, Template } from '../../local/template.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'local-nested-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const assets = new Map<string, string>();

/** A nested stack's template as an asset, and the address that names it. */
function asset(letter: string, template: object): object {
  const [key, file] = [`${letter.repeat(64)}.json`, path.join(folder, `${letter}.json`)];
  writeFileSync(file, JSON.stringify(template));
  assets.set(key, file);
  return { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/assets/${key}` };
}

function stackOf(template: Template): Stack {
  return { name: 'Mine', region: 'eu-west-1', account: '111122223333', assets, template };
}

function nested(Properties: Record<string, unknown>) {
  return { Type: 'AWS::CloudFormation::Stack', Properties };
}

const DATA = {
  Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
  Outputs: {
    Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    Url: { Value: { Ref: 'Queue' }, Export: { Name: 'url' } },
  },
};
const PIPELINE = {
  Parameters: { given: { Type: 'String' }, own: { Type: 'String', Default: 'x' } },
  Resources: {
    Work: { Type: 'AWS::Lambda::Function', Properties: { Arn: [{ Ref: 'given' }], Own: { Ref: 'own' } } },
  },
};

describe('nested stacks', () => {
  it('stand beside their parent and each other, and hand on by exports what they did by parameters', () => {
    const Resources = {
      Data: nested({ TemplateURL: asset('a', DATA) }),
      Pipeline: nested({
        TemplateURL: asset('b', PIPELINE),
        Parameters: { given: { 'Fn::GetAtt': ['Data', 'Outputs.Arn'] } },
      }),
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Url: { 'Fn::GetAtt': 'Data.Outputs.Url' } } },
    };
    const [mine, data, pipeline, ...more] = unnest(stackOf({ Resources }));
    expect(more).toEqual([]);
    expect([mine?.name, data?.name, pipeline?.name]).toEqual(['Mine', 'Mine-Data', 'Mine-Pipeline']);
    expect(mine?.template.Resources).toEqual({
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Url: { 'Fn::ImportValue': 'url' } } },
    });
    expect(data?.template.Outputs?.['Arn']?.Export).toEqual({ Name: 'Mine-Data:Arn' });
    expect(pipeline?.template.Parameters).toEqual({ own: { Type: 'String', Default: 'x' } });
    expect(pipeline?.template.Resources?.['Work']?.Properties).toEqual({
      Arn: [{ 'Fn::ImportValue': 'Mine-Pipeline:given' }],
      Own: { Ref: 'own' },
    });
    expect(mine?.template.Outputs?.['Pipelinegiven']).toEqual({
      Value: { 'Fn::ImportValue': 'Mine-Data:Arn' },
      Export: { Name: 'Mine-Pipeline:given' },
    });
  });

  it('whose template is elsewhere stay as they are, and a stack without any is the same', () => {
    const TemplateURL = `https://example.com/${'c'.repeat(64)}.json`;
    const stack = stackOf({
      Resources: { Other: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } },
    });
    expect(unnest(stack)).toEqual([stack]);
  });
});
