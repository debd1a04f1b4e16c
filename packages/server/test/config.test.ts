import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../src/config.ts'
import { ConfigError, helpText, options } from '../src/options.ts'

const read = (argv: readonly string[], environment: Record<string, string> = {}) => {
  const config = readConfig(argv, environment)
  assert.notEqual(config, 'help')
  return config as Exclude<typeof config, 'help'>
}

test('what is not said has its documented default', () => {
  const { host, port, data, database, rateLimit, apiRateLimit, region } = read([])
  assert.deepEqual(
    { host, port, data, database, rateLimit, apiRateLimit, region },
    {
      host: '127.0.0.1',
      port: 8470,
      data: './data',
      database: './data/muster.db',
      rateLimit: 20,
      apiRateLimit: 200,
      region: 'local',
    },
  )
})

test('a flag goes over the environment, and the environment over the default', () => {
  assert.equal(read([], { MUSTER_DATA: '/a' }).data, '/a')
  assert.equal(read(['--data', '/b'], { MUSTER_DATA: '/a' }).data, '/b')
  assert.equal(read([], { MUSTER_DATA: '' }).data, './data')
  assert.deepEqual(read([], { MUSTER_REGIONS: 'a,b' }).regions, ['a', 'b'])
  assert.equal(read(['--listen', '[::1]:9000']).host, '::1')
  assert.equal(read(['--database', 'sqlite:///tmp/x.db']).database, '/tmp/x.db')
})

const refused: readonly (readonly [string, readonly string[], Record<string, string>, RegExp])[] = [
  ['an open address without TLS', ['--listen', '0.0.0.0:8470'], {}, /--insecure/],
  ['a port that is none', ['--listen', '127.0.0.1:99999'], {}, /address:port/],
  ['an unknown flag', ['--colour'], {}, /--colour.*--help/],
  ['a rate that is no number', ['--rate-limit', 'many'], {}, /whole number/],
  ['a value that looks like an option', ['--rate-limit', '-1'], {}, /--rate-limit.*--help/],
  ['a bucket for outputs without its key', ['--outputs', 'https://b.example.org'], {}, /MUSTER_OUTPUTS_SECRET_ID/],
  ['an output limit that is none', ['--output-limit', '0'], {}, /1 to 1024/],
  ['an output limit beyond what is taken', ['--output-limit', '1025'], {}, /1 to 1024/],
  ['a public address without a scheme', ['--public-url', 'muster.example.org'], {}, /https:/],
  ['another database', ['--database', 'postgres://x'], {}, /SQLite/],
  ['half an administrator key', [], { MUSTER_ADMIN_SECRET_ID: 'AKIDx' }, /or neither/],
  ['a certificate without its key', ['--tls-cert', 'a.pem'], {}, /belong together/],
  ['an unknown log level', ['--log-level', 'loud'], {}, /one of/],
]
for (const [what, argv, environment, words] of refused)
  test(`${what} is refused in one line`, () => {
    assert.throws(
      () => readConfig(argv, environment),
      (error) => error instanceof ConfigError && words.test(error.message) && !error.message.includes('\n'),
    )
  })

test('an open address is served over TLS, or when its owner says so', () => {
  const tls = read(['--listen', '0.0.0.0:8470', '--tls-cert', 'a.pem'], { MUSTER_TLS_KEY: 'a.key' }).tls
  assert.deepEqual(tls, { certificate: 'a.pem', key: 'a.key' })
  assert.equal(read(['--listen', '0.0.0.0:8470', '--insecure']).host, '0.0.0.0')
  assert.equal(read(['--listen', '0.0.0.0:8470'], { MUSTER_INSECURE: '1' }).host, '0.0.0.0')
})

test('the help names every setting in both forms', () => {
  for (const [name, { env }] of Object.entries(options)) {
    assert.ok(helpText().includes(`--${name}`))
    assert.ok(helpText().includes(env))
  }
})
