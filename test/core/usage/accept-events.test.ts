import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { MOST_LINES, parseExactBody, parseExactLines } from '../../../core/usage/accept-events.ts';

const lines = (count: number) => Array.from({ length: count }, () => '{}').join('\n');

describe('a body of one document a line', () => {
  it.each([
    ['two lines', '{"a":"1"}\n{"a":"2"}', [{ a: '1' }, { a: '2' }]],
    [
      'lines of Windows, and empty ones between',
      '\n{"a":"1"}\r\n\r\n  \r\n{"a":"2"}\r\n',
      [{ a: '1' }, { a: '2' }],
    ],
    ['one line', '{"a":"1"}\n', { a: '1' }],
    ['one document over several lines', '{\n"a":"1"\n}', { a: '1' }],
    ['a list', '[{"a":"1"}\n]', [{ a: '1' }]],
  ])('is read where it has %s', (_name, body, content) => {
    expect(parseExactLines(body)).toEqual(content);
  });

  it('names the line that is not JSON', () => {
    expect(() => parseExactLines('{"a":"1"}\n{"a":"2"}\n{"b"')).toThrow('line 3 is not JSON');
    expect(() => parseExactLines('{"a":"1"}\n{"b"')).toThrow(InvalidInputError);
    expect(() => parseExactLines('{"a":"1"}\n')).not.toThrow();
    expect(() => parseExactLines('{"a":}')).toThrow(/^the body is not JSON: /);
  });

  it('may have as many lines as one answer can tell of, and not one more', () => {
    expect(parseExactLines(lines(MOST_LINES + 1))).toHaveLength(MOST_LINES + 1);
    expect(() => parseExactLines(lines(MOST_LINES + 2))).toThrow(`more than ${MOST_LINES} lines`);
  });
});

describe('a body', () => {
  it('that is not JSON, or too deep, is refused by name', () => {
    expect(() => parseExactBody('{')).toThrow(InvalidInputError);
    expect(() => parseExactBody('{')).toThrow(/^the body is not JSON: .*(JSON|position)/);
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(() => parseExactBody(deep)).toThrow(InvalidInputError);
    expect(() => parseExactBody(deep)).not.toThrow('is not JSON');
  });
});
