/** Folders of the packages that are published, in the order in which they are released: none needs a later one. */
export const PACKAGES = ['client', 'cdk', 'local', 'cli', 'create'] as const;
