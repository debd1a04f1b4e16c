import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../identity/files.ts'
import type { Spec } from '../tasks/spec.ts'
import { executorScript } from './executor-script.ts'

export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export const findShell = (): string => ['/bin/bash', '/usr/bin/bash'].find((path) => existsSync(path)) ?? '/bin/sh'

/**
 * Writes the executor's program. Its name holds its hash: a shell reads its program as it goes, so one that is being
 * read is never written to, and executors of an older agent finish with theirs.
 */
export async function installExecutor(data: string): Promise<string> {
  const hash = createHash('sha256').update(executorScript).digest('hex').slice(0, 16)
  const path = join(data, `executor-${hash}.sh`)
  if (!existsSync(path)) await replaceFile(path, executorScript)
  return path
}

/** Starts the executor of a task in a session of its own, with nothing of the agent's environment. */
export function startExecutor(program: string, folder: string, spec: Spec): ChildProcess {
  const { account, interpreter } = spec
  const child = spawn('/bin/sh', [program], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: searchPath,
      LC_ALL: 'C',
      boot: spec.boot,
      cookie: spec.cookie,
      cgroup: spec.cgroup,
      scratch: spec.scratch,
      script: join(spec.scratch, 'script'),
      shellProgram: findShell(),
      interpreter: interpreter.path,
      argument: interpreter.argument,
      named: interpreter.named,
      user: account.name,
      home: account.home,
      shell: account.shell,
      uid: account.ids ? String(account.ids.uid) : '',
      gid: account.ids ? String(account.ids.gid) : '',
      directory: spec.workingDirectory,
      profile: spec.profile,
      termination: spec.termination,
      streams: spec.output === 'split' ? 'output error' : 'output',
      limit: String(spec.outputLimit),
      timeout: String(spec.timeoutSeconds),
      grace: (spec.killGraceMs / 1000).toFixed(3),
    },
  })
  child.unref()
  return child
}
