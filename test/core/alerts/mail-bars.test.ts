import { describe, expect, it } from 'vitest';
import { htmlBarChart, textBarChart } from '../../../core/alerts/mail-bars.ts';
import { dollars } from '../../../core/mail/report-mail-content.ts';
import { parseUsd } from '../../../core/money/decimal.ts';

const bar = (name: string, cost: string) => ({ name, cost: parseUsd(cost) });
const CHART = {
  title: 'By <day>',
  heading: 'Day',
  bars: [bar('2026-11-01', '10'), bar('2026-11-02', '5'), bar('2026-11-03', '0.01'), bar('x<y>', '-1')],
};

describe('htmlBarChart', () => {
  it('gives the largest the whole width, what spent anything a trace, and the rest nothing', () => {
    const html = htmlBarChart(CHART, dollars);
    const widths = [...html.matchAll(/<td width="(\d+)%" style="background:#2f6db3">/g)].map(([, n]) => n);
    expect(widths).toEqual(['100', '50', '1']);
    expect(html).toContain('<td class="figure">5.00 USD</td>');
  });

  it('escapes names and says where there is nothing', () => {
    expect(htmlBarChart(CHART, dollars)).toContain('x&lt;y&gt;');
    expect(htmlBarChart(CHART, dollars)).toContain('By &lt;day&gt;');
    expect(htmlBarChart({ ...CHART, bars: [] }, dollars)).toContain('Nothing in this period.');
  });
});

describe('textBarChart', () => {
  it('draws the same with characters', () => {
    expect(textBarChart(CHART, dollars).split('\n')).toEqual([
      'By <day>',
      `2026-11-01  ${'#'.repeat(20)}  10.00 USD`,
      `2026-11-02  ${'#'.repeat(10).padEnd(20)}  5.00 USD`,
      `2026-11-03  ${'#'.padEnd(20)}  0.01 USD`,
      `x<y>        ${''.padEnd(20)}  -1.00 USD`,
    ]);
  });
});
