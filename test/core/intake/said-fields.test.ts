import { describe, expect, it } from 'vitest';
import { SENT_FIELDS, shownName } from '../../../contracts/entry-field-names.ts';
import { overlaid, saidFields } from '../../../core/intake/said-fields.ts';

describe('what is said beside an answer', () => {
  it('may be every field of a message but what the answer itself says', () => {
    const beside = Object.fromEntries(SENT_FIELDS.map((name) => [shownName(name), `own ${name}`]));
    const { usage: _usage, problems: _problems, via: _via, ...rest } = beside;
    expect(saidFields(beside, {})).toEqual(rest);
    expect(saidFields({}, beside)).toEqual(rest);
  });

  it('names a resource and a group flat too, as a URL does', () => {
    expect(saidFields({}, { resourceType: 'episode', resourceId: 'ep-7' })).toEqual({
      resource: { type: 'episode', id: 'ep-7' },
    });
  });

  it('is joined with the answer’s own attributes, tags and metadata, and replaces all else', () => {
    const event = { model: 'm', attributes: { a: '1' }, metadata: { raw: 1 } };
    const said = { model: 'n', attributes: { b: '2' }, tags: { t: 'v' } };
    expect(overlaid(event, said)).toEqual({
      model: 'n',
      attributes: { a: '1', b: '2' },
      tags: { t: 'v' },
      metadata: { raw: 1 },
    });
  });
});
