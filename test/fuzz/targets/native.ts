import assert from 'node:assert/strict'
import { apiPrefix, routes, signRequest } from '@muster/protocol/api'
import { openWorld } from '../world.ts'
import type { Target } from './target.ts'

const samples: readonly string[] = [
  '{"script":"ZWNobw==","targets":{"all":true},"parameters":{"a":"b"}}', '{"name":"a","script":"ZWNobw==","parameters":{"__proto__":"b"}}',
  '{"name":"a","rule":{"kind":"cron","expression":"0 0 29 2 *"},"command":"cmd-00000001","targets":{"names":["a"]}}',
  '{"rule":{"kind":"rate","seconds":60,"from":"2026-01-01T00:00:00Z"},"count":3}', '{"user":"a","role":"operator"}',
  '{"url":"https://a.cos.b.myqcloud.com","kind":"s3","secretId":"a","secretKey":"b"}', '{"instances":["ins-00000001"],"tags":[{"key":"a","value":"b"}]}',
] // biome-ignore format: a table

/** Signed calls of the native API: a line with method and path, then the body. */
export async function openNative(): Promise<Target> {
  const { api, key, now } = await openWorld()
  const paths = Object.values(routes).map(({ method, path }) => `${method} ${path.replace('{id}', 'cmd-00000001')}`)
  return {
    covers: /packages\/(server|protocol)\/src\/api\/.*\.ts$/,
    words: [
      ...samples, ...paths, '?limit=1', '&offset=1', '&name=%25', "&tag=a%3D'%20OR%201=1", '&online=true', '&output=true', '"targets":{"all":true}',
      '"away":"wait"', '"zone":"Europe/Paris"', '"expression":"*/5 * * * *"', '"timeout":1', '"user":"$(id)"', '"\\u0000"', '"\\ud800"', '/preview?count=5',
    ],
    seeds: paths.flatMap((path) => (path.startsWith('GET') ? [path] : samples.map((sample) => `${path}\n${sample}`))),
    run: async (input) => {
      const [first = '', ...rest] = input.toString().split('\n')
      const [method = '', ...words] = first.split(' ')
      const [path = '', query = ''] = words.join(' ').split('?', 2)
      const body = Buffer.from(rest.join('\n'))
      const full = `${apiPrefix}${path.replace(/[^\x21-\x7e]/g, '')}`
      const request = { method, host: 'a', path: full, query: query.replace(/[^\x21-\x7e]/g, ''), body }
      const rawHeaders = ['host', 'a', ...Object.entries(signRequest(key, request, now)).flat()]
      const answer = await api({ method, rawTarget: `${full}?${request.query}`, rawHeaders, body })
      if (typeof answer === 'function') return
      const words500 = `answered ${answer.status}: ${answer.body}`
      assert.ok(answer.status < 500 && answer.status !== 401, words500)
      assert.equal(typeof JSON.parse(answer.body), 'object')
    },
  } // biome-ignore format: the words are a table
}
