import { describe, expect, it } from 'vitest';
import { isRecursion, nextLink, runsOf } from '../../../local/lambda/recursion.ts';

const FIRST = 'arn:aws:lambda:eu-west-1:000000000000:function:first';
const SECOND = 'arn:aws:lambda:eu-west-1:000000000000:function:second';

describe('a chain of calls', () => {
  it('ends when one function has run in it sixteen times', () => {
    let trace: string | undefined;
    for (let run = 1; run <= 16; run += 1) {
      const link = nextLink(trace, FIRST);
      expect(link.runs).toBe(run);
      expect(isRecursion(link)).toBe(false);
      trace = link.trace;
    }
    expect(isRecursion(nextLink(trace, FIRST))).toBe(true);
    expect(isRecursion(nextLink(trace, SECOND))).toBe(false);
  });

  it('counts each of its functions, and keeps its root', () => {
    const one = nextLink(undefined, FIRST).trace;
    const two = nextLink(one, SECOND).trace;
    const three = nextLink(two, FIRST).trace;
    expect([runsOf(three, FIRST), runsOf(three, SECOND)]).toEqual([2, 1]);
    expect(/Root=[^;]+/.exec(three)?.[0]).toBe(/Root=[^;]+/.exec(one)?.[0]);
    expect(nextLink(undefined, FIRST).trace).not.toBe(one);
  });

  it('begins anew with a header of somebody else', () => {
    expect(runsOf('Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', FIRST)).toBe(
      0,
    );
    expect(runsOf('Lineage=a87bd80c:x|:', FIRST)).toBe(0);
  });
});
