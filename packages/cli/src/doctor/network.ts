import { connect } from 'node:tls'
import { isLoopback } from '../access/loopback.ts'
import { duration } from '../tty/duration.ts'
import { type Finding, findingsAbout } from './finding.ts'

const answerMs = 5_000
/** Beyond it the vendors' signatures are refused. */
const skewLimitMs = 300_000
const skewMs = 30_000
const dayMs = 86_400_000
const renewDays = 14

/** Whether a server answers, and whether its clock is ours. */
export async function checkServer(about: string, url: string, now: () => number): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsAbout(about)
  let answer: Response
  const asked = now()
  try {
    answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answerMs) })
    await answer.body?.cancel()
  } catch (error) {
    const { cause } = error as Error
    const reason = cause instanceof Error ? cause.message : (error as Error).message
    return [problem(`no server answers at ${url} (${reason}): start it, or name another with --server.`)]
  }
  const found = [judgeAnswer(about, url, answer.status)]
  const date = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(date)) return found
  // The header tells whole seconds.
  const skew = Math.abs(date + 500 - (asked + now()) / 2)
  if (skew < skewMs) return [...found, ok('its clock is that of this machine')]
  const words = `the clocks of ${url} and this machine are ${duration(skew)} apart: set them by NTP`
  return [...found, skew > skewLimitMs ? problem(`${words}, signed calls are refused.`) : warning(`${words}.`)]
}

function judgeAnswer(about: string, url: string, status: number): Finding {
  const { ok, problem } = findingsAbout(about)
  if (status === 200) return ok(`${url} answers`)
  // With --tls-clients all; the doctor shows none.
  if (status === 403) return ok(`${url} answers, and asks for a certificate`)
  return problem(`${url} answers ${status}: see its log.`)
}

/** What the address that a server listens on tells everyone. */
export function checkAddress(about: string, url: string): readonly Finding[] {
  const { ok, warning } = findingsAbout(about)
  if (url.startsWith('https:')) return [ok(`${url} speaks TLS`)]
  if (isLoopback(url)) return [ok(`${url} is for this machine only`)]
  return [
    warning(`${url} is open to the network without TLS: give --tls-cert and --tls-key, or put a proxy before it.`),
  ]
}

export function judgeCertificate(about: string, validTo: number, now: number): Finding {
  const { ok, warning, problem } = findingsAbout(about)
  const days = Math.floor((validTo - now) / dayMs)
  if (days < 0) return problem(`the certificate ended ${-days} days ago: renew it, the server takes it up by itself.`)
  if (days < renewDays) return warning(`the certificate ends in ${days} days: renew it.`)
  return ok(`the certificate is good for ${days} days`)
}

/** Of a server that speaks TLS; whether the certificate is trusted here is for the call above to say. */
export async function checkCertificate(about: string, url: string, now: () => number): Promise<readonly Finding[]> {
  if (!url.startsWith('https:')) return []
  const { hostname, port } = new URL(url)
  const validTo = await new Promise<number>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 443), rejectUnauthorized: false }, () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to))
      socket.destroy()
    })
    socket.setTimeout(answerMs, () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
  })
  return [judgeCertificate(about, validTo, now())]
}
