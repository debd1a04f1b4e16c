import { ApiRefusal } from '@muster/protocol/api'
import { CliError, exitCodes } from './errors.ts'

const codeOf = (error: unknown): string | undefined => {
  for (let current = error; current instanceof Error; current = current.cause)
    if ('code' in current && typeof current.code === 'string') return current.code
  return undefined
}

// What fetch throws when the server is away: "fetch failed" before an answer, "terminated" in the middle of one.
const isFetchFailure = (error: unknown): boolean =>
  error instanceof Error && (error.message === 'fetch failed' || error.message === 'terminated' || isSocketError(error))

const isSocketError = (error: Error): boolean => /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(codeOf(error) ?? '')

/** The connection failed or broke, or the server is too busy: asking again later may do. Any other answer stays one. */
export const isConnectionError = (error: unknown): boolean =>
  error instanceof ApiRefusal ? [429, 502, 503, 504].includes(error.status) : isFetchFailure(error)

/** The server answered, with a certificate that is not good here: asking again does not help. */
export const isUntrusted = (error: unknown): boolean => /CERT|ISSUER|SIGNATURE/.test(codeOf(error) ?? '')

/** The request was on its way, or at the server, when the connection broke: what it asked for may have been done. */
export const mayHaveArrived = (error: unknown): boolean =>
  error instanceof ApiRefusal
    ? error.status === 502 || error.status === 504
    : isFetchFailure(error) && /^(ECONNRESET|EPIPE|UND_ERR_(?!CONNECT).*)$/.test(codeOf(error) ?? '')

/** The one line for an error, and the code to exit with. */
export function explain(error: unknown, server: string | undefined): { message: string; exitCode: number } {
  if (error instanceof CliError) return { message: error.message, exitCode: error.exitCode }
  if (error instanceof ApiRefusal) return { message: refusal(error, server), exitCode: exitCodes.refused }
  if (isConnectionError(error) && server) return { message: unreachable(error, server), exitCode: exitCodes.refused }
  return { message: error instanceof Error ? error.message : String(error), exitCode: exitCodes.refused }
}

function unreachable(error: unknown, server: string): string {
  const code = codeOf(error)
  if (code === undefined || code === 'ECONNREFUSED')
    return `no Muster server answers at ${server}. Start one with "npm start", or name another with --server.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `the name in ${server} is unknown to this machine. Check the address, or name another with --server.`
  if (isUntrusted(error))
    return `the certificate of ${server} is not trusted (${code}). Give its authority with --ca, or name the server as the certificate does.`
  return `the connection to ${server} broke (${code}). Check that the server is up, then try again.`
}

function refusal(error: ApiRefusal, server: string | undefined): string {
  if (error.status === 401)
    return `${error.message} Run "muster login ${server ?? '<url>'}", or name a key with --key-file.`
  return error.message
}
