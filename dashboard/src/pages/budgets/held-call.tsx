import { Link } from 'wouter';
import type { HoldList } from '../../api/types.ts';
import { resourceHref } from '../../parts/links.tsx';
import type { NameOf } from '../../parts/names.ts';

type Hold = HoldList['holds'][number];

/** What a hold is for, and where it stands among others. */
export function HeldCall({ hold, nameOf }: { readonly hold: Hold; readonly nameOf: NameOf }) {
  return (
    <>
      <CallText call={hold.call} nameOf={nameOf} />
      <Below hold={hold} />
    </>
  );
}

/** Where a hold stands in its tree, by the ends of ids: rows beside it have the same. */
function Below({ hold: { id, parentHoldId, leftUsd } }: { readonly hold: Hold }) {
  if (parentHoldId === null && leftUsd === null) return null;
  return (
    <>
      <br />
      <span className="hint" title={id}>
        {parentHoldId === null ? shortId(id) : `${shortId(id)} below ${shortId(parentHoldId)}`}
      </span>
    </>
  );
}

function shortId(id: string): string {
  return `…${id.slice(-6)}`;
}

/** What the call is for: its model, and the work it belongs to. */
function CallText({
  call: { provider, model, resource, group },
  nameOf,
}: {
  readonly call: Hold['call'];
  readonly nameOf: NameOf;
}) {
  const what = [provider, model].filter((part) => part !== null).join(' · ');
  return (
    <>
      {what === '' ? 'not said' : what}
      {resource === null ? null : (
        <>
          <br />
          <Link href={resourceHref(resource.type, resource.id)} title={resource.id}>
            {`${resource.type} ${nameOf('resource', resource) ?? resource.id}`}
          </Link>
        </>
      )}
      {resource === null && group !== null ? (
        <span className="hint">
          {' '}
          {group.type} {nameOf('group', group) ?? group.id}
        </span>
      ) : null}
    </>
  );
}
