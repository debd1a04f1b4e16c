import type {
  BucketKind,
  ClosedReason,
  CodeNaming,
  CommandType,
  Decision,
  DeliveryState,
  InstanceKind,
  InvocationSource,
  OutputMode,
  Overlap,
  Platform,
  Profile,
  Role,
  StoredKind,
  TerminalState,
  Termination,
} from '@muster/core'
import type { CountColumns } from './rows/counts.ts'

// Times are milliseconds since the epoch; flags are 0 or 1; `tags` and `parameters` are JSON.

export interface AccountTable {
  id: number
  name: string
  created_at: number
}

export interface UserTable {
  id: number
  account_id: number
  name: string
  policy: string | null
  enabled: number
  created_at: number
}

export interface AccessKeyTable {
  id: string
  account_id: number
  user_id: number
  role: Role
  sealed_secret: Uint8Array
  /** Of a temporary key, all three. */
  parent_id: string | null
  sealed_token: Uint8Array | null
  expires_at: number | null
  enabled: number
  created_at: number
}

export interface AuditTable {
  id: number
  account_id: number
  user_id: number | null
  access_key_id: string | null
  action: string
  request_id: string
  source: string
  at: number
}

/** `result` is JSON. */
export interface ActTable {
  account_id: number
  action: string
  token: string
  hash: string
  result: string
  sealed_secret: Uint8Array | null
  at: number
}

export interface CommandTable {
  id: number
  account_id: number
  name: string
  description: string
  type: CommandType
  content: Uint8Array
  timeout_seconds: number
  working_directory: string
  user_name: string
  launcher: string
  parameters_enabled: number
  parameter_defaults: string
  sealed_defaults: Uint8Array | null
  bucket_url: string
  key_prefix: string
  tags: string
  created_by: 'user' | 'muster'
  scenes: string
  saved: number
  created_at: number
  updated_at: number
}

export interface RegisterCodeTable {
  id: number
  account_id: number
  kind: InstanceKind
  description: string
  name_prefix: string
  naming: CodeNaming
  max_uses: number
  used: number
  removed: number
  expires_at: number | null
  ip_range: string
  enabled: number
  sealed_proof_key: Uint8Array
  tags: string
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface InstanceTable {
  id: number
  account_id: number
  kind: InstanceKind
  link: 'native'
  name: string
  host_name: string
  platform: Platform
  architecture: string
  local_ip: string
  machine_id: string
  agent_version: string
  agent_user: string
  time_zone: string
  public_key: string
  register_code_id: number | null
  tags: string
  created_at: number
  updated_at: number
}

/**
 * What changes with every heartbeat, apart from the wide row: 10,000 heartbeats write 42 pages, not 910. An instance that
 * was removed has none, by which every join leaves it out.
 */
export interface PresenceTable {
  instance_id: number
  online: number
  epoch: number
  last_heartbeat_at: number
}

export interface InvocationTable extends CountColumns {
  id: number
  account_id: number
  user_id: number | null
  command_id: number
  command_name: string
  description: string
  source: InvocationSource
  tags: string
  instance_kind: InstanceKind
  type: CommandType
  timeout_seconds: number
  working_directory: string
  user_name: string
  profile: Profile
  termination: Termination
  output_mode: OutputMode
  bucket_url: string
  key_prefix: string
  /** By `rows/repeat.ts`: not 0 where the tasks stay on their hosts, and last until they are stopped. */
  repeats: number
  sends_file: number
  first_task_id: number
  total: number
  started_at: number | null
  ended_at: number | null
  access_key_id: string | null
  created_at: number
  updated_at: number
}

/** The large part of an invocation, which never changes, apart from the counters, which change with every batch. */
export interface ScriptTable {
  invocation_id: number
  content: Uint8Array
  parameters: string | null
  default_parameters: string | null
  sealed_secrets: Uint8Array | null
  /** JSON, of those whose tasks stay on their hosts. */
  repeat: string | null
  /** JSON, of those that another program than the shell runs, or that run in another place than the host. */
  runtime: string | null
  /** JSON, of those that write a file, whose content stands in place of the script. */
  file: string | null
}

/** Account, command and creation time of a task are those of its invocation. */
export interface TaskTable {
  id: number
  invocation_id: number
  instance_id: number
  state: number
  attempt: number
  cause: string
  exit_code: number | null
  output_size: number
  output_dropped: number
  started_at: number | null
  ended_at: number | null
  due_at: number
  updated_at: number
}

/** Of a task that stays on its host, the runs by the numbers that the host gave them. */
export interface FiringTable {
  task_id: number
  number: number
  state: number
  cause: string
  exit_code: number | null
  output_size: number
  output_dropped: number
  started_at: number | null
  ended_at: number | null
  due_at: number
  updated_at: number
  output: Uint8Array
}

/** `value` is JSON. */
export interface SettingTable {
  account_id: number
  name: string
  value: string
  updated_at: number
}

/** `rule`, `instance_ids`, `parameters` and `tags` are JSON. */
export interface ScheduleTable {
  id: number
  account_id: number
  owner_id: number | null
  name: string
  rule: string
  overlap: Overlap
  command_id: number
  instance_ids: string
  user_name: string
  profile: Profile
  parameters: string | null
  sealed_secrets: Uint8Array | null
  tags: string
  enabled: number
  next_at: number | null
  last_invocation_id: number | null
  revision: number
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface FireTable {
  id: number
  account_id: number
  schedule_id: number
  due_at: number
  until_at: number | null
  decision: Decision
  reason: string
  invocation_id: number | null
  decided_at: number
}

/** `value` is empty where it is sealed. */
export interface StoredParameterTable {
  account_id: number
  name: string
  version: number
  kind: StoredKind
  value: string
  sealed_value: Uint8Array | null
  user_name: string
  created_at: number
}

/** `taken`: its token was used. */
export interface TerminalTable {
  id: number
  account_id: number
  user_id: number
  user_name: string
  access_key_id: string
  instance_id: number
  host_user: string
  command_line: string
  state: TerminalState
  taken: number
  closed_reason: ClosedReason | null
  detail: string
  exit_code: number | null
  client_ip: string
  token_until: number
  recorded: number
  created_at: number
  connected_at: number | null
  ended_at: number | null
}

export interface BucketTable {
  account_id: number
  url: string
  kind: BucketKind
  endpoint: string
  region: string
  key_id: string
  sealed_secret: Uint8Array
  created_at: number
}

export interface DeliveryTable {
  task_id: number
  state: DeliveryState
  size: number
  attempts: number
  url: string
  error: string
  created_at: number
  due_at: number
  started_at: number | null
  ended_at: number | null
}
