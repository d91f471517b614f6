/** A placeholder while something is being read; it has the size of what will come. */
export function Skeleton({
  lines = 3,
  height,
}: {
  readonly lines?: number;
  readonly height?: 's' | 'm' | 'l';
}) {
  if (height) return <div className={`skeleton skeleton-${height}`} aria-hidden="true" />;
  return (
    <div className="skeleton-lines" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton" />
      ))}
    </div>
  );
}
