const DAY_MS = 86_400_000;

/** 1,000 users as GET /users answers them, in one page. */
export function thousandUsers() {
  return {
    asOf: new Date().toISOString(),
    from: null,
    to: null,
    users: Array.from({ length: 1000 }, (_, index) => ({
      userId: `user-${index + 1}`,
      name: null,
      totalUsd: `${1000 - index}.${String(index).padStart(4, '0')}`,
      events: 5000 - index,
      unpricedEvents: index % 50 === 0 ? 1 : 0,
    })),
  };
}

/** 400 days as GET /trends answers them, each by 12 names. */
export function manyDays(names: string) {
  const first = Date.parse('2025-10-18T00:00:00Z');
  return {
    asOf: new Date().toISOString(),
    interval: 'day',
    dimension: 'service',
    points: Array.from({ length: 400 }, (_, day) => {
      const at = new Date(first + day * DAY_MS).toISOString();
      const by = Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [
          `${names}-${index + 1}`,
          `${(day % 30) + index}.123456789`,
        ]),
      );
      const sum = 12 * (day % 30) + 66;
      return { at, period: at.slice(0, 10), totalUsd: `${sum + 1}.481481468`, events: 1200, by };
    }),
  };
}

/** The 200 most expensive of 1,200 users as GET /breakdown/user answers them. */
export function usersAsBreakdown() {
  const { asOf, users } = thousandUsers();
  return {
    asOf,
    dimension: 'user',
    from: null,
    to: null,
    items: users.slice(0, 200).map(({ userId, totalUsd, events, unpricedEvents }) => ({
      key: userId,
      totalUsd,
      events,
      unpricedEvents,
      share: '0.0008',
    })),
    totalUsd: '500500',
    unpricedEvents: 0,
    scanned: false,
    nextCursor: 'more',
  };
}
