import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import {
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { contentSecurityPolicy } from '../../contracts/dashboard-config.ts';

export interface DashboardSiteProps {
  /** Origins that the page may call: the API and the issuer. */
  readonly connectTo: readonly string[];
  /** Part of the names that CloudFront keeps once for the whole account, beside the region. */
  readonly stage: string;
  /** Keep the bucket when the stack goes; all in it can be built again. */
  readonly retain: boolean;
}

const YEAR = Duration.days(365);

/** A private bucket behind a distribution that guards the page with strict headers. */
export class DashboardSite extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: DashboardSiteProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ id: 'broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) }],
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      // The deployment leaves its files, and CloudFormation deletes empty buckets only.
      autoDeleteObjects: !props.retain,
    });
    // Two regions of one stage would meet under the names that CloudFormation makes of the stack alone.
    const name = `costkeeper-${props.stage}-${Stack.of(this).region}`;
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Costkeeper dashboard',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'AccessControl', {
            originAccessControlName: name,
          }),
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: this.#headers(name, props.connectTo),
      },
      // Addresses of pages are no objects; a bucket that may not be listed answers 403 for them.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 200,
        responsePagePath: '/index.html',
        ttl: Duration.minutes(5),
      })),
    });
    this.#acknowledge();
  }

  /** Where the page is, without a slash at the end. */
  get origin(): string {
    return `https://${this.distribution.distributionDomainName}`;
  }

  #headers(name: string, connectTo: readonly string[]): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: name,
      comment: 'Costkeeper dashboard: nothing from elsewhere, in no frame',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(connectTo), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: YEAR, includeSubdomains: true, override: true },
      },
    });
  }

  #acknowledge(): void {
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'The bucket holds the built page only, which is the same for everyone and not secret.',
    });
    Validations.of(this.distribution).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'Where the page may be opened from is for the owner; without a token it shows nothing.',
      },
      {
        id: 'AwsSolutions-CFR2',
        reason:
          'Static files behind a cache have nothing that a firewall would guard; it would bill every month.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'Logs of who opened the page would keep addresses of people; calls of the API are logged there.',
      },
      {
        id: 'AwsSolutions-CFR4',
        reason:
          'The distribution uses its own domain, whose certificate fixes the protocol; HTTPS is enforced.',
      },
    );
  }
}
