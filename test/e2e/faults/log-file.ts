import { readFileSync } from 'node:fs'

/** Where the committed part of a write-ahead log ends, and what is needed to write on. */
export interface LogEnd {
  readonly pageSize: number
  readonly bytes: number
  /** Pages that the committed part holds. */
  readonly pages: ReadonlySet<number>
  /** A frame that continues the log and commits nothing. */
  readonly frame: (page: number, content: Buffer) => Buffer
}

const headerBytes = 32
const frameHeaderBytes = 24

type Sum = readonly [number, number]

/** Source: sqlite.org/fileformat2.html, "The Write-Ahead Log". */
export function readLogEnd(path: string): LogEnd | undefined {
  const log = readFileSync(path)
  if (log.length < headerBytes) return undefined
  const bigEndian = (log.readUInt32BE(0) & 1) === 1
  const pageSize = log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  const add = ([first, second]: Sum, bytes: Buffer): Sum => {
    for (let at = 0; at < bytes.length; at += 8) {
      first = (first + word(bytes, at) + second) >>> 0
      second = (second + word(bytes, at + 4) + first) >>> 0
    }
    return [first, second]
  }
  const word = (bytes: Buffer, at: number) => (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))
  const holds = (at: number, sum: Sum) => log.readUInt32BE(at) === sum[0] && log.readUInt32BE(at + 4) === sum[1]

  let sum = add([0, 0], log.subarray(0, 24))
  if (!holds(24, sum)) return undefined
  let committed = { bytes: headerBytes, sum, pages: new Set<number>() }
  const pages = new Set<number>()
  for (let at = headerBytes; at + frameHeaderBytes + pageSize <= log.length; at += frameHeaderBytes + pageSize) {
    const content = log.subarray(at + frameHeaderBytes, at + frameHeaderBytes + pageSize)
    sum = add(add(sum, log.subarray(at, at + 8)), content)
    if (!log.subarray(at + 8, at + 16).equals(salts) || !holds(at + 16, sum)) break
    pages.add(log.readUInt32BE(at))
    if (log.readUInt32BE(at + 4) > 0)
      committed = { bytes: at + frameHeaderBytes + pageSize, sum, pages: new Set(pages) }
  }

  const frame = (page: number, content: Buffer): Buffer => {
    const header = Buffer.alloc(frameHeaderBytes)
    header.writeUInt32BE(page, 0)
    salts.copy(header, 8)
    const [first, second] = add(add(committed.sum, header.subarray(0, 8)), content)
    header.writeUInt32BE(first, 16)
    header.writeUInt32BE(second, 20)
    return Buffer.concat([header, content])
  }
  return { pageSize, bytes: committed.bytes, pages: committed.pages, frame }
}
