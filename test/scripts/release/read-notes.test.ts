import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PACKAGES } from '../../../scripts/pack/packages.ts';
import { readNotes } from '../../../scripts/release/read-notes.ts';

const CHANGELOG = `# Changelog

Newest first.

## Unreleased

## 0.2.0 - 2026-12-01

### Added

- A gate.

## [0.1.0] - 2026-11-01

- The first.
`;

const versions = { 'package.json': '0.2.0', 'client/package.json': '0.2.0' };

describe('the notes of a release', () => {
  it('are the section of its version, whatever its level of headings below', () => {
    expect(readNotes({ tag: 'v0.2.0', versions, changelog: CHANGELOG })).toBe('### Added\n\n- A gate.');
    expect(readNotes({ tag: 'v0.1.0', versions: { 'package.json': '0.1.0' }, changelog: CHANGELOG })).toBe(
      '- The first.',
    );
  });

  it.each([
    ['0.2.0', versions, '0.2.0 is no tag of a release'],
    ['vnext', versions, 'vnext is no tag'],
    ['v0.2.0', { ...versions, 'client/package.json': '0.1.0' }, 'client/package.json says 0.1.0'],
    ['v0.3.0', { 'package.json': '0.3.0' }, 'has no section 0.3.0'],
    ['v0.2', { 'package.json': '0.2' }, 'v0.2 is no tag'],
  ])('of %s with %o are refused', (tag, given, reason) => {
    expect(() => readNotes({ tag, versions: given, changelog: CHANGELOG })).toThrow(reason);
  });

  it('are not empty', () => {
    const changelog = '## 0.2.0\n\n## 0.1.0\n\n- The first.\n';
    expect(() => readNotes({ tag: 'v0.2.0', versions, changelog })).toThrow('is empty');
  });
});

describe('the workflow of a release', () => {
  it('names the repository in every package that is published', () => {
    const workflow = readFileSync(new URL('../../../.github/workflows/release.yml', import.meta.url), 'utf8');
    expect(workflow).toContain(`for folder in ${PACKAGES.join(' ')}; do`);
  });
});
