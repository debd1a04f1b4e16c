import { errorCatalogue, MusterError } from '@muster/core'
import { TencentError } from '@muster/dialects'

/** A refusal of the API itself, before the domain is asked. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export interface Refusal {
  readonly status: number
  readonly name: string
  readonly message: string
}

/** Seconds after which a call may do that found no room. */
const laterSeconds: Readonly<Record<number, string>> = { 429: '1', 503: '2', 507: '60' }

/** For clients that know when to come again. */
export function laterHeaders(status: number): Readonly<Record<string, string>> {
  const seconds = laterSeconds[status]
  return seconds === undefined ? {} : { 'retry-after': seconds }
}

/** Undefined for anything that nobody foresaw. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof MusterError)
    return { status: errorCatalogue[error.name].status, name: error.name, message: error.message }
  if (error instanceof Refused) return { status: error.status, name: error.code, message: error.message }
  if (error instanceof TencentError) return { status: 401, name: error.code, message: error.message }
  return undefined
}

export const unforeseen: Refusal = {
  status: 500,
  name: 'Internal',
  message: 'The server failed to answer. Its log has more under the request id.',
}
