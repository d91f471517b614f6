import { ASSET_BUCKET, ASSET_PREFIX } from './bucket-synthesizer.ts';

/** Parameter of the whole and of the API's template: who becomes the first administrator. */
export const ADMIN_MAIL = 'AdminMail';

/** One stack of the ledger as it is nested. */
export interface Part {
  /** Its logical id, such as `Data`. */
  readonly id: string;
  /** Name of its template's file behind the prefix. */
  readonly file: string;
  /** Ids of parts that must be there first. */
  readonly after: readonly string[];
  readonly template: {
    readonly Parameters?: Readonly<Record<string, unknown>>;
    readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Export?: unknown }>>;
  };
}

const PARAMETERS = {
  [ADMIN_MAIL]: {
    Type: 'String',
    Description: 'Mail address of the first administrator: Cognito mails a temporary password to it',
    AllowedPattern: '[^\\s@]+@[^\\s@]+\\.[^\\s@]+',
  },
  [ASSET_BUCKET]: {
    Type: 'String',
    Description: 'Bucket in the region of this stack that has the files of this folder',
    MinLength: 3,
  },
  [ASSET_PREFIX]: {
    Type: 'String',
    Description:
      'What the keys of these files begin with, with a slash at its end; nothing at the top of the bucket',
    AllowedPattern: '([^/]+/)*',
    Default: '',
  },
};

/** One template that nests the parts in their order, and tells what they tell of themselves. */
export function rootTemplate(stage: string, parts: readonly Part[]): object {
  const { [ADMIN_MAIL]: admin, ...always } = PARAMETERS;
  // Where another issuer signs people in, there is none to name.
  const hasAdmin = parts.some(({ template }) => Object.hasOwn(template.Parameters ?? {}, ADMIN_MAIL));
  return {
    Description: `Costkeeper: the whole ledger of the stage ${stage}`,
    Parameters: { ...(hasAdmin && { [ADMIN_MAIL]: admin }), ...always },
    Resources: Object.fromEntries(parts.map((part) => [part.id, nested(stage, part)])),
    Outputs: Object.fromEntries(parts.flatMap(outputsOfPart)),
  };
}

function nested(stage: string, { file, after, template }: Part): object {
  const taken = Object.keys(PARAMETERS).filter((name) => Object.hasOwn(template.Parameters ?? {}, name));
  return {
    Type: 'AWS::CloudFormation::Stack',
    ...(after.length > 0 && { DependsOn: after }),
    Properties: {
      TemplateURL: {
        'Fn::Sub': `https://\${${ASSET_BUCKET}}.s3.\${AWS::Region}.\${AWS::URLSuffix}/\${${ASSET_PREFIX}}${file}`,
      },
      ...(taken.length > 0 && {
        Parameters: Object.fromEntries(taken.map((name) => [name, { Ref: name }])),
      }),
      Tags: [
        { Key: 'app', Value: 'costkeeper' },
        { Key: 'stage', Value: stage },
      ],
    },
  };
}

/** Outputs for people and tools; those for other parts have an export's name. */
function outputsOfPart({ id, template }: Part): (readonly [string, object])[] {
  return Object.entries(template.Outputs ?? {})
    .filter(([, { Export }]) => Export === undefined)
    .map(([name, { Description }]) => [
      name,
      { Description, Value: { 'Fn::GetAtt': [id, `Outputs.${name}`] } },
    ]);
}
