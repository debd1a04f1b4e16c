/**
 * Everything the domain can refuse, by name. A dialect translates a name once, at its edge, into its vendor's code;
 * `status` is what the native API answers.
 */
export const errorCatalogue = {
  AccessDenied: { status: 403 },
  AccountNameTaken: { status: 409 },
  ActChanged: { status: 409 },
  ActInProgress: { status: 409 },
  AgentNotInstalled: { status: 409 },
  AgentOffline: { status: 409 },
  BucketInvalid: { status: 400 },
  BucketNotFound: { status: 404 },
  CommandNameTaken: { status: 409 },
  CommandNotFound: { status: 404 },
  CommandReadOnly: { status: 403 },
  CommandRunning: { status: 409 },
  CommandScheduled: { status: 409 },
  CommandTypeUnsupported: { status: 409 },
  CronInvalid: { status: 400 },
  FireTimePast: { status: 409 },
  InstanceKindsMixed: { status: 400 },
  InstanceNotFound: { status: 404 },
  InstanceNotInInvocation: { status: 400 },
  InvalidRequest: { status: 400 },
  InvocationNotFound: { status: 404 },
  KeyNotFound: { status: 404 },
  NoTargets: { status: 400 },
  Overloaded: { status: 503 },
  ParameterDisabled: { status: 400 },
  ParameterKeyEmpty: { status: 400 },
  ParameterKeyInvalid: { status: 400 },
  ParameterKeyTooLong: { status: 400 },
  ParameterMissing: { status: 400 },
  ParameterNotJson: { status: 400 },
  ParameterRepeated: { status: 400 },
  ParametersMissing: { status: 400 },
  ParametersTooMany: { status: 400 },
  ParameterValueNotString: { status: 400 },
  QuotaUsedUp: { status: 409 },
  RateInvalid: { status: 400 },
  RegisterCodeNotFound: { status: 404 },
  RegistrationRefused: { status: 403 },
  ScheduleNotFound: { status: 404 },
  ScriptTooLong: { status: 400 },
  SecretTooShort: { status: 400 },
  SourceThrottled: { status: 429 },
  StoredParameterDenied: { status: 403 },
  StoredParameterNotFound: { status: 404 },
  StorageFull: { status: 507 },
  TaggedNotFound: { status: 404 },
  TagsTooMany: { status: 400 },
  TerminalNotFound: { status: 404 },
  TerminalsDisabled: { status: 403 },
  UploadDamaged: { status: 409 },
  UploadNotFound: { status: 404 },
  UserNameTaken: { status: 409 },
  UserNotFound: { status: 404 },
} as const satisfies Record<string, { status: number }>

export type ErrorName = keyof typeof errorCatalogue

/** A refusal of the domain: its name is for programs, its message tells a person what to do. */
export class MusterError extends Error {
  override readonly name: ErrorName

  constructor(name: ErrorName, message: string) {
    super(message)
    this.name = name
  }
}

/** Nothing of the call was done, and the same call may do in a moment. */
export const overloaded = (why: string): MusterError =>
  new MusterError('Overloaded', `The server is busy: ${why}. Nothing was done: try again in a few seconds.`)
