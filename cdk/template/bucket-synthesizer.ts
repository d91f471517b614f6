import { CfnParameter, FileAssetPackaging, Fn, StackSynthesizer } from 'aws-cdk-lib/core';
import type {
  DockerImageAssetLocation,
  FileAssetLocation,
  FileAssetSource,
  ISynthesisSession,
} from 'aws-cdk-lib/core';

/** Parameters of every template that has files: where the operator has put them. */
export const ASSET_BUCKET = 'AssetBucket';
export const ASSET_PREFIX = 'AssetPrefix';

/** A file or folder that a template names, and the name it has behind the prefix. */
export interface AssetFile {
  readonly key: string;
  /** As the assembly has it, relative to its folder. */
  readonly fileName: string;
  readonly zip: boolean;
}

/** Makes templates that find their files by parameters, and need neither CDK's bootstrap nor its command. */
export class BucketSynthesizer extends StackSynthesizer {
  readonly #files: AssetFile[];

  /** Every file that a stack asks for is added to `files`. */
  constructor(files: AssetFile[]) {
    super();
    this.#files = files;
  }

  addFileAsset(asset: FileAssetSource): FileAssetLocation {
    const { fileName, sourceHash } = asset;
    if (fileName === undefined)
      throw new Error(`the file ${sourceHash} is made by a command, which a template has not`);
    const zip = asset.packaging === FileAssetPackaging.ZIP_DIRECTORY;
    const key = `${sourceHash}${zip ? '.zip' : fileName.slice(fileName.lastIndexOf('.'))}`;
    this.#files.push({ key, fileName, zip });
    const [bucketName, objectKey] = [
      this.#parameter(ASSET_BUCKET),
      Fn.join('', [this.#parameter(ASSET_PREFIX), key]),
    ];
    const { region, urlSuffix } = this.boundStack;
    return {
      bucketName,
      objectKey,
      httpUrl: `https://s3.${region}.${urlSuffix}/${bucketName}/${objectKey}`,
      s3ObjectUrl: `s3://${bucketName}/${objectKey}`,
    };
  }

  addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('a template has no container images');
  }

  synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    this.emitArtifact(session);
  }

  #parameter(name: string): string {
    const stack = this.boundStack;
    const known = stack.node.tryFindChild(name) as CfnParameter | undefined;
    return (known ?? new CfnParameter(stack, name, { type: 'String' })).valueAsString;
  }
}
