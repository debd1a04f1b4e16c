import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { launcher, type RunningServer } from './programs.ts'

/** The JSON document that `muster … --json` prints; exit codes other than 0 are for the caller to judge. */
export function callCli(
  server: Pick<RunningServer, 'url' | 'data'>,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const [words, script] = split(argv)
  const access = ['--server', server.url, '--key-file', join(server.data, 'admin.json'), '--json']
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [launcher, ...words, ...access, ...script],
      {
        env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...environment },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        try {
          resolve(JSON.parse(stdout))
        } catch {
          reject(new Error(`muster ${argv.join(' ')}: ${stderr || stdout || error?.message}`))
        }
      },
    )
  })
}

/** Options go before the script, which begins at `--`. */
function split(argv: readonly string[]): readonly [readonly string[], readonly string[]] {
  const mark = argv.indexOf('--')
  return mark < 0 ? [argv, []] : [argv.slice(0, mark), argv.slice(mark)]
}
