import type { Target } from './target.ts'

/** Loaded one by one, once coverage is measured. */
export const targets: Readonly<Record<string, () => Promise<Target>>> = {
  http: async () => (await import('./http.ts')).openHttp(),
  tencent: async () => (await import('./tencent.ts')).openTencent(),
  'tencent-form': async () => (await import('./tencent.ts')).openTencentForm(),
  alibaba: async () => (await import('./alibaba.ts')).openAlibaba(),
  'alibaba-form': async () => (await import('./alibaba.ts')).openAlibabaForm(),
  native: async () => (await import('./native.ts')).openNative(),
  query: async () => (await import('./parsers.ts')).query,
  multipart: async () => (await import('./parsers.ts')).multipart,
  json: async () => (await import('./parsers.ts')).json,
  parameters: async () => (await import('./domain.ts')).parameters,
  calendar: async () => (await import('./domain.ts')).calendar,
  messages: async () => (await import('./agents.ts')).messages,
  websocket: async () => (await import('./agents.ts')).websocket,
  upgrade: async () => (await import('./agents.ts')).upgrade,
  session: async () => (await import('./session.ts')).openSession(),
}
