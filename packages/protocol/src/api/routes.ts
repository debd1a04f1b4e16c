import * as z from 'zod'
import * as access from './access-schemas.ts'
import * as buckets from './bucket-schemas.ts'
import * as codes from './code-schemas.ts'
import * as commands from './command-schemas.ts'
import * as files from './file-schemas.ts'
import * as keys from './key-schemas.ts'
import * as parameters from './parameter-schemas.ts'
import * as runs from './run-schemas.ts'
import * as schedules from './schedule-schemas.ts'
import * as s from './schemas.ts'
import * as terminals from './terminal-schemas.ts'

/** One call of the native API: the server serves it, the client makes it, and openapi.json describes it from here. */
export interface Route<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST'
  /** Below /api/v1, with `{name}` for what the path carries. */
  readonly path: string
  readonly summary: string
  readonly access: 'read' | 'write'
  /** Bytes of body, where a megabyte would not do. */
  readonly bodyBytes?: number
  /** Starts an invocation: a caller that accepts `text/event-stream` is answered with its events. */
  readonly starts?: boolean
  readonly query: Query
  readonly body: Body
  readonly answer: Answer
}

const route = <Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
  r: Route<Query, Body, Answer>,
) => r
const get = <Query extends z.ZodType, Answer extends z.ZodType>(
  path: string,
  summary: string,
  query: Query,
  answer: Answer,
) => route({ method: 'GET', path, summary, access: 'read', query, body: s.Empty, answer })
const post = <Body extends z.ZodType, Answer extends z.ZodType>(
  path: string,
  summary: string,
  body: Body,
  answer: Answer,
) => route({ method: 'POST', path, summary, access: 'write', query: s.Empty, body, answer })

/** 10,000 instance names of 128 characters, and as many ids. */
const withTargets = { bodyBytes: 3 * 1024 * 1024 }
const starting = { ...withTargets, starts: true as const }

export const routes = {
  getServer: get('/server', 'The server and the caller', s.Empty, s.ServerInfo),
  listInstances: get(
    '/instances',
    'Instances of the account',
    s.Page.extend({
      online: z.enum(['true', 'false']).optional(),
      name: z.string().optional(),
      tag: z.string().optional().describe('key or key=value'),
    }),
    s.list(s.Instance),
  ),
  renameInstance: post('/instances/{id}/rename', 'Give an instance another name', s.InstanceName, s.Empty),
  removeInstance: post('/instances/{id}/remove', 'Forget an instance and cut its agent off', s.Empty, s.Empty),
  previewTargets: {
    ...post('/targets', 'What a choice of targets comes to, before anything runs', runs.Targets, runs.TargetPreview),
    ...withTargets,
    access: 'read' as const,
  },
  createRun: { ...post('/runs', 'Run a script or a stored command', runs.RunRequest, runs.Invocation), ...starting },
  createUpload: post('/uploads', 'Begin to send a file to the server, or go on', files.UploadDraft, files.Upload),
  writeUpload: {
    ...post('/uploads/{id}/write', 'The next piece of a file, by its SHA-256', files.UploadPiece, files.Upload),
    bodyBytes: files.pieceBytes * 2,
  },
  sendFile: { ...post('/files', 'Write a file on hosts', files.SendRequest, runs.Invocation), ...starting },
  listInvocations: get('/invocations', 'Invocations, newest first', s.Page, s.list(runs.Invocation)),
  getInvocation: get('/invocations/{id}', 'One invocation', s.Empty, runs.Invocation),
  listTasks: get(
    '/invocations/{id}/tasks',
    'The tasks of an invocation',
    s.Page.extend({ output: z.enum(['true', 'false']).default('false') }),
    s.list(runs.Task),
  ),
  cancelInvocation: post(
    '/invocations/{id}/cancel',
    'Stop an invocation, on all or some instances',
    z.object({ instances: z.array(z.string().max(64)).max(10_000).optional() }),
    runs.Invocation,
  ),
  createCommand: post('/commands', 'Store a command', commands.CommandDraft, commands.Command),
  listCommands: get(
    '/commands',
    'Commands of the account and public ones, newest first',
    s.Page.extend({ name: z.string().optional(), public: z.enum(['true', 'false']).optional() }),
    s.list(commands.Command),
  ),
  getCommand: get('/commands/{id}', 'One command', s.Empty, commands.Command),
  modifyCommand: post(
    '/commands/{id}/modify',
    'Change a command; what is left out stays',
    commands.CommandChange,
    commands.Command,
  ),
  deleteCommand: post('/commands/{id}/delete', 'Delete a command; what it ran stays in the record', s.Empty, s.Empty),
  previewCommand: {
    ...post(
      '/commands/{id}/preview',
      'The script with its parameters filled in',
      commands.PreviewRequest,
      commands.Preview,
    ),
    access: 'read' as const,
  },
  createSchedule: {
    ...post('/schedules', 'Run a stored command by itself', schedules.ScheduleDraft, schedules.Schedule),
    ...withTargets,
  },
  listSchedules: get(
    '/schedules',
    'Schedules, newest first',
    s.Page.extend({ name: z.string().optional() }),
    s.list(schedules.Schedule),
  ),
  previewRule: {
    ...post('/schedules/preview', 'The fire times that a rule comes to', schedules.RulePreview, schedules.FireTimes),
    access: 'read' as const,
  },
  getSchedule: get('/schedules/{id}', 'One schedule', s.Empty, schedules.Schedule),
  modifySchedule: {
    ...post(
      '/schedules/{id}/modify',
      'Change a schedule; what is left out stays',
      schedules.ScheduleEdit,
      schedules.Schedule,
    ),
    ...withTargets,
  },
  enableSchedule: post('/schedules/{id}/enable', 'Let a schedule fire again', s.Empty, schedules.Schedule),
  disableSchedule: post(
    '/schedules/{id}/disable',
    'Let a schedule fire no more until it is enabled',
    s.Empty,
    schedules.Schedule,
  ),
  deleteSchedule: post('/schedules/{id}/delete', 'Delete a schedule; its runs stay', s.Empty, s.Empty),
  previewSchedule: get(
    '/schedules/{id}/preview',
    'The fire times to come',
    schedules.PreviewQuery,
    schedules.FireTimes,
  ),
  listFires: get(
    '/schedules/{id}/fires',
    'What became of the fire times of a schedule, newest first, each with its reason',
    s.Page.extend({ at: s.time.optional().describe('only what says something of this time') }),
    s.list(schedules.Fire),
  ),
  startTerminal: post('/terminals', 'Open a terminal on an instance', terminals.TerminalDraft, terminals.NewTerminal),
  listTerminals: get('/terminals', 'Terminals, newest first', s.Page, s.list(terminals.Terminal)),
  getTerminal: get('/terminals/{id}', 'One terminal', s.Empty, terminals.Terminal),
  endTerminal: post('/terminals/{id}/end', 'End a terminal and all that it has started', s.Empty, terminals.Terminal),
  readRecording: get(
    '/terminals/{id}/recording',
    'What a terminal has shown, with its times',
    terminals.RecordingPart,
    terminals.Recording,
  ),
  createRegisterCode: post(
    '/register-codes',
    'Make a code that lets hosts enrol',
    codes.RegisterCodeDraft,
    codes.NewRegisterCode,
  ),
  listRegisterCodes: get('/register-codes', 'Register codes', s.Page, s.list(codes.RegisterCode)),
  disableRegisterCode: post('/register-codes/{id}/disable', 'Let a code admit no more hosts', s.Empty, s.Empty),
  deleteRegisterCode: post('/register-codes/{id}/delete', 'Delete a register code', s.Empty, s.Empty),
  createKey: post('/keys', 'Make an access key', keys.KeyDraft, keys.NewKey),
  createTemporaryKey: post(
    '/keys/temporary',
    'Make a key of your own user that ends by itself',
    keys.TemporaryKeyDraft,
    keys.NewTemporaryKey,
  ),
  listKeys: get('/keys', 'Access keys of the account', s.Empty, z.object({ items: z.array(keys.Key) })),
  disableKey: post('/keys/{id}/disable', 'Turn an access key off', s.Empty, s.Empty),
  createAccount: post(
    '/accounts',
    'Make an account with its first administrator',
    access.AccountDraft,
    access.NewAccount,
  ),
  listAccounts: get('/accounts', 'All accounts', s.Empty, z.object({ items: z.array(access.Account) })),
  createUser: post('/users', 'Make a user, who may have a policy', access.UserDraft, access.User),
  listUsers: get('/users', 'Users of the account', s.Empty, z.object({ items: z.array(access.User) })),
  enableUser: post('/users/{id}/enable', 'Let the keys of a user count again', s.Empty, access.User),
  disableUser: post('/users/{id}/disable', 'Let no key of a user count', s.Empty, access.User),
  setPolicy: post('/users/{id}/policy', 'Give a user a policy, or take it away', access.PolicyChange, access.User),
  setParameter: post(
    '/parameters',
    'Store a value, as the next version',
    parameters.ParameterDraft,
    parameters.StoredParameter,
  ),
  listParameters: get('/parameters', 'Stored values, each in its newest version', s.Empty, parameters.StoredParameters),
  getParameter: get('/parameters/{id}', 'One stored value', parameters.ParameterVersion, parameters.StoredParameter),
  listParameterVersions: get(
    '/parameters/{id}/versions',
    'The versions of a stored value that are kept, newest first',
    s.Empty,
    parameters.StoredParameters,
  ),
  revealParameter: post(
    '/parameters/{id}/reveal',
    'The value of a secret',
    parameters.ParameterVersion,
    parameters.StoredParameter,
  ),
  deleteParameter: post('/parameters/{id}/delete', 'Delete a stored value with all its versions', s.Empty, s.Empty),
  rotateKeys: post('/server/keys/rotate', 'Seal all secrets of the server with a new key', s.Empty, keys.KeyRotation),
  getRotation: get('/server/keys', 'How far the rotation of the keys has come', s.Empty, keys.KeyRotation),
  saveBucket: post('/buckets', 'Let whole outputs be delivered to a bucket', buckets.BucketDraft, buckets.Bucket),
  listBuckets: get('/buckets', 'Buckets of the account', s.Empty, z.object({ items: z.array(buckets.Bucket) })),
  deleteBucket: post('/buckets/delete', 'Deliver to a bucket no more', buckets.BucketName, s.Empty),
} as const

export const eventStreamType = 'text/event-stream'

/** Not a Route: its answer is a stream of server-sent events, each one an InvocationEvent. */
export const watchPath = '/invocations/{id}/events'

export const apiPrefix = '/api/v1'
