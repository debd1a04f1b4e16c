import { existsSync, renameSync, writeFileSync } from 'node:fs'
import type { Surroundings } from './programs.ts'

/** Debian's package faketime; the folder names the architecture. */
const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path))

/** The clock of one program, which can be stepped while it runs. Times of files stay the kernel's. */
export interface FakeClock {
  readonly surroundings: Surroundings
  readonly now: () => number
  /** Seconds from the true time; the program sees it within one of them. */
  readonly step: (seconds: number) => void
}

/** Why clocks cannot be stepped here. */
export const noFakeClocks = (): string | undefined => (library ? undefined : 'the package faketime is not installed')

export function makeClock(file: string): FakeClock {
  let offset = 0
  const step = (seconds: number) => {
    offset = seconds
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    renameSync(`${file}.new`, file)
  }
  step(0)
  const environment = {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  return { surroundings: library ? { environment } : {}, now: () => Date.now() + offset * 1000, step }
}
