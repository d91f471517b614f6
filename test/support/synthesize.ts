import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../../config/stage-schema.ts';
import { findStage } from '../../config/stages.ts';
import { createLedger, type LedgerParts } from '../../lib/create-ledger.ts';
import { ownStacks } from '../../lib/placement.ts';

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/**
 * An app with the project's own context. Bundling, which takes seconds, is off, and so is the check of templates by
 * CloudFormation's own rules at each synthesis: test/lib/nag.test.ts asks it once for the stages that count.
 */
export function createApp(): App {
  return new App({
    builtinCloudFormationValidation: false,
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] },
  });
}

/** A stack's template as plain data. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** Makes the stacks of a stage as its own deployment has them. */
export function createStacks(app: App, stage: StageConfig): LedgerParts {
  return createLedger(ownStacks(app, stage), stage);
}

/** All stacks of one stage, synthesized in this process. */
export interface Synthesized {
  readonly stacks: Readonly<Record<'data' | 'pipeline' | 'api', Stack>>;
  readonly data: Template;
  readonly pipeline: Template;
  readonly api: Template;
  /** Every stack's template. */
  readonly all: readonly Template[];
}

const unchanged = new Map<string, Synthesized>();

/**
 * Synthesizes the stage with single values changed, and without the dashboard unless they say so. A stage as it is, is
 * synthesized once for all files of a worker: nobody changes what is answered.
 */
export function synthesize(name = 'production', overrides: Partial<StageConfig> = {}): Synthesized {
  const known = Object.keys(overrides).length === 0 ? unchanged.get(name) : undefined;
  if (known) return known;
  const made = synthesizeAnew(name, overrides);
  if (Object.keys(overrides).length === 0) unchanged.set(name, made);
  return made;
}

function synthesizeAnew(name: string, overrides: Partial<StageConfig>): Synthesized {
  const parts = createStacks(createApp(), findStage(name, { dashboard: false, ...overrides }));
  const stacks = { data: Stack.of(parts.data), pipeline: Stack.of(parts.pipeline), api: Stack.of(parts.api) };
  const [data, pipeline, api] = [stacks.data, stacks.pipeline, stacks.api].map((stack) =>
    Template.fromStack(stack),
  ) as [Template, Template, Template];
  return { stacks, data, pipeline, api, all: [data, pipeline, api] };
}

/** Every resource of the type in any of the stacks, by logical id. */
export function resourcesOf(templates: readonly Template[], type: string): Record<string, Resource> {
  return Object.assign({}, ...templates.map((template) => template.findResources(type))) as Record<
    string,
    Resource
  >;
}

/** The one resource of the type whose logical id begins so. */
export function resourceNamed(templates: readonly Template[], type: string, prefix: string): Resource {
  const found = Object.entries(resourcesOf(templates, type)).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1 || !found[0]) {
    throw new Error(`${found.length} resources of ${type} begin with ${prefix}, not one.`);
  }
  return found[0][1];
}
