/** Bytes on the wire, and what must come back; nothing: the connection ends without a word, or waits for more. */
export interface Said {
  readonly name: string
  readonly bytes: string
  readonly after?: 'end'
  readonly answer: RegExp
}

const head = 'host: a\r\ncontent-type: application/json\r\n'
const close = 'connection: close\r\n'
const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const upgrade = 'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n'
const refused = /^HTTP\/1\.1 4\d\d /
const unsigned = /MissingParameter|InvalidAuthorization/

export const requests: readonly Said[] = [
  { name: 'no HTTP', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', answer: refused },
  { name: 'an unknown method', bytes: 'FOO / HTTP/1.1\r\nhost: a\r\n\r\n', answer: refused },
  { name: 'CONNECT', bytes: 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n', answer: /^$/ },
  { name: 'a target without a slash', bytes: 'GET constructor HTTP/1.1\r\nhost: a\r\n\r\n', answer: refused },
  { name: 'a target of asterisk', bytes: `OPTIONS * HTTP/1.1\r\n${close}\r\n`, answer: /UnsupportedProtocol/ },
  { name: 'another server in the target', bytes: `GET http://b/healthz HTTP/1.1\r\n${close}\r\n`, answer: /^HTTP\/1\.1 200 / },
  { name: 'a target without a path', bytes: `GET http://b?a=b HTTP/1.1\r\n${close}\r\n`, answer: unsigned },
  { name: 'a call of ECS that is not signed', bytes: `GET /?Action=RunCommand&Version=2014-05-26 HTTP/1.1\r\n${close}\r\n`, answer: /<Code>IncompleteSignature</ },
  { name: 'the prototype as a path', bytes: `GET /__proto__ HTTP/1.1\r\n${close}\r\n`, answer: unsigned },
  { name: 'a way out of the outputs', bytes: `GET /outputs/../admin.json HTTP/1.1\r\n${close}\r\n`, answer: /403/ },
  { name: 'the same, encoded', bytes: `GET /outputs/%2e%2e%2fadmin.json?until=9&signature=a HTTP/1.1\r\n${close}\r\n`, answer: /403/ },
  { name: 'a way out of the agent', bytes: `GET /agent/v1/../../data/admin.json HTTP/1.1\r\n${close}\r\n`, answer: unsigned },
  { name: 'a NUL in a header', bytes: 'GET / HTTP/1.1\r\nhost: a\0b\r\n\r\n', answer: refused },
  { name: 'a header without an end', bytes: `GET / HTTP/1.1\r\nx: ${'a'.repeat(200_000)}`, answer: /^HTTP\/1\.1 431 / },
  { name: 'very many headers', bytes: `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(40_000)}\r\n`, answer: /^HTTP\/1\.1 431 / },
  { name: 'a query of 40 KB', bytes: `GET /?${'a=b&'.repeat(10_000)} HTTP/1.1\r\n${close}\r\n`, answer: /RequestSizeLimitExceeded/ },
  { name: 'two lengths', bytes: `POST / HTTP/1.1\r\n${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, answer: refused },
  { name: 'a length and chunks', bytes: `POST / HTTP/1.1\r\n${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, answer: refused },
  { name: 'a negative length', bytes: `POST / HTTP/1.1\r\n${head}content-length: -1\r\n\r\n`, answer: refused },
  { name: 'a length that is no number', bytes: `POST / HTTP/1.1\r\n${head}content-length: 0x10\r\n\r\n`, answer: refused },
  { name: 'a length of an exabyte', bytes: `POST / HTTP/1.1\r\n${head}content-length: 1000000000000000000\r\n\r\n`, answer: /RequestSizeLimitExceeded/ },
  { name: 'a chunk of no size', bytes: `POST / HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\nzz\r\n`, answer: /^$|^HTTP\/1\.1 400 / },
  { name: 'a body that breaks off', bytes: `POST / HTTP/1.1\r\n${head}content-length: 100\r\n\r\n{"a":`, after: 'end', answer: /^$|^HTTP\/1\.1 400 / },
  { name: 'a chunk that breaks off', bytes: `POST / HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\nff\r\n{"a":`, after: 'end', answer: /^$|^HTTP\/1\.1 400 / },
  { name: 'a form of very many parameters', bytes: `POST / HTTP/1.1\r\n${close}content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000000\r\n\r\n${'a&'.repeat(500_000)}`, answer: /At most 2000 parameters/ },
  { name: 'requests without a pause', bytes: `${'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(500)}GET /healthz HTTP/1.1\r\n${close}\r\n`, answer: /^HTTP\/1\.1 200 / },
  { name: 'an upgrade to something else', bytes: 'GET /agent/v1 HTTP/1.1\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n', answer: /^HTTP\/1\.1 426 / },
  { name: 'an upgrade that may be passed over', bytes: 'GET /healthz HTTP/1.1\r\nupgrade: h2c\r\nconnection: upgrade, http2-settings\r\n\r\n', answer: /^HTTP\/1\.1 200 / },
  { name: 'an agent behind a proxy that takes its upgrade', bytes: 'GET /agent/v1 HTTP/1.1\r\n\r\n', answer: /^HTTP\/1\.1 426 .*pass on Upgrade/ },
  { name: 'an upgrade elsewhere', bytes: `GET /api/v1 HTTP/1.1\r\n${upgrade}${key}\r\n`, answer: /^HTTP\/1\.1 404 / },
  { name: 'an upgrade without a key', bytes: `GET /agent/v1 HTTP/1.1\r\n${upgrade}\r\n`, answer: /^HTTP\/1\.1 400 / },
  { name: 'a ticket that is no JSON', bytes: `GET /agent/v1 HTTP/1.1\r\n${upgrade}${key}muster-ticket: {{{{\r\n\r\n`, answer: /^HTTP\/1\.1 101 / },
  { name: 'an agent without a mask', bytes: `GET /agent/v1 HTTP/1.1\r\n${upgrade}${key}\r\n\x81\x02{}`, answer: /not masked/ },
  { name: 'an agent with a message too large', bytes: `GET /agent/v1 HTTP/1.1\r\n${upgrade}${key}\r\n\x82\xff\0\0\0\0\xff\xff\xff\xff\0\0\0\0`, answer: /too large/ },
  { name: 'an agent that is none', bytes: `GET /agent/v1 HTTP/1.1\r\n${upgrade}${key}\r\n\x81\x82\0\0\0\0{}`, answer: /update the agent/ },
] // biome-ignore format: a table
