/** `ok` needs nothing, a `warning` may be meant so, a `problem` must be mended. */
export type Level = 'ok' | 'warning' | 'problem'

/** One line of `muster doctor`: what was looked at, how it is, and what to do where it is not well. */
export interface Finding {
  readonly about: string
  readonly level: Level
  readonly message: string
}

export type Check = () => Promise<readonly Finding[]> | readonly Finding[]

/** All that is found for one subject: a check that cannot be made is a finding like another. */
export function findingsAbout(about: string) {
  const as =
    (level: Level) =>
    (message: string): Finding => ({ about, level, message })
  return { ok: as('ok'), warning: as('warning'), problem: as('problem') }
}

export async function runChecks(checks: Readonly<Record<string, Check>>): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [about, check] of Object.entries(checks)) {
    try {
      findings.push(...(await check()))
    } catch (error) {
      findings.push(findingsAbout(about).problem(`cannot be looked at: ${(error as Error).message}`))
    }
  }
  return findings
}
