import type { PipelineRefusal, Vendor } from '../vendor.ts'
import { TencentError, translate } from './errors.ts'
import { findRoute } from './products.ts'
import { createAuthenticate } from './signature.ts'
import { authenticateForm } from './signature-v1.ts'
import { checkProtocol, languageOf, readCall, readParameters, serialize, serializeError } from './wire.ts'

const codes: Record<PipelineRefusal, string> = {
  TooLarge: 'RequestSizeLimitExceeded',
  UnknownRegion: 'UnsupportedRegion',
  TooFast: 'RequestLimitExceeded',
  NotBuilt: 'UnsupportedOperation.ActionNotBuilt',
}

export function createTencent(clock: { readonly now: () => number }): Vendor {
  const authenticate = createAuthenticate(clock)
  return {
    // Source: API 3.0, TC3 signature.
    queryBytes: 32 * 1024,
    envelope: ({ head, body }, requestId) => {
      const refuse = (error: TencentError) => serializeError(requestId, error, languageOf(head, body))
      return {
        answer: (output) => serialize(requestId, output),
        refuse: (error, documented) => {
          const refusal = translate(error, documented)
          return refusal && refuse(refusal)
        },
        fail: (message) => refuse(new TencentError('InternalError', message)),
      }
    },
    readCall: ({ head, body }) => {
      checkProtocol(head)
      const { action, version, region, form } = readCall(head, body)
      const route = findRoute(action, version)
      return {
        route,
        region: () => region,
        authenticate: (find) => (form ? authenticateForm(head, form, find, clock) : authenticate(head, body, find)),
        parameters: (fields) => readParameters(head, body, form, fields),
      }
    },
    refusal: (name, message) => new TencentError(codes[name], message),
  }
}
