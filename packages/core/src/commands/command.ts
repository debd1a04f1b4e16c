import type { Tags } from '../instances/instance.ts'

export const commandTypes = ['shell', 'powershell', 'bat'] as const
export type CommandType = (typeof commandTypes)[number]

export interface ParameterDefault {
  readonly name: string
  readonly value: string
  readonly description: string
}

/** Where a caller wants the whole output delivered. */
export interface OutputDelivery {
  readonly bucketUrl: string
  readonly keyPrefix: string
}

/** Whether a saved command must have a name of its own in the account; the dialects differ. */
export type Naming = 'unique' | 'free'

/** A stored script with parameters. */
export interface Command {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly description: string
  readonly type: CommandType
  readonly content: Uint8Array
  readonly timeoutSeconds: number
  readonly workingDirectory: string
  readonly userName: string
  /** The command line that is given the script's file; none: the shell, or what the script's first line names. */
  readonly launcher?: string
  readonly parametersEnabled: boolean
  /** Those of secrets are masked; `sealedDefaults` has their true values. */
  readonly parameterDefaults: readonly ParameterDefault[]
  readonly sealedDefaults: Uint8Array | undefined
  readonly delivery: OutputDelivery
  readonly tags: Tags
  /** Those of `muster` are public: every account sees and runs them, none can change them. */
  readonly createdBy: 'user' | 'muster'
  /** Numbers of the scenes that a public command is for. */
  readonly scenes: readonly number[]
  /** One that was deleted stays as long as what it ran, and is not listed. */
  readonly saved: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export type SealedDraft = Omit<
  Command,
  'id' | 'accountId' | 'createdBy' | 'scenes' | 'saved' | 'createdAt' | 'updatedAt'
>

/** As a caller gives it, with every value in clear. */
export type CommandDraft = Omit<SealedDraft, 'sealedDefaults'>
