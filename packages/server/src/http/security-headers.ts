import type { ServerResponse } from 'node:http'

/** Of answers that programs read: no browser takes them for anything else, and no cache keeps what may be secret. */
export const answerHeaders = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const

/**
 * Of answers that a browser may show. No Strict-Transport-Security: it would count for every other port of the name, and
 * browsers heed it only where an authority that they know has signed.
 */
const pageHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const

export function secure(response: ServerResponse): ServerResponse {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value)
  return response
}
