import type { PipelineRefusal, Vendor } from '../vendor.ts'
import { AlibabaError, translate } from './errors.ts'
import { createNonces } from './nonces.ts'
import { findRoute } from './products.ts'
import { authenticate } from './signature.ts'
import { authenticatePairs } from './signature-v1.ts'
import { isV3, readAsked, readParameters, readRegion, serialize, serializeError, styleOf } from './wire.ts'

const codes: Record<PipelineRefusal, string> = {
  TooLarge: 'RequestEntityTooLarge',
  UnknownRegion: 'InvalidRegionId.NotFound',
  TooFast: 'Throttling.User',
  NotBuilt: 'UnsupportedOperation.ActionNotBuilt',
}

export function createAlibaba(clock: { readonly now: () => number }): Vendor {
  const useNonce = createNonces(clock)
  return {
    // Clients put all into the query: 32 KB of a file, each byte as three, and the rest.
    queryBytes: 112 * 1024,
    envelope: ({ head, body }, requestId) => {
      const style = () => styleOf(head, body, requestId)
      return {
        answer: (output) => serialize(style(), output),
        refuse: (error, documented) => {
          const refusal = translate(error, documented)
          return refusal && serializeError(style(), refusal)
        },
        fail: (message) => serializeError(style(), new AlibabaError('InternalError', message)),
      }
    },
    readCall: ({ head, body }) => {
      if (head.method !== 'GET' && head.method !== 'POST')
        throw new AlibabaError('UnsupportedHTTPMethod', 'Send the request by POST or GET.')
      const { action, version, pairs } = readAsked(head, body)
      return {
        route: findRoute(action, version),
        region: () => readRegion(head, body, pairs),
        authenticate: (find) => {
          const signing = { now: clock.now(), useNonce }
          return isV3(head)
            ? authenticate(head, body, find, signing)
            : authenticatePairs(head.method, pairs, find, signing)
        },
        parameters: (fields) => readParameters(head, body, pairs, fields),
      }
    },
    refusal: (name, message) => new AlibabaError(codes[name], message),
  }
}
