import { sanitiseLine } from './tty/sanitise.ts'

/** 0: all succeeded; 1: some did not; 2: nothing was done; 130: left with ctrl-c. */
export const exitCodes = { ok: 0, failed: 1, refused: 2, interrupted: 130 } as const

/** Ends the program with one line that says what to do. */
export class CliError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.refused) {
    super(message)
    this.exitCode = exitCode
  }
}

export const errorLine = (message: string): string => `error: ${sanitiseLine(message.replace(/\s*\n\s*/g, ' '))}\n`
