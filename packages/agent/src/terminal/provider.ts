import { execFile } from 'node:child_process'

/**
 * Why this host can open no PTY, or undefined. `script` and `setpriv` of util-linux and `stty` are part of every Debian and
 * most others; busybox has a `script` that must itself be started from a terminal.
 */
export async function findObstacle(uid: number): Promise<string | undefined> {
  const missing = 'this host has no program that opens terminals: install'
  const version = await firstLine('script', '--version')
  if (!version?.includes('util-linux')) return `${missing} "script" of util-linux (bsdutils on Debian)`
  if ((await firstLine('stty', '--version')) === undefined) return `${missing} "stty" of coreutils`
  if (uid === 0 && (await firstLine('setpriv', '--version')) === undefined) return `${missing} "setpriv" of util-linux`
  return undefined
}

const firstLine = (program: string, parameter: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(program, [parameter], { timeout: 5_000 }, (error, stdout) => {
      resolve(error ? undefined : stdout.split('\n', 1)[0])
    })
  })
