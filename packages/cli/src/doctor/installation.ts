import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fromHere } from '../access/access.ts'
import { readObject } from '../access/key-files.ts'
import { checkDatabase, countInstances, isServed } from './database.ts'
import { checkDisk, checkFolder, checkLeftovers, checkSecretFiles, openFilesOf } from './files.ts'
import { type Check, findingsAbout } from './finding.ts'
import { checkAddress, checkCertificate, checkServer } from './network.ts'

export interface Installation {
  readonly data: string
  readonly database: string
  /** Where the key lies under which all secrets are sealed; undefined: it comes from the environment. */
  readonly masterKey: string | undefined
  readonly agentData: string
  /** Of the server that the agent, or whoever calls, is to reach; undefined: that of the data folder. */
  readonly server: string | undefined
  readonly now: () => number
}

type Checks = Readonly<Record<string, Check>>

const wantedNode = 24
/** Beside its agents a server has its database, its log and the callers of its API. */
const otherFiles = 512

export const programChecks: Checks = {
  node: () => {
    const { ok, problem } = findingsAbout('node')
    const { version } = process
    const fits = Number.parseInt(version.slice(1), 10) >= wantedNode
    return [fits ? ok(version) : problem(`${version}: a server needs Node ${wantedNode}, run "npm ci" here.`)]
  },
}

export function serverChecks({ data, database, masterKey, now }: Installation): Checks {
  const told = readObject(join(data, 'server.json'))
  const url = typeof told?.url === 'string' ? fromHere(told.url) : undefined
  const served = isServed(join(data, 'lock'))
  return {
    data: () => checkFolder('data', data),
    keys: () => {
      const { problem } = findingsAbout('keys')
      if (masterKey !== undefined && existsSync(database) && !existsSync(masterKey))
        return [problem(`${masterKey} is gone, without which no secret can be read: restore it from a backup.`)]
      return checkSecretFiles('keys', [masterKey ?? '', join(data, 'admin.json'), database, `${database}-wal`])
    },
    database: () => (existsSync(database) ? checkDatabase('database', database) : []),
    disk: () => checkDisk('disk', data),
    lock: () => {
      const { ok, warning } = findingsAbout('lock')
      return [served ? ok(`a server runs (process ${told?.pid})`) : warning(`no server uses ${data}: start one.`)]
    },
    files: () => {
      const { ok, problem } = findingsAbout('files')
      const limit = openFilesOf(served && typeof told?.pid === 'number' ? told.pid : 'self')
      const needed = countInstances(database) + otherFiles
      if (limit < needed)
        return [problem(`${limit} files may be open, ${needed} are needed: raise the limit (ulimit -n, LimitNOFILE=).`)]
      return [ok(`${limit} files may be open, ${needed} are needed`)]
    },
    address: () => (served && url ? checkAddress('address', url) : []),
    server: async () => (served && url ? checkServer('server', url, now) : []),
    certificate: async () => (served && url ? checkCertificate('certificate', url, now) : []),
  }
}

const programs = ['setsid', 'stdbuf', 'head', 'dd', 'mkfifo'] as const
const folders = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']

export function agentChecks({ agentData, server, now }: Installation): Checks {
  return {
    agent: () => checkFolder('agent', agentData),
    identity: () => checkSecretFiles('identity', [join(agentData, 'identity.json')]),
    'agent disk': () => checkDisk('agent disk', agentData),
    user: () => {
      const { ok, warning } = findingsAbout('user')
      const { uid, username } = userInfo()
      return [uid === 0 ? ok('root: scripts run as any user') : warning(`${username}: scripts run as this user only.`)]
    },
    shell: () => {
      const { ok, problem } = findingsAbout('shell')
      const lacking = programs.filter((name) => !folders.some((folder) => existsSync(join(folder, name))))
      if (lacking.length > 0)
        return [problem(`${lacking.join(', ')} are not there: install GNU coreutils and util-linux.`)]
      return [ok('/bin/sh and the programs that it needs are there')]
    },
    cgroups: () => {
      const { ok, warning } = findingsAbout('cgroups')
      const group = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1]
      const words = 'a process that hides from its script cannot be stopped: see "As a service" in docs/agent.md.'
      if (group === undefined) return [warning(`this host has no cgroups of version 2: ${words}`)]
      const mount = / (\S+) \S+ - cgroup2 /.exec(readFileSync('/proc/self/mountinfo', 'utf8'))?.[1]
      try {
        accessSync(join(mount ?? '/sys/fs/cgroup', group), constants.W_OK)
        return [ok('can be made for scripts')]
      } catch {
        return [warning(`cannot be made here: ${words}`)]
      }
    },
    tasks: () => checkLeftovers('tasks', join(agentData, 'tasks')),
    'its server': async () => (server ? checkServer('its server', server, now) : []),
  }
}
