import { Violation } from '../../spec/violations.ts'

export type Encoding = 'Base64' | 'PlainText'

/** Source: CommandContent, once it is in Base64. */
const maxEncodedBytes = 24_576

const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['base64', 'Base64'],
  ['plaintext', 'PlainText'],
])

export const encodingOf = (asked: string | undefined, usual: Encoding): Encoding =>
  encodings.get((asked ?? '').toLowerCase()) ?? usual

/** The script of a request, as the encoding says that it is written. */
export function contentIn(text: string, encoding: Encoding): Uint8Array {
  const content = encoding === 'Base64' ? decode(text) : Buffer.from(text)
  if (Math.ceil(content.length / 3) * 4 > maxEncodedBytes)
    throw new Violation('tooLong', `CommandContent has more than ${maxEncodedBytes} bytes in Base64.`, [
      'CmdContent.ExceedLimit',
      'InvalidCommandContent.LengthLimitExceeded',
    ])
  return content
}

function decode(text: string): Uint8Array {
  const content = fromBase64(text)
  if (!content)
    throw new Violation('value', 'CommandContent must be Base64, or say that it is PlainText.', [
      'CmdContent.DecodeError',
      'InvalidCommandContent.DecodeError',
    ])
  return content
}

/** Undefined: it is none. Lines are joined. */
export function fromBase64(text: string): Uint8Array | undefined {
  const encoded = text.replace(/[\r\n]/g, '')
  const fits = encoded.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(encoded)
  return fits ? Buffer.from(encoded, 'base64') : undefined
}

export const shownText = (bytes: Uint8Array, encoding: Encoding): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding === 'Base64' ? 'base64' : 'utf8')
