import type { ServerResponse } from 'node:http'
import type { Services } from '../compose.ts'

const text = (response: ServerResponse, status: number, body: string) =>
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body)

/** For load balancers and monitors; none of it is secret. */
export function createHealth({ deps, hub }: Services) {
  return {
    /** The process answers. */
    '/healthz': (response: ServerResponse) => void text(response, 200, 'ok\n'),
    /** The record can be read. */
    '/readyz': (response: ServerResponse) => {
      deps()
        .store.findAccessKey('')
        .then(
          () => text(response, 200, 'ready\n'),
          () => text(response, 503, 'the database does not answer\n'),
        )
    },
    /** In the text format of Prometheus. */
    '/metrics': (response: ServerResponse) => {
      const gauges: readonly (readonly [string, string, number])[] = [
        ['muster_agents_online', 'Agents connected to this server', hub.online()],
        ['process_resident_memory_bytes', 'Resident memory', process.memoryUsage.rss()],
        ['process_uptime_seconds', 'Seconds since the start', Math.round(process.uptime())],
      ]
      const lines = gauges.map(
        ([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`,
      )
      text(response, 200, lines.join(''))
    },
  }
}
