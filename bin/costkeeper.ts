import { App } from 'aws-cdk-lib/core';
import { readOverrides, readVariables } from '../config/overrides.ts';
import { findStage } from '../config/stages.ts';
import { createStacks } from '../lib/create-stacks.ts';

const app = new App();
const context = app.node.getAllContext() as Record<string, unknown>;
try {
  const overrides = { ...readVariables(process.env), ...readOverrides(context) };
  createStacks(app, findStage(String(context['stage']), overrides));
} catch (error) {
  // The sentence says what to write; a stack trace above it would hide that.
  console.error(error instanceof Error && error.constructor === Error ? error.message : error);
  process.exit(1);
}
