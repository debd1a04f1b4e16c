import type { Repeat, Runtime, SentFile, Tags } from '@muster/core'

const empty: Readonly<Record<string, string>> = Object.freeze({})

/** Most tags are empty, and 10,000 instances are read to plan one large invocation. */
export const toTags = (text: string): Tags => (text === '{}' ? empty : JSON.parse(text))

export const toRecord = (text: string | null): Readonly<Record<string, string>> | undefined =>
  text === null ? undefined : JSON.parse(text)

export const fromRecord = (record: Readonly<Record<string, string>> | undefined): string | null =>
  record === undefined ? null : JSON.stringify(record)

export const toRepeat = (text: string | null): Repeat | undefined => (text === null ? undefined : JSON.parse(text))

export const toRuntime = (text: string | null): { readonly runtime?: Runtime } =>
  text === null ? {} : { runtime: JSON.parse(text) }

export const toFile = (text: string | null): { readonly file?: SentFile } =>
  text === null ? {} : { file: JSON.parse(text) }
