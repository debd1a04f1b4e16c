import { Violation } from '../spec/violations.ts'
import { TencentError } from './errors.ts'

/** As of the parameters of a form. */
const mostParts = 2_000
const blank = '\r\n\r\n'

/** The boundary of a multipart/form-data body, or undefined for another type. */
export const boundaryOf = (contentType: string): string | undefined => {
  const [, quoted, bare] =
    /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? []
  return quoted ?? bare
}

/** Names and values of the parts; a file counts with its content. */
export function parseMultipart(body: Uint8Array, boundary: string): readonly (readonly [string, string])[] {
  const text = Buffer.from(body).toString('latin1')
  const [, ...parts] = `\r\n${text}`.split(`\r\n--${boundary}`, mostParts + 2)
  if (parts.length > mostParts) throw new Violation('tooMany', `At most ${mostParts} parts can be sent at once.`)
  const end = parts.pop()
  if (!end?.startsWith('--')) throw new TencentError('InvalidParameter', 'The multipart body has no end.')
  return parts.map((part) => {
    const at = part.indexOf(blank)
    const [, name] = /^content-disposition:\s*form-data\s*;.*?\bname="([^"]*)"/im.exec(part.slice(0, at)) ?? []
    if (at < 0 || name === undefined)
      throw new TencentError('InvalidParameter', 'A part of the multipart body has no name.')
    return [decode(name), decode(part.slice(at + blank.length))]
  })
}

const decode = (text: string) => Buffer.from(text, 'latin1').toString('utf8')
