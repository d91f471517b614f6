import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../scripts/smoke/hops.ts';
import type { LocalSystem } from '../../../testing/local-system.ts';
import { waitFor } from '../../../testing/wait-for.ts';
import { readApi } from '../../../testing/usage-flow.ts';
import { shareSystem } from '../../support/shared/shared.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const POOL = { UserPoolId: 'us-east-1_pool', TokenClientId: 'client-1' };

let system: LocalSystem;
/** What stands for CloudFormation and Cognito, which the local system has not. */
let formation: Server;
/** Users of the pool by name, with password and groups; a user is there until it is deleted. */
const users = new Map<string, { password: string; readonly groups: string[] }>();
/** What Cognito was asked to do, in order. */
const asked: string[] = [];
/** Where the system's S3 is, and its bucket: only links to files tell. */
let files: { readonly endpoint: string; readonly bucket: string };

/** What CloudFormation answers for the stacks of the stage; for other stacks, that they do not exist. */
function described(name: string): [status: number, body: string] {
  const { queueUrl, api } = system.endpoints;
  const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'CostkeeperData-staging': { UsageQueueUrl: queueUrl, BucketName: files.bucket },
    'CostkeeperApi-staging': { ApiUrl: api, ...POOL },
    'CostkeeperPage-staging': { DashboardUrl: 'https://d1.cloudfront.net/' },
  };
  const own = outputs[name];
  if (!own) {
    const error = `<Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message>`;
    return [400, `<ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`];
  }
  const members = Object.entries(own).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack =
    `<StackName>${name}</StackName><CreationTime>2026-11-29T00:00:00Z</CreationTime>` +
    `<StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs>`;
  return [
    200,
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks>` +
      '</DescribeStacksResult></DescribeStacksResponse>',
  ];
}

interface PoolCall {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly Password?: string;
  readonly GroupName?: string;
  readonly AuthParameters?: { readonly USERNAME: string; readonly PASSWORD: string };
}

/** What Cognito answers: an admin of the pool, with the password that was set, gets the local system's admin token. */
function answerOfPool(action: string, call: PoolCall): [status: number, body: object] {
  asked.push(action);
  const name = call.AuthParameters?.USERNAME ?? call.Username;
  const user = users.get(name);
  if (call.UserPoolId !== POOL.UserPoolId) return [400, { __type: 'ResourceNotFoundException' }];
  if (action === 'AdminCreateUser') users.set(name, { password: '', groups: [] });
  else if (!user) return [400, { __type: 'UserNotFoundException' }];
  else if (action === 'AdminSetUserPassword') user.password = call.Password ?? '';
  else if (action === 'AdminAddUserToGroup') user.groups.push(call.GroupName ?? '');
  else if (action === 'AdminDeleteUser') users.delete(name);
  else if (user.password === call.AuthParameters?.PASSWORD && user.groups.includes('cost-admins'))
    return [200, { AuthenticationResult: { AccessToken: system.endpoints.tokens.admin } }];
  else return [400, { __type: 'NotAuthorizedException' }];
  return [200, {}];
}

beforeAll(async () => {
  system = await shareSystem('ledger');
  files = await placeOfFiles();
  formation = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      const action = typeof target === 'string' ? target.split('.')[1] : undefined;
      if (action !== undefined) {
        const [status, answer] = answerOfPool(action, JSON.parse(body) as PoolCall);
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(answer));
        return;
      }
      const [status, xml] = described(new URLSearchParams(body).get('StackName') ?? '');
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  });
  await once(formation.listen(0, '127.0.0.1'), 'listening');
});

afterAll(async () => {
  formation.closeAllConnections();
  formation.close();
  await system[Symbol.asyncDispose]();
});

/** Has a file made by a job, as any export is, and reads where it is off its link. */
async function placeOfFiles(): Promise<typeof files> {
  const query = 'from=2026-01-01&to=2026-01-01&format=json&job=true';
  const { jobId } = await readApi<{ jobId: string }>(system.endpoints, `/reports/export?${query}`);
  const { resultUrl } = await waitFor(
    'the file of a job',
    () => readApi<{ resultUrl: string | null }>(system.endpoints, `/jobs/${jobId}`),
    (job) => job.resultUrl !== null,
  );
  const { origin, pathname } = new URL(resultUrl ?? '');
  const before = pathname.split('/exports/', 1)[0] ?? '';
  const slash = before.lastIndexOf('/');
  return { endpoint: origin + before.slice(0, slash), bucket: before.slice(slash + 1) };
}

/** The command as an operator runs it, with the services of the local system in the place of AWS's. */
async function smoke(env: Readonly<Record<string, string>>): Promise<{ code: unknown; result: SmokeResult }> {
  const { sqs, region } = system.endpoints;
  const services = `http://127.0.0.1:${(formation.address() as AddressInfo).port}`;
  const child = spawn(
    process.execPath,
    [path.join(ROOT, 'scripts/smoke.ts'), '--json', '--stage', 'staging', '--region', region],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_ENDPOINT_URL_CLOUDFORMATION: services,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: services,
        AWS_ENDPOINT_URL_SQS: sqs,
        AWS_ENDPOINT_URL_S3: files.endpoint,
        ...env,
      },
    },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, result: JSON.parse(said.trim().split('\n').at(-1) ?? '') as SmokeResult };
}

/** Versions and delete markers of all files of jobs; the bucket keeps what is only deleted. */
async function versionsOfExports(): Promise<string[]> {
  const { endpoint, bucket: Bucket } = files;
  const client = new S3Client({
    endpoint,
    region: system.endpoints.region,
    credentials,
    forcePathStyle: true,
  });
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket, Prefix: 'exports/' }),
  );
  client.destroy();
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`);
}

describe('npm run smoke -- --stage, on a stage that is the local system', () => {
  it('finds it by its stacks, signs in as an admin of its own, follows one message, and leaves nothing', async () => {
    const before = await versionsOfExports();
    const { code, result } = await smoke({});
    expect(result).toMatchObject({ ok: true, left: [] });
    expect(code).toBe(0);
    expect(result.hops.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'preflight',
        'queue',
        'ledger',
        'totals',
        'role',
        'alert mail',
        'export',
        'clean-up',
      ]),
    );
    expect(await versionsOfExports()).toEqual(before);
    expect(asked).toEqual([
      'AdminCreateUser',
      'AdminSetUserPassword',
      'AdminAddUserToGroup',
      'AdminInitiateAuth',
      'AdminDeleteUser',
    ]);
    expect([...users]).toEqual([]);
  });

  it('fails loudly, before anything is sent, with a token that the stage does not take', async () => {
    const { code, result } = await smoke({ COSTKEEPER_TOKEN: 'nothing' });
    expect(code).toBe(1);
    expect(result).toMatchObject({ ok: false, failed: { reason: expect.stringContaining('401') as string } });
    expect(result.hops.map(({ name }) => name)).not.toContain('queue');
  });
});
