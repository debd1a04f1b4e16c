import { type ErrorName, MusterError } from '@muster/core'
import { Violation, type ViolationKind } from '../spec/violations.ts'
import { actionCodes, commonCodes, type Meaning } from './codes.ts'

/** An answer of this dialect's own: its code is documented, its message tells a person what to do. */
export class AlibabaError extends Error {
  override readonly name = 'AlibabaError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A parameter that must be there has a code of its own, `Missing` and its name. */
const isMissing = (code: string) => /^Missing[A-Z]\w*$/.test(code)

const missing: Meaning = [400]

export const meaningOf = (code: string): Meaning =>
  commonCodes[code] ?? actionCodes[code] ?? (isMissing(code) ? missing : [500])

/** In both tables: from the most telling code to the most general; the first that the action documents is answered. */
export const codesOfViolations: Record<ViolationKind, readonly string[]> = {
  unknown: ['InvalidParameter'],
  missing: ['MissingParameter'],
  type: ['InvalidParameter'],
  value: ['InvalidParameter'],
  tooSmall: ['InvalidParameter'],
  tooLarge: ['InvalidParameter'],
  tooLong: ['InvalidParameter'],
  tooMany: ['InvalidParameter'],
  conflict: ['InvalidParameter.Conflict'],
  filter: ['InvalidParameter'],
  filterValues: ['InvalidParameter'],
}

export const codesOfErrors: Record<ErrorName, readonly string[]> = {
  AccessDenied: ['Forbidden.RAM'],
  AccountNameTaken: ['Operation.Forbidden'],
  ActChanged: ['IdempotentParameterMismatch'],
  ActInProgress: ['IdempotentProcessing'],
  AgentNotInstalled: ['Operation.Forbidden'],
  AgentOffline: ['Operation.Forbidden'],
  BucketInvalid: ['InvalidParameter.OssOutputDelivery', 'InvalidParameter'],
  BucketNotFound: ['InvalidOssOutputDelivery.BucketNotFound', 'InvalidOssBucketName.NotFound', 'InvalidParameter'],
  CommandNameTaken: ['Operation.Forbidden'],
  CommandNotFound: ['InvalidCmdId.NotFound', 'InvalidCommandId.NotFound'],
  CommandReadOnly: ['CmdName.Readonly', 'InvalidOperation.ModifyPublicCommandUnsupported', 'Operation.Forbidden'],
  CommandRunning: ['InvalidStatus.CmdIdInUse'],
  CommandScheduled: ['InvalidStatus.CmdIdInUse'],
  CommandTypeUnsupported: ['InvalidInstance.NotMatch', 'InvalidInstanceId.OSTypeUnsupported', 'Operation.Forbidden'],
  CronInvalid: ['InvalidParam.Frequency', 'InvalidParameter.Frequency'],
  RateInvalid: ['InvalidParam.Frequency', 'InvalidParameter.Frequency'],
  FireTimePast: ['InvalidParam.Frequency', 'InvalidParameter.Frequency'],
  InstanceKindsMixed: ['Operation.Forbidden'],
  InstanceNotFound: ['InvalidInstance.NotFound', 'InvalidInstanceId.NotFound', 'InvalidInstanceIds.NotFound'],
  InstanceNotInInvocation: ['InvalidInstanceId.NotFound'],
  InvalidRequest: ['InvalidParameter'],
  InvocationNotFound: ['InvalidInvokeId.NotFound'],
  KeyNotFound: ['Operation.Forbidden'],
  NoTargets: ['MissingParam.InstanceId', 'MissingParameter'],
  Overloaded: ['ServiceUnavailable'],
  ParameterDisabled: ['Parameter.Disabled', 'InvalidParameters.KeyNotMatch'],
  ParameterKeyEmpty: ['InvalidParameters.KeyEmpty', 'InvalidParameter.Parameters'],
  ParameterKeyInvalid: ['InvalidParameter.Parameters', 'InvalidParameters.KeyMalformed'],
  ParameterKeyTooLong: ['ParameterKey.ExceedLimit', 'InvalidParameters.KeyLengthLimitExceeded'],
  ParameterMissing: ['Parameter.MissingValue', 'InvalidParameters.KeyNotMatch'],
  ParameterNotJson: ['InvalidParameter.Parameters', 'InvalidParameters.KeyMalformed'],
  ParameterRepeated: ['ParameterKey.Duplicate', 'InvalidParameters.KeyDuplicate'],
  ParametersMissing: ['Parameter.MissingValue', 'InvalidParameters.KeyNotMatch'],
  ParametersTooMany: ['ParameterCount.ExceedLimit', 'InvalidParameters.CountLimitExceeded'],
  ParameterValueNotString: ['ParameterType.NotSupported', 'InvalidParameters.ValueTypeUnsupported'],
  QuotaUsedUp: [
    'CmdCount.ExceedQuota',
    'CommandLimitExceeded',
    'ActivationCount.ExceedLimit',
    'SessionCount.ExceedLimit',
    'Operation.Forbidden',
  ],
  RegisterCodeNotFound: ['ActivationId.NotFound', 'Operation.Forbidden'],
  RegistrationRefused: ['Operation.Forbidden'],
  ScheduleNotFound: ['InvalidInvokeId.NotFound'],
  ScriptTooLong: ['CmdContent.ExceedLimit', 'InvalidCommandContent.LengthLimitExceeded'],
  SecretTooShort: ['InvalidParameter.Parameters', 'InvalidParameter'],
  SourceThrottled: ['Throttling.User'],
  StoredParameterDenied: ['ParameterStore.NoPermission', 'Forbidden.RAM'],
  StoredParameterNotFound: ['ParameterStore.InvalidParameters', 'InvalidParameter'],
  StorageFull: ['ServiceUnavailable'],
  TaggedNotFound: ['InvalidResourceId.NotFound'],
  TagsTooMany: ['NumberExceed.Tags'],
  UploadDamaged: ['Operation.Forbidden'],
  UploadNotFound: ['Operation.Forbidden'],
  TerminalNotFound: ['Operation.Forbidden'],
  TerminalsDisabled: ['UserBehavior.SessionManagerDisabled', 'Operation.Forbidden'],
  UserNameTaken: ['Operation.Forbidden'],
  UserNotFound: ['Operation.Forbidden'],
}

/** The first of these codes that the action may answer. */
export function documented(codes: readonly string[], own: readonly string[]): string {
  return (
    codes.find((code) => own.includes(code) || Object.hasOwn(commonCodes, code) || isMissing(code)) ?? 'InternalError'
  )
}

/** Translates what a rule or the domain refused; undefined for anything that nobody foresaw. */
export function translate(error: unknown, own: readonly string[]): AlibabaError | undefined {
  if (error instanceof AlibabaError) return error
  if (error instanceof Violation)
    return new AlibabaError(documented([...error.codes, ...codesOfViolations[error.kind]], own), error.message)
  if (error instanceof MusterError) return new AlibabaError(documented(codesOfErrors[error.name], own), error.message)
  return undefined
}
