import { describe, expect, it } from 'vitest';
import { linkTargets, siteLink } from '../../../scripts/docs-site/site-link.ts';

const pages = [
  { file: 'README.md', path: 'index', text: '# One\n\n## Read on\n\n- ### Within\n' },
  { file: 'docs/alerts.md', path: 'alerts', text: '# Alerts\n\n## Read `on`\n\n## Read on\n' },
  { file: 'docs/adr/README.md', path: 'adr/index', text: '# Decisions\n' },
].map((page) => ({ ...page, title: '', summary: '' }));
const targets = linkTargets(pages, (file) => file === 'config/stages.ts');
const [readme, alerts] = pages;

function link(page: (typeof pages)[number] | undefined, href: string): string | undefined {
  if (page === undefined) throw new Error('no page');
  return siteLink(page, href, targets);
}

describe('a link of the documentation', () => {
  it.each([
    [readme, 'docs/alerts.md', 'alerts.html'],
    [readme, 'docs/alerts.md#read-on-1', 'alerts.html#read-on-1'],
    [readme, '#within', '#within'],
    [alerts, '../README.md#read-on', 'index.html#read-on'],
    [alerts, 'adr/README.md', 'adr/index.html'],
    [alerts, 'adr/', 'adr/index.html'],
    [alerts, 'https://example.com/x', 'https://example.com/x'],
    [alerts, '../config/stages.ts', undefined],
  ])('leads from %o by %s to %s', (page, href, expected) => {
    expect(link(page, href)).toBe(expected);
  });

  it('stops the build where it leads to a file or a heading that is not there', () => {
    expect(() => link(alerts, 'alarms.md')).toThrow('docs/alerts.md leads to alarms.md, which is not there');
    expect(() => link(alerts, '../config/gone.ts')).toThrow(/is not there/);
    expect(() => link(alerts, '../README.md#read')).toThrow('README.md has no such heading');
    expect(() => link(alerts, '#read-on-2')).toThrow(/no such heading/);
  });
});
