import type { NewInvocation } from '@muster/core'
import type { ResultOf } from '../../operations/writes.ts'
import { stateNumber, stateOf } from '../../rows/states.ts'

type Execution = NewInvocation['execution']
type Command = NewInvocation['command']
type Draft = Extract<Command, { draft: unknown }>
type Group = NewInvocation['tasks'][number]

/**
 * An invocation on its way to the writer. A structured clone names each member of each object anew, and for a small
 * buffer it copies the pool of 8 KB that the buffer lies in: a call on one host took 5 µs to send and 11 to receive, as
 * rows it takes 2.3 and 2.1.
 */
export type PackedInvocation = ReturnType<typeof packInvocation>

export function packInvocation(invocation: NewInvocation) {
  const { execution, command, tasks, accountId, accessKeyId, userId, commandName, description, source } = invocation
  const { instanceKind, tags, parameters, defaultParameters, sealedSecrets, createdAt } = invocation
  const about = [accountId, accessKeyId, userId, commandName, description, source, instanceKind, createdAt] as const
  const values = [tags, parameters, defaultParameters, sealedSecrets] as const
  return [about, values, packExecution(execution), packCommand(command, execution), tasks.map(packGroup)] as const
}

export function unpackInvocation([about, values, run, command, tasks]: PackedInvocation): NewInvocation {
  const [accountId, accessKeyId, userId, commandName, description, source, instanceKind, createdAt] = about
  const [tags, parameters, defaultParameters, sealedSecrets] = values
  const execution = unpackExecution(run)
  return {
    accountId,
    accessKeyId,
    userId,
    command: unpackCommand(command, execution),
    commandName,
    description,
    source,
    instanceKind,
    tags,
    execution,
    parameters,
    defaultParameters,
    sealedSecrets,
    tasks: tasks.map(unpackGroup),
    createdAt,
  }
}

type Started = ResultOf<'createInvocation'>

export const packStarted = ({ id, commandId, firstTaskId }: Started) => [id, commandId, firstTaskId] as const

export const unpackStarted = ([id, commandId, firstTaskId]: ReturnType<typeof packStarted>): Started => ({
  id,
  commandId,
  firstTaskId,
})

function packExecution(execution: Execution) {
  const { type, content, timeoutSeconds, workingDirectory, userName, profile, termination, output } = execution
  const { delivery, repeat, runtime, file } = execution
  const run = [type, timeoutSeconds, workingDirectory, userName, profile, termination, output] as const
  return [run, textOf(content), delivery.bucketUrl, delivery.keyPrefix, repeat, runtime, file] as const
}

function unpackExecution([run, content, bucketUrl, keyPrefix, repeat, runtime, file]: ReturnType<
  typeof packExecution
>): Execution {
  const [type, timeoutSeconds, workingDirectory, userName, profile, termination, output] = run
  return {
    type,
    content: bytesOf(content),
    timeoutSeconds,
    workingDirectory,
    userName,
    profile,
    termination,
    output,
    delivery: { bucketUrl, keyPrefix },
    repeat,
    ...(runtime && { runtime }),
    ...(file && { file }),
  }
}

function packCommand(command: Command, run: Execution) {
  if (command === 'script') return undefined
  return 'id' in command ? command.id : packDraft(command, run)
}

function unpackCommand(command: ReturnType<typeof packCommand>, run: Execution): Command {
  if (command === undefined) return 'script'
  return typeof command === 'number' ? { id: command } : unpackDraft(command, run)
}

/** What it shares with its run goes once. */
function packDraft({ draft, naming }: Draft, run: Execution) {
  const { name, description, type, timeoutSeconds, workingDirectory, userName, launcher, parametersEnabled } = draft
  const { content, parameterDefaults, sealedDefaults, delivery, tags } = draft
  const about = [name, description, type, timeoutSeconds, workingDirectory, userName, launcher] as const
  const values = [parametersEnabled, parameterDefaults, sealedDefaults, tags] as const
  const text = content === run.content ? undefined : textOf(content)
  return [about, values, text, delivery.bucketUrl, delivery.keyPrefix, naming] as const
}

function unpackDraft(
  [about, values, text, bucketUrl, keyPrefix, naming]: ReturnType<typeof packDraft>,
  run: Execution,
): Draft {
  const [name, description, type, timeoutSeconds, workingDirectory, userName, launcher] = about
  const [parametersEnabled, parameterDefaults, sealedDefaults, tags] = values
  const draft = {
    name,
    description,
    type,
    content: text === undefined ? run.content : bytesOf(text),
    timeoutSeconds,
    workingDirectory,
    userName,
    ...(launcher !== undefined && { launcher }),
    parametersEnabled,
    parameterDefaults,
    sealedDefaults,
    delivery: { bucketUrl, keyPrefix },
    tags,
  }
  return { draft, ...(naming && { naming }) }
}

/** States by number: for a text that came from elsewhere the writer's code was compiled anew again and again. */
const packGroup = ({ instanceIds, state, cause, dueAt }: Group) =>
  [instanceIds, stateNumber(state), cause, dueAt] as const

function unpackGroup([instanceIds, state, cause, dueAt]: ReturnType<typeof packGroup>): Group {
  return { instanceIds, state: stateOf(state) as Group['state'], cause, dueAt }
}

/** A byte a character: a text is copied as it is. */
const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')
