/** What ends the program: said in one line, with its exit code. */
export class Failure extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.name = 'Failure'
    this.exitCode = exitCode
  }
}

export const exitCodes = { usage: 2, refused: 3, replaced: 4, locked: 5 } as const

/** The one line for a program's end, whatever was thrown. */
export function explain(error: unknown): { readonly line: string; readonly exitCode: number } {
  if (error instanceof Failure) return { line: `error: ${error.message}`, exitCode: error.exitCode }
  return { line: `error: ${error instanceof Error ? error.message : String(error)}`, exitCode: 1 }
}
