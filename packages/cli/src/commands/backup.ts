import { startProgram } from './programs.ts'

export const runBackup = (argv: readonly string[]): Promise<void> => startProgram('backup', argv)
