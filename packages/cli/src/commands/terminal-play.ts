import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { AccessOptions } from '../access/access.ts'
import { readParts, readShown } from '../terminals/recording.ts'
import { type Context, connect, withAccess } from './options.ts'
import { seconds } from './values.ts'

interface Options extends AccessOptions {
  readonly speed: number
  readonly pause: number
  readonly cast?: boolean
}

export function addTerminalPlay(parent: Command, context: Context): void {
  const command = parent
    .command('play')
    .description('show again what a terminal has shown; escape sequences act, as they did then')
    .argument('<id>', 'the terminal')
    .option('--speed <n>', 'so many times as fast', factor, 1)
    .option('--pause <time>', 'longest pause', seconds, 2)
    .option('--cast', 'print the recording itself, in the format asciicast v2')
  withAccess(command).action(async (id: string, options: Options) => {
    const { io } = context
    const parts = readParts(connect(context, options).client, id)
    if (options.cast) {
      for await (const part of parts) io.stdout.write(part)
      return
    }
    let last = 0
    for await (const { at, text } of readShown(parts)) {
      await io.wait((1000 * Math.min(at - last, options.pause)) / options.speed)
      last = at
      io.stdout.write(text)
    }
  })
}

function factor(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}
