import { listOf, namedBy, nameOfResource, propertyOf, resourcesIn, type Rule } from './templates.ts';

const ASSETS = 'assets/*';

/** How each of the two deployments of the page puts its files into the bucket, by how its logical id begins. */
const FILES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Names carry their content's hash: kept for a year, and old ones go, or they would pile up.
  PageAssets: {
    Prune: true,
    Exclude: ['*'],
    Include: [ASSETS],
    SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
  },
  // Asked for anew each time; what this one does not bring is not its to delete.
  PageDocuments: {
    Prune: false,
    Exclude: [ASSETS],
    SystemMetadata: { 'cache-control': 'no-cache' },
    SourceMarkersConfig: [{}, { jsonEscape: true }],
    DistributionPaths: ['/*'],
  },
};

const HASHED = /^[0-9a-f]{64}\.zip$/;

/** The hash of a build's file; in templates for deployments without CDK a parameter's folder may stand before it. */
function buildOf(key: unknown): string | undefined {
  const joined = (key as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] } | undefined)?.[
    'Fn::Join'
  ];
  const name = joined?.[0] === '' && joined[1].length === 2 ? joined[1][1] : key;
  return typeof name === 'string' && HASHED.test(name) ? name : undefined;
}

/**
 * The page's files replace those of the deployment before: assets first, then the documents that name them, by the
 * CDK's own function, out of where its code is, into the bucket of the page, whose cache is emptied.
 */
export const pageFilesAreReplaced: Rule = (templates) => {
  const deployments = resourcesIn(templates, 'Custom::CDKBucketDeployment');
  const [assets] = deployments.filter(({ id }) => id.startsWith('PageAssets'));
  const hasBoth = resourcesIn(templates, 'AWS::CloudFront::Distribution').length * 2 === deployments.length;
  const faults = deployments.flatMap((found) => {
    const [, wanted] = Object.entries(FILES).find(([start]) => found.id.startsWith(start)) ?? [];
    if (wanted === undefined) return [`${nameOfResource(found)} puts files that are not the page's`];
    const named = (value: unknown) => namedBy(value, found.stack, templates);
    const isDocuments = found !== assets;
    const copier = named(propertyOf(found, 'ServiceToken'));
    const buckets = listOf(propertyOf(found, 'SourceBucketNames'));
    const keys = listOf(propertyOf(found, 'SourceObjectKeys'));
    const builds = keys.map(buildOf);
    const [, ...markers] = listOf<object>(propertyOf(found, 'SourceMarkers'));
    const values = markers.flatMap((one) => Object.values(one) as { readonly Ref?: string }[]);
    const own = JSON.stringify(copier && propertyOf(copier, 'Code', 'S3Bucket'));
    const checks: readonly (readonly [holds: boolean, says: string])[] = [
      [copier?.id.startsWith('CustomCDKBucketDeployment') === true, 'is done by nobody'],
      [
        named(propertyOf(found, 'DestinationBucketName'))?.id.startsWith('Dashboard') === true,
        'goes elsewhere',
      ],
      [
        buckets.length === keys.length && buckets.every((one) => JSON.stringify(one) === own),
        'has no source',
      ],
      [keys.length === (isDocuments ? 2 : 1) && !builds.includes(undefined), 'names no build'],
      [
        builds[0] === (assets && buildOf(listOf(propertyOf(assets, 'SourceObjectKeys'))[0])),
        'is of another build',
      ],
      [!isDocuments || listOf(found.DependsOn).includes(assets?.id), 'does not wait for the assets'],
      [
        !isDocuments || named(propertyOf(found, 'DistributionId'))?.Type === 'AWS::CloudFront::Distribution',
        'empties no cache',
      ],
      [
        !isDocuments ||
          (values.length === 3 && values.every(({ Ref }) => Ref && found.stack.Parameters?.[Ref])),
        'does not tell the page where its API and its issuer are',
      ],
    ];
    return [
      ...checks.filter(([holds]) => !holds).map(([, says]) => says),
      ...Object.entries(wanted)
        .filter(([name, value]) => JSON.stringify(propertyOf(found, name)) !== JSON.stringify(value))
        .map(([name, value]) => `has another ${name} than ${JSON.stringify(value)}`),
    ].map((says) => `${nameOfResource(found)} ${says}`);
  });
  return hasBoth ? faults : [...faults, 'a page is not put into its bucket by its assets and its documents'];
};
