import { readFileSync } from 'node:fs'
import { type CommandDraft, noDelivery, scenes } from '@muster/core'

type SceneName = (typeof scenes)[number]['name']

interface Entry {
  readonly description: string
  readonly scenes: readonly SceneName[]
  /** Names, default values and what they mean. */
  readonly parameters?: Readonly<Record<string, readonly [value: string, meaning: string]>>
  readonly timeoutSeconds?: number
}

/** The public commands: what is asked of hosts most days. The script of each lies in `scripts` under its name. */
const entries: Readonly<Record<string, Entry>> = {
  'system-overview': { description: 'What a host is and how it does, on one screen', scenes: ['Diagnosis'] },
  'disk-usage': {
    description: 'Free space of every file system, and what takes the most of one folder',
    scenes: ['Diagnosis', 'Clean-up'],
    parameters: { folder: ['/', 'where to look'], count: ['15', 'how many to list'] },
    timeoutSeconds: 300,
  },
  'top-processes': {
    description: 'The processes that use the most CPU or memory',
    scenes: ['Diagnosis'],
    parameters: { by: ['cpu', 'cpu or memory'], count: ['15', 'how many to list'] },
  },
  'recent-errors': {
    description: 'Errors of the system log, newest last',
    scenes: ['Diagnosis'],
    parameters: { hours: ['24', 'how far back'], lines: ['50', 'how many at most'] },
  },
  'check-connection': {
    description: 'Whether a host finds and reaches a TCP port of another one',
    scenes: ['Diagnosis'],
    parameters: { host: ['localhost', 'name or address to reach'], port: ['443', 'its port'] },
  },
  'service-status': {
    description: 'Whether a service runs, and its last log lines',
    scenes: ['Services', 'Diagnosis'],
    parameters: { service: ['ssh', 'name of the service'], lines: ['10', 'log lines'] },
  },
  'restart-service': {
    description: 'Restart a service, and fail with its log unless it runs some seconds later',
    scenes: ['Services'],
    parameters: { service: ['', 'name of the service'], seconds: ['3', 'how long it must run'] },
    timeoutSeconds: 300,
  },
  'find-large-files': {
    description: 'The largest files below a folder',
    scenes: ['Clean-up'],
    parameters: {
      folder: ['/var', 'where to look'],
      megabytes: ['100', 'size from which a file counts'],
      count: ['20', 'how many to list'],
    },
    timeoutSeconds: 300,
  },
  'clean-old-files': {
    description: 'List or delete the files of a folder that have not changed for some days',
    scenes: ['Clean-up'],
    parameters: {
      folder: ['/tmp', 'where to look'],
      pattern: ['*.log*', 'names of the files'],
      days: ['14', 'days without a change'],
      action: ['list', 'list or delete'],
    },
    timeoutSeconds: 300,
  },
  'listening-ports': { description: 'Which programs listen on which ports', scenes: ['Security', 'Diagnosis'] },
  'failed-logins': {
    description: 'Refused logins over SSH, by address and user',
    scenes: ['Security'],
    parameters: { hours: ['24', 'how far back'] },
  },
  'pending-updates': {
    description: 'Packages that have updates, and whether the host wants a restart',
    scenes: ['Security'],
    timeoutSeconds: 300,
  },
}

interface PublicCommand {
  readonly draft: CommandDraft
  /** Numbers of its scenes. */
  readonly scenes: readonly number[]
}

export const readLibrary = (): readonly PublicCommand[] =>
  Object.entries(entries).map(([name, { description, parameters = {}, timeoutSeconds = 60, ...entry }]) => ({
    scenes: scenes.filter((scene) => entry.scenes.includes(scene.name)).map(({ id }) => id),
    draft: {
      name,
      description,
      type: 'shell',
      content: readFileSync(new URL(`scripts/${name}.sh`, import.meta.url)),
      timeoutSeconds,
      workingDirectory: '',
      userName: '',
      parametersEnabled: Object.keys(parameters).length > 0,
      parameterDefaults: Object.entries(parameters).map(([parameter, [value, meaning]]) => ({
        name: parameter,
        value,
        description: meaning,
      })),
      delivery: noDelivery,
      tags: {},
    },
  }))
