import type { Container } from '@muster/protocol/agent'

/** Runs a program of this host and gives what it said, or the first line of its complaint. */
export type Ask = (program: string, words: readonly string[]) => Promise<Answer>
export type Answer = { readonly said: string } | { readonly complaint: string }

/** A container as an engine tells of it. `enter` are the words before a program that is to run in it. */
export interface Seen {
  readonly id: string
  readonly name: string
  readonly running: boolean
  readonly enter: readonly string[]
}

export type Sight = readonly Seen[] | { readonly complaint: string }

/** A command line program that knows containers. */
export interface Engine {
  readonly program: string
  /** Whose containers it knows. */
  readonly kinds: readonly Container['engine'][]
  readonly look: (ask: Ask, container: Container) => Promise<Sight>
}

const isComplaint = (answer: Answer): answer is { readonly complaint: string } => 'complaint' in answer

/** docker, and nerdctl, which speaks as docker does. */
async function inspect(ask: Ask, program: string, { id, name }: Container): Promise<Sight> {
  const format = '{{.Id}} {{.State.Running}} {{.Name}}'
  const answer = await ask(program, ['container', 'inspect', '--format', format, id || name])
  if (isComplaint(answer)) return answer
  const [found = '', running, named = ''] = answer.said.trim().split(' ')
  const seen = { id: found, name: named.replace(/^\//, ''), running: running === 'true' }
  return [{ ...seen, enter: [program, 'exec', '-i', found] }]
}

/** Names are those of Kubernetes, and several pods may have the same. */
async function askCri(ask: Ask, { id, name }: Container): Promise<Sight> {
  const wanted = id === '' ? ['--name', `^${name.replaceAll('.', '\\.')}$`] : ['--id', id]
  const answer = await ask('crictl', ['ps', '--all', '--output', 'json', ...wanted])
  if (isComplaint(answer)) return answer
  try {
    const { containers } = JSON.parse(answer.said) as {
      containers?: readonly { id: string; metadata: { name: string }; state: string }[]
    }
    return (containers ?? []).map((each) => ({
      id: each.id,
      name: each.metadata.name,
      running: each.state === 'CONTAINER_RUNNING',
      enter: ['crictl', 'exec', '-i', each.id],
    }))
  } catch {
    return { complaint: 'its answer is no JSON' }
  }
}

/** Without names: containerd itself has none. */
async function askContainerd(ask: Ask, { id }: Container): Promise<Sight> {
  if (id === '') return []
  const spaces = await ask('ctr', ['namespaces', 'list', '--quiet'])
  if (isComplaint(spaces)) return spaces
  for (const space of spaces.said.split('\n').filter((line) => line !== '')) {
    const answer = await ask('ctr', ['--namespace', space, 'tasks', 'list'])
    if (isComplaint(answer)) return answer
    const found = answer.said.split('\n').find((line) => line.startsWith(`${id} `))
    if (!found) continue
    const enter = ['ctr', '--namespace', space, 'tasks', 'exec', '--exec-id', `muster-${process.hrtime.bigint()}`, id]
    return [{ id, name: '', running: /\bRUNNING\b/.test(found), enter }]
  }
  return []
}

/** In the order in which they are asked. */
export const engines: readonly Engine[] = [
  { program: 'docker', kinds: ['any', 'docker'], look: (ask, container) => inspect(ask, 'docker', container) },
  { program: 'crictl', kinds: ['any', 'containerd', 'cri-o'], look: askCri },
  { program: 'nerdctl', kinds: ['any', 'containerd'], look: (ask, container) => inspect(ask, 'nerdctl', container) },
  { program: 'ctr', kinds: ['any', 'containerd'], look: askContainerd },
]
