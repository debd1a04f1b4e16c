import { type ErrorName, MusterError } from '@muster/core'
import { Violation, type ViolationKind } from '../spec/violations.ts'

/** An answer of this dialect's own: its code is documented, its message tells a person what to do. */
export class TencentError extends Error {
  override readonly name = 'TencentError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Codes that every action may answer. Source: common error codes of API 3.0. */
export const commonCodes: ReadonlySet<string> = new Set([
  'ActionOffline',
  'AuthFailure.InvalidAuthorization',
  'AuthFailure.InvalidSecretId',
  'AuthFailure.MFAFailure',
  'AuthFailure.SecretIdNotFound',
  'AuthFailure.SignatureExpire',
  'AuthFailure.SignatureFailure',
  'AuthFailure.TokenFailure',
  'AuthFailure.UnauthorizedOperation',
  'DryRunOperation',
  'FailedOperation',
  'InternalError',
  'InvalidAction',
  'InvalidParameter',
  'InvalidParameterValue',
  'InvalidRequest',
  'LimitExceeded',
  'MissingParameter',
  'NoSuchProduct',
  'NoSuchVersion',
  'RequestLimitExceeded',
  'RequestLimitExceeded.IPLimitExceeded',
  'RequestSizeLimitExceeded',
  'ResourceInUse',
  'ResourceInsufficient',
  'ResourceNotFound',
  'ResourceUnavailable',
  'ResponseSizeLimitExceeded',
  'ServiceUnavailable',
  'UnauthorizedOperation',
  'UnknownParameter',
  'UnsupportedOperation',
  'UnsupportedProtocol',
  'UnsupportedRegion',
])

/** In both tables: from the most telling code to the most general; the first that the action documents is answered. */
export const codesOfViolations: Record<ViolationKind, readonly string[]> = {
  unknown: ['UnknownParameter'],
  missing: ['MissingParameter'],
  type: ['InvalidParameter'],
  value: ['InvalidParameterValue'],
  tooSmall: ['InvalidParameterValue.TooSmall', 'InvalidParameterValue.Range', 'InvalidParameterValue'],
  tooLarge: ['InvalidParameterValue.TooLarge', 'InvalidParameterValue.Range', 'InvalidParameterValue'],
  tooLong: ['InvalidParameterValue.TooLong', 'InvalidParameterValue'],
  tooMany: ['InvalidParameterValue.LimitExceeded', 'InvalidParameterValue.TooLong', 'InvalidParameterValue'],
  conflict: ['InvalidParameter.ConflictParameter', 'InvalidParameter'],
  filter: ['InvalidParameterValue.InvalidFilter', 'InvalidParameterValue'],
  filterValues: ['LimitExceeded.FilterValueExceeded', 'InvalidParameterValue.InvalidFilter', 'InvalidParameterValue'],
}

export const codesOfErrors: Record<ErrorName, readonly string[]> = {
  AccessDenied: ['UnauthorizedOperation.CamAuthFailed', 'AuthFailure', 'UnauthorizedOperation'],
  AccountNameTaken: ['ResourceInUse'],
  ActChanged: ['InvalidParameterValue'],
  ActInProgress: ['ResourceUnavailable'],
  AgentNotInstalled: ['ResourceUnavailable.AgentNotInstalled', 'ResourceUnavailable'],
  AgentOffline: ['ResourceUnavailable.AgentStatusNotOnline', 'ResourceUnavailable'],
  BucketInvalid: ['InvalidParameterValue'],
  BucketNotFound: ['ResourceNotFound.CosBucketNotFoundCode', 'ResourceNotFound'],
  CommandNameTaken: ['InvalidParameterValue.CommandNameDuplicated', 'InvalidParameterValue'],
  CommandNotFound: ['ResourceNotFound.CommandNotFound', 'ResourceNotFound'],
  CommandReadOnly: ['UnauthorizedOperation.CamAuthFailed', 'UnauthorizedOperation'],
  CommandRunning: ['ResourceUnavailable.CommandInExecuting', 'ResourceUnavailable'],
  CommandScheduled: ['ResourceUnavailable.CommandInInvoker', 'ResourceUnavailable'],
  CommandTypeUnsupported: ['InvalidParameterValue.AgentUnsupportedCommandType', 'InvalidParameterValue'],
  CronInvalid: ['InvalidParameterValue.InvalidCronExpression', 'InvalidParameterValue'],
  RateInvalid: ['InvalidParameterValue'],
  FireTimePast: ['InvalidParameterValue.InvokeTimeExpired', 'InvalidParameterValue'],
  InstanceKindsMixed: ['InvalidParameterValue.InconsistentInstance', 'InvalidParameterValue'],
  InstanceNotFound: [
    'ResourceNotFound.InstanceNotFound',
    'ResourceNotFound.RegisterInstanceNotFoundCode',
    'ResourceNotFound',
  ],
  InstanceNotInInvocation: ['InvalidParameterValue.InstanceIsNotRelatedToInvocation', 'InvalidParameterValue'],
  InvalidRequest: ['InvalidParameterValue'],
  InvocationNotFound: ['ResourceNotFound.InvocationNotFound', 'ResourceNotFound'],
  KeyNotFound: ['ResourceNotFound'],
  NoTargets: ['MissingParameter'],
  Overloaded: ['RequestLimitExceeded'],
  ParameterDisabled: [
    'InvalidParameterValue.ParameterDisabled',
    'InvalidParameterValue.SupportParametersOnlyIfEnableParameter',
    'InvalidParameterValue',
  ],
  ParameterKeyEmpty: ['InvalidParameterValue.ParameterKeyContainsInvalidChar', 'InvalidParameterValue'],
  ParameterKeyInvalid: ['InvalidParameterValue.ParameterKeyContainsInvalidChar', 'InvalidParameterValue'],
  ParameterKeyTooLong: ['InvalidParameterValue.ParameterKeyLenExceeded', 'InvalidParameterValue'],
  ParameterMissing: ['InvalidParameterValue.LackOfParameterInfo', 'InvalidParameterValue'],
  ParameterNotJson: ['InvalidParameterValue.ParameterInvalidJsonFormat', 'InvalidParameterValue'],
  ParameterRepeated: ['InvalidParameterValue.ParameterKeyDuplicated', 'InvalidParameterValue'],
  ParametersMissing: [
    'InvalidParameterValue.LackOfParameters',
    'InvalidParameterValue.LackOfParameterInfo',
    'InvalidParameterValue',
  ],
  ParametersTooMany: ['InvalidParameterValue.ParameterNumberExceeded', 'InvalidParameterValue'],
  ParameterValueNotString: ['InvalidParameterValue.ParameterValueNotString', 'InvalidParameterValue'],
  QuotaUsedUp: ['ResourceUnavailable.UserHasNoQuotaCode', 'LimitExceeded'],
  RegisterCodeNotFound: ['ResourceNotFound.RegisterCodesNotFoundCode', 'ResourceNotFound'],
  RegistrationRefused: ['UnauthorizedOperation'],
  ScheduleNotFound: ['ResourceNotFound'],
  ScriptTooLong: [
    'InvalidParameterValue.CommandContentInvalid',
    'InvalidParameterValue.LimitExceeded',
    'InvalidParameterValue',
  ],
  SecretTooShort: ['InvalidParameterValue'],
  SourceThrottled: ['RequestLimitExceeded.IPLimitExceeded'],
  StoredParameterDenied: ['UnauthorizedOperation.CamAuthFailed', 'AuthFailure', 'UnauthorizedOperation'],
  StoredParameterNotFound: ['InvalidParameterValue', 'InvalidParameter'],
  StorageFull: ['ResourceInsufficient'],
  TaggedNotFound: ['ResourceNotFound'],
  TagsTooMany: ['LimitExceeded'],
  UploadDamaged: ['FailedOperation'],
  UploadNotFound: ['ResourceNotFound'],
  TerminalNotFound: ['ResourceNotFound'],
  TerminalsDisabled: ['UnauthorizedOperation'],
  UserNameTaken: ['ResourceInUse'],
  UserNotFound: ['ResourceNotFound'],
}

/** The first of these codes that the action may answer. */
export function documented(codes: readonly string[], own: readonly string[]): string {
  return codes.find((code) => own.includes(code) || commonCodes.has(code)) ?? 'InternalError'
}

/** Translates what a rule or the domain refused; undefined for anything that nobody foresaw. */
export function translate(error: unknown, own: readonly string[]): TencentError | undefined {
  if (error instanceof TencentError) return error
  if (error instanceof Violation)
    return new TencentError(documented([...error.codes, ...codesOfViolations[error.kind]], own), error.message)
  if (error instanceof MusterError) return new TencentError(documented(codesOfErrors[error.name], own), error.message)
  return undefined
}
