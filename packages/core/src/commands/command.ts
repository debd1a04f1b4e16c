import type { Tags } from '../instances/instance.ts'

export const commandTypes = ['shell', 'powershell', 'bat'] as const
export type CommandType = (typeof commandTypes)[number]

export interface ParameterDefault {
  readonly name: string
  readonly value: string
  readonly description: string
}

/** Where a dialect's caller wants the whole output delivered. */
export interface OutputDelivery {
  readonly bucketUrl: string
  readonly keyPrefix: string
}

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
  readonly parametersEnabled: boolean
  readonly parameterDefaults: readonly ParameterDefault[]
  readonly delivery: OutputDelivery
  readonly tags: Tags
  readonly createdBy: 'user' | 'muster'
  /** A script that was run without being saved keeps its record but is not listed. */
  readonly saved: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export type CommandDraft = Omit<Command, 'id' | 'accountId' | 'createdBy' | 'saved' | 'createdAt' | 'updatedAt'>
