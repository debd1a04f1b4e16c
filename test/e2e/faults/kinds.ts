import type { Kind } from './kind.ts'
import * as connections from './kinds/cut-connections.ts'
import * as disks from './kinds/full-disks.ts'
import * as executors from './kinds/killed-executors.ts'
import * as programs from './kinds/killed-programs.ts'
import * as hosts from './kinds/restarted-hosts.ts'
import * as clocks from './kinds/stepped-clocks.ts'
import * as databases from './kinds/torn-database.ts'

const subjects = [programs, executors, hosts, connections, disks, databases, clocks]

export const kinds = subjects.flatMap((subject): readonly Kind[] => Object.values(subject))

/** Without what takes most of a minute: a silent line is noticed within 50 s. */
export const quickKinds = kinds.filter((kind) => kind !== connections.connectionsSilent)
