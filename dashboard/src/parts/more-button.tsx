interface MoreButtonProps {
  /** A list that is read page by page. */
  readonly read: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly label: string;
}

/** Reads the next page of a list; nothing when there is none. */
export function MoreButton({ read, label }: MoreButtonProps) {
  if (!read.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button more-button"
      disabled={read.isFetchingNextPage}
      onClick={() => void read.fetchNextPage()}
    >
      {read.isFetchingNextPage ? 'Reading…' : label}
    </button>
  );
}
