#!/usr/bin/env node
/** `npm create costkeeper`: makes a folder that deploys a ledger, with a stage file and nothing to build. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AWS_REGION } from '../contracts/aws-region.ts';
import { folderFiles } from './folder-files.ts';

const HELP = `npm create costkeeper [FOLDER] -- [options]: a folder that deploys Costkeeper.

  FOLDER           new or empty (default: costs)
  --admin MAIL     becomes administrator; Cognito mails a temporary password
  --region NAME    where it is deployed to (default: the region of your AWS credentials)
  --account ID     refuses a deployment with the credentials of another account
  --stage NAME     the stage's name (default: production)
  --help           this text`;

/** @throws Error whose sentence says what to do instead */
function create(folder: string, options: Parameters<typeof folderFiles>[0]): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty: name a new folder`);
  }
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(folderFiles(options))) writeFileSync(join(folder, file), text);
}

/** What synthesis or a deployment would refuse much later. @throws Error with what is wrong */
function checkOptions(admin: string | undefined, region: string | undefined): void {
  if (admin !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(admin))
    throw new Error(`--admin takes a mail address such as me@example.com, not "${admin}"`);
  if (region !== undefined && !AWS_REGION.test(region))
    throw new Error(`--region takes a region such as eu-central-1, not "${region}"`);
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      admin: { type: 'string' },
      region: { type: 'string' },
      account: { type: 'string' },
      stage: { type: 'string', default: 'production' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [name = 'costs'] = positionals;
  if (values.help) {
    console.log(HELP);
  } else {
    const { admin, region, account, stage } = values;
    checkOptions(admin, region);
    const folder = resolve(name);
    const packageName = basename(folder)
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]/g, '-')
      .replace(/^[._-]+/, '');
    create(folder, { name: packageName || 'costs', stage, admin, region, account });
    console.log(`${name} is made. Its options are in ${name}/stages.js. Next:

  cd ${name} && npm install
  npx cdk bootstrap          once for each account and region
  npx cdk deploy --all`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
