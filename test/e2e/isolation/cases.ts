import type { Things } from './things.ts'

export interface Case {
  readonly id?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}

const script = Buffer.from('true').toString('base64')
const file = { name: 'a', folder: '/proc/nowhere', timeout: 5 }
const rule = { kind: 'cron', expression: '0 2 1 1 *' }

/** By operation the calls that name what belongs to another account, alone and beside what is the caller's own. */
export const cases: Readonly<Record<string, (theirs: Things, mine: Things) => readonly Case[]>> = {
  getServer: () => [{}],
  listInstances: (theirs) => [{}, { query: { name: theirs.instanceName } }],
  renameInstance: (theirs) => [{ id: theirs.instance, body: { name: 'b' } }],
  removeInstance: (theirs) => [{ id: theirs.instance }],
  previewTargets: (theirs, mine) => [
    { body: { all: true } },
    { body: { instances: [theirs.instance] } },
    { body: { instances: [mine.instance, theirs.instance] } },
    { body: { names: [theirs.instanceName] } },
    { body: { failedOf: theirs.invocation } },
  ],
  createRun: (theirs, mine) => [
    { body: { script, targets: { instances: [theirs.instance] } } },
    { body: { script, targets: { instances: [mine.instance, theirs.instance] } } },
    { body: { script, targets: { names: [theirs.instanceName] } } },
    { body: { script, targets: { failedOf: theirs.invocation } } },
    { body: { command: theirs.command, targets: { instances: [mine.instance] } } },
    { body: { script, targets: { instances: [mine.instance] }, outputTo: theirs.bucket } },
  ],
  createUpload: (theirs) => [{ body: { sha256: theirs.upload, size: 15 } }],
  writeUpload: (theirs) => [{ id: theirs.upload, body: { offset: 0, data: '' } }],
  sendFile: (theirs, mine) => [
    { body: { ...file, sha256: theirs.upload, targets: { instances: [mine.instance] } } },
    { body: { ...file, sha256: mine.upload, targets: { instances: [theirs.instance] } } },
    { body: { ...file, sha256: mine.upload, targets: { instances: [mine.instance, theirs.instance] } } },
  ],
  listInvocations: () => [{}],
  getInvocation: (theirs) => [{ id: theirs.invocation }],
  listTasks: (theirs) => [{ id: theirs.invocation, query: { output: 'true' } }],
  watchInvocation: (theirs) => [{ id: theirs.invocation }],
  cancelInvocation: (theirs, mine) => [
    { id: theirs.invocation },
    { id: mine.invocation, body: { instances: [theirs.instance] } },
  ],
  createCommand: (theirs) => [{ body: { name: theirs.commandName, script } }],
  listCommands: (theirs) => [{ query: { public: 'false' } }, { query: { name: theirs.commandName } }],
  getCommand: (theirs) => [{ id: theirs.command }],
  modifyCommand: (theirs) => [{ id: theirs.command, body: { description: 'b' } }],
  deleteCommand: (theirs) => [{ id: theirs.command }],
  previewCommand: (theirs) => [{ id: theirs.command }],
  createSchedule: (theirs, mine) => [
    { body: { name: 'a', rule, command: theirs.command, targets: { instances: [mine.instance] } } },
    { body: { name: 'a', rule, command: mine.command, targets: { instances: [theirs.instance] } } },
  ],
  listSchedules: (theirs) => [{}, { query: { name: theirs.scheduleName } }],
  previewRule: () => [{ body: { rule } }],
  getSchedule: (theirs) => [{ id: theirs.schedule }],
  modifySchedule: (theirs, mine) => [
    { id: theirs.schedule, body: { name: 'b' } },
    { id: mine.schedule, body: { command: theirs.command } },
    { id: mine.schedule, body: { targets: { instances: [theirs.instance] } } },
  ],
  enableSchedule: (theirs) => [{ id: theirs.schedule }],
  disableSchedule: (theirs) => [{ id: theirs.schedule }],
  deleteSchedule: (theirs) => [{ id: theirs.schedule }],
  previewSchedule: (theirs) => [{ id: theirs.schedule }],
  listFires: (theirs) => [{ id: theirs.schedule }],
  startTerminal: (theirs) => [{ body: { instance: theirs.instance } }],
  listTerminals: () => [{}],
  getTerminal: (theirs) => [{ id: theirs.terminal }],
  endTerminal: (theirs) => [{ id: theirs.terminal }],
  readRecording: (theirs) => [{ id: theirs.terminal }],
  createRegisterCode: () => [{}],
  listRegisterCodes: () => [{}],
  disableRegisterCode: (theirs) => [{ id: theirs.code }],
  deleteRegisterCode: (theirs) => [{ id: theirs.code }],
  createKey: (theirs) => [{ body: { user: theirs.user } }],
  createTemporaryKey: () => [{}],
  listKeys: () => [{}],
  disableKey: (theirs) => [{ id: theirs.key }],
  createAccount: (theirs) => [{ body: { name: theirs.account } }],
  listAccounts: () => [{}],
  createUser: (theirs) => [{ body: { name: theirs.user } }],
  listUsers: () => [{}],
  enableUser: (theirs) => [{ id: theirs.user }],
  disableUser: (theirs) => [{ id: theirs.user }],
  setPolicy: (theirs) => [{ id: theirs.user, body: { policy: null } }],
  setParameter: (theirs) => [{ body: { name: theirs.parameter, value: 'of another', secret: true } }],
  listParameters: () => [{}],
  getParameter: (theirs) => [{ id: theirs.parameter }],
  listParameterVersions: (theirs) => [{ id: theirs.parameter }],
  revealParameter: (theirs) => [{ id: theirs.parameter }],
  deleteParameter: (theirs) => [{ id: theirs.parameter }],
  rotateKeys: () => [{}],
  getRotation: () => [{}],
  saveBucket: (theirs) => [{ body: { url: theirs.bucket } }],
  listBuckets: () => [{}],
  deleteBucket: (theirs) => [{ body: { url: theirs.bucket } }],
}

/** Operations that end what others ask for. */
export const endings = /^(cancel|delete|end|remove)/

/** Where a thing of one's own is answered as a missing one: it is made again, or nothing has come of it yet. */
export const alike: ReadonlySet<string> = new Set([
  'createAccount',
  'createKey',
  'saveBucket',
  'setParameter',
  'listFires',
])
