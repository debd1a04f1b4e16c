import assert from 'node:assert/strict'
import type { RawAnswer } from '@muster/dialects'

/** An answer of one of the dialects that a client can read, and no fault of the server's own. */
export function assertOrderly({ status, headers, body }: RawAnswer): void {
  assert.ok(status === 200 || (status >= 400 && status < 500), `answered ${status}: ${body}`)
  assert.doesNotMatch(body, /InternalError/)
  if (headers['content-type']?.startsWith('text/xml')) assert.match(body, /^<\?xml[\s\S]*>$/)
  else assert.equal(typeof JSON.parse(body), 'object')
  for (const value of Object.values(headers)) assert.match(value, /^[\t\x20-\x7e]*$/)
}
