import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import type { LedgerFunction } from './ledger-function.ts';
import type { LedgerKey } from './ledger-key.ts';
import { sharedBucketArn } from './shared-arn.ts';

/** Folders of the bucket; a function is let into those it needs. */
export type BucketFolder = 'quarantine' | 'exports' | 'archive' | 'reports';

export interface LedgerBucketProps {
  /** Keep the bucket when the stack goes. */
  readonly retain: boolean;
  /** Default: S3's own key, which is free. */
  readonly key?: LedgerKey | undefined;
}

/** What is too large for the table: bodies of rejected messages, exports, the archive. */
export class LedgerBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: LedgerKey | undefined;

  constructor(scope: Construct, id: string, props: LedgerBucketProps) {
    super(scope, id);
    this.#key = props.key;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      // CloudFormation deletes empty buckets only, and old versions count.
      autoDeleteObjects: !props.retain,
      ...(props.key
        ? { encryption: BucketEncryption.KMS, encryptionKey: props.key.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      lifecycleRules: [
        { id: 'exports-are-made-again', prefix: 'exports/', expiration: Duration.days(7) },
        {
          id: 'old-versions',
          noncurrentVersionExpiration: Duration.days(30),
          // What is left of an object whose versions are all gone.
          expiredObjectDeleteMarker: true,
        },
        { id: 'broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Server access logs would keep object names, and so ids of people, in a second bucket for ever.',
    });
  }

  /** Allows the function to write below the folder, and tells it the bucket's name. */
  allowWrite(fn: LedgerFunction, folder: BucketFolder): void {
    this.#allow(fn, 's3:PutObject', folder);
    // A broken upload in parts is given up; without this its own error is hidden by the refusal.
    this.#allow(fn, 's3:AbortMultipartUpload', folder);
    this.#key?.allow(fn);
  }

  /** Allows the function to read below the folder, and tells it the bucket's name. */
  allowRead(fn: LedgerFunction, folder: BucketFolder): void {
    this.#allow(fn, 's3:GetObject', folder);
    this.#key?.allow(fn);
  }

  /** Allows the function to delete below the folder. */
  allowDelete(fn: LedgerFunction, folder: BucketFolder): void {
    this.#allow(fn, 's3:DeleteObject', folder);
  }

  /** Allows the function to see which objects are below the folder. */
  allowList(fn: LedgerFunction, folder: BucketFolder): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [sharedBucketArn(this.bucket, fn).token],
        conditions: { StringLike: { 's3:prefix': `${folder}/*` } },
      }),
    );
  }

  #allow(fn: LedgerFunction, action: string, folder: BucketFolder): void {
    const bucketArn = sharedBucketArn(this.bucket, fn);
    fn.allow([action], [`${bucketArn.token}/${folder}/*`]);
    Validations.of(fn.node.scope ?? fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${bucketArn.name}/${folder}/*]`,
      reason: `${fn.entryName} may use any object of its own folder; their names are made at run time.`,
    });
    fn.addEnvironment(ENVIRONMENT.bucketName, this.bucket.bucketName);
  }
}
