import {
  ApiError,
  apiPrefix,
  eventStreamType,
  InvocationEvent,
  type Route,
  routes,
  watchPath,
} from '@muster/protocol/api'
import * as z from 'zod'

const json = (schema: z.ZodType, io: 'input' | 'output') => ({
  'application/json': { schema: z.toJSONSchema(schema, { io, target: 'openapi-3.0' }) },
})
const events = { [eventStreamType]: { schema: z.toJSONSchema(InvocationEvent, { target: 'openapi-3.0' }) } }
const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters(query: z.ZodType) {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input', target: 'openapi-3.0' })
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }))
}

/** The description of the native API, made from the same schemas that check its calls. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [operationId, route] of Object.entries<Route>(routes)) {
    paths[route.path] ??= {}
    Object.assign(paths[route.path] ?? {}, {
      [route.method.toLowerCase()]: {
        operationId,
        summary: route.summary,
        parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
        ...(route.method === 'POST' ? { requestBody: { content: json(route.body, 'input') } } : {}),
        responses: {
          200: { description: 'Done', content: { ...json(route.answer, 'output'), ...(route.starts ? events : {}) } },
          default: { description: 'Refused', content: json(ApiError, 'output') },
        },
      },
    })
  }
  paths[watchPath] = {
    get: {
      operationId: 'watchInvocation',
      summary: 'Progress, ended tasks and output of an invocation as server-sent events',
      parameters: pathParameters(watchPath),
      responses: {
        200: {
          description: 'Events',
          content: events,
        },
      },
    },
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Muster',
      version,
      description:
        'Calls are signed with TC3-HMAC-SHA256: service "muster", canonical URI the true path, signed headers content-type and host, X-TC-Timestamp in the request.',
    },
    servers: [{ url: apiPrefix }],
    paths,
  }
}
