import { readFileSync, readlinkSync } from 'node:fs'

/** The IANA name of this host's zone, as its files say it: asking Intl loads a megabyte of tables into every agent. */
export function readTimeZone(): string {
  const named = process.env.TZ?.replace(/^:/, '') || linked() || written()
  return named && /^[\w+/-]{1,64}$/.test(named) ? named : 'UTC'
}

function linked(): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1]
  } catch {
    return undefined
  }
}

function written(): string | undefined {
  try {
    return readFileSync('/etc/timezone', 'utf8').trim()
  } catch {
    return undefined
  }
}
