import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../identity/files.ts'
import { executorScript } from './executor-script.ts'
import { starterScript } from './starter-script.ts'

export interface Programs {
  readonly executor: string
  readonly starter: string
}

/**
 * Writes the shell programs. Their names hold their hash: a shell reads its program as it goes, so one that is being
 * read is never written to, and executors of an older agent finish with theirs.
 */
export async function installPrograms(data: string): Promise<Programs> {
  const install = async (name: string, text: string) => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
    const path = join(data, `${name}-${hash}.sh`)
    if (!existsSync(path)) await replaceFile(path, text)
    return path
  }
  return { executor: await install('executor', executorScript), starter: await install('starter', starterScript) }
}
