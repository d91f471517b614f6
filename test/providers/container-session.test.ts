import { describe, expect, it } from 'vitest';
import { isSession, sessionId } from '../../providers/container-session.ts';

/** The example of OpenAI's reference of containers, which was made at that second. */
const CONTAINER = 'cntr_682dfebaacac8198bbfe9c2474fb6f4a085685cbe3cb5863';
const MADE = 1_747_844_794;

describe('the session of a container', () => {
  it.each([
    [MADE, ''],
    [MADE + 1199, ''],
    [MADE + 1200, '/1'],
    [MADE + 3599, '/2'],
    // Clocks differ, and 0 is a time that is not known.
    [MADE - 2, ''],
    [0, ''],
  ])('at %s is the same for all answers of its twenty minutes', (at, end) => {
    expect(sessionId(CONTAINER, at)).toBe(`session/${CONTAINER}${end}`);
  });

  it('is one for a container whose id has no time', () => {
    expect(sessionId('cntr_1', MADE + 5000)).toBe('session/cntr_1');
  });

  it('is told from an answer by its id', () => {
    expect([isSession(sessionId('c', 0)), isSession('resp_1'), isSession(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
