import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { LedgerFunction } from './ledger-function.ts';

/** Folders of the bucket; a function is let into those it needs. */
export type BucketFolder = 'quarantine' | 'exports' | 'archive' | 'reports';

export interface LedgerBucketProps {
  /** Keep the bucket when the stack goes. */
  readonly retain: boolean;
  /** Default: S3's own key, which is free. */
  readonly key?: IKey | undefined;
}

/** What is too large for the table: bodies of refused messages, exports, the archive. */
export class LedgerBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: LedgerBucketProps) {
    super(scope, id);
    this.#key = props.key;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.key
        ? { encryption: BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      lifecycleRules: [
        { id: 'exports-are-made-again', prefix: 'exports/', expiration: Duration.days(7) },
        { id: 'old-versions', noncurrentVersionExpiration: Duration.days(30) },
        { id: 'broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
      ],
    });
  }

  /** Allows the function to write below the folder, and tells it the bucket's name. */
  allowWrite(fn: LedgerFunction, folder: BucketFolder): void {
    this.#allow(fn, 's3:PutObject', folder);
    this.#key?.grantEncryptDecrypt(fn);
  }

  /** Allows the function to read below the folder, and tells it the bucket's name. */
  allowRead(fn: LedgerFunction, folder: BucketFolder): void {
    this.#allow(fn, 's3:GetObject', folder);
    this.#key?.grantDecrypt(fn);
  }

  #allow(fn: LedgerFunction, action: string, folder: BucketFolder): void {
    fn.allow([action], [this.bucket.arnForObjects(`${folder}/*`)]);
    fn.addEnvironment(ENVIRONMENT.bucketName, this.bucket.bucketName);
  }
}
