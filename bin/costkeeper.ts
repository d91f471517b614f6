import { App } from 'aws-cdk-lib/core';
import { synthesizeStage } from '../cdk/synthesize-stage.ts';
import { STAGES } from '../config/stages.ts';

try {
  synthesizeStage(new App(), STAGES, { file: 'config/stages.ts', environment: process.env });
} catch (error) {
  // The sentence says what to write; a stack trace above it would hide that.
  console.error(error instanceof Error && error.constructor === Error ? error.message : error);
  process.exit(1);
}
