#!/usr/bin/env node
/** The CDK app of a folder that has a stages.js and nothing else, as `npm create costkeeper` makes it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib/core';
import type { Stages } from './costkeeper.ts';
import { synthesizeStage } from './synthesize-stage.ts';

const FILE = 'stages.js';

async function readStages(): Promise<Stages> {
  const path = resolve(FILE);
  if (!existsSync(path)) throw new Error(`${path} is missing: npm create costkeeper makes a folder with one`);
  const { default: stages } = (await import(pathToFileURL(path).href)) as { default?: Stages };
  if (typeof stages !== 'object')
    throw new Error(`${FILE} must export its stages: export default { production: {} };`);
  return stages;
}

try {
  synthesizeStage(new App(), await readStages(), { file: FILE, environment: process.env });
} catch (error) {
  // The sentence says what to write; a stack trace above it would hide that.
  console.error(error instanceof Error && error.constructor === Error ? error.message : error);
  process.exit(1);
}
