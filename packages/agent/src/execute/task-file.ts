import type { Spec } from '../tasks/spec.ts'
import { quote } from './quote.ts'
import { findShell } from './shells.ts'

/** A task as its executor reads it: variables of a shell. */
export function taskFile(spec: Spec): string {
  const { account, interpreter, command } = spec
  const script = `${spec.scratch}/${spec.script}`
  const variables = {
    boot: spec.boot,
    cookie: spec.cookie,
    cgroup: spec.cgroup,
    scratch: spec.scratch,
    script,
    command: command.words.map((word) => quote(word.replaceAll('\0', script))).join(' '),
    input: command.input === 'script' ? script : '/dev/null',
    shellProgram: findShell(),
    interpreter: interpreter.path,
    argument: interpreter.argument,
    named: interpreter.named,
    entry: spec.entry,
    user: account.name,
    home: account.home,
    shell: account.shell,
    uid: account.ids ? String(account.ids.uid) : '',
    gid: account.ids ? String(account.ids.gid) : '',
    directory: spec.workingDirectory,
    profile: spec.profile,
    termination: spec.termination,
    masking: spec.masking,
    timeout: String(spec.timeoutSeconds),
    grace: (spec.killGraceMs / 1000).toFixed(3),
  }
  let text = ''
  for (const [name, value] of Object.entries(variables)) text += `${name}=${quote(value)}\n`
  return text
}
