/** Parts of pages, found by the search beside the pages themselves. */
export const PAGE_PARTS: readonly (readonly [href: string, name: string])[] = [
  ['/groups?tab=resources', 'Resources'],
  ['/budgets?tab=budgets', 'Budgets of users, groups and tags'],
  ['/budgets?tab=holds', 'Holds'],
  ['/budgets?tab=alerts', 'Alerts'],
  ['/budgets?tab=expected', 'Limits that are expected to be reached'],
  ['/prices?tab=unpriced', 'Unpriced models'],
  ['/prices?tab=reported', 'Costs that providers report'],
  ['/prices?tab=packs', 'Price packs'],
  ['/reports?tab=statement', 'Statement of a user'],
  ['/reports?tab=reconcile', 'Reconciliation with a bill'],
];
