import * as z from 'zod/mini'

/** A task on this host: one attempt of one sequence number. */
export interface Key {
  readonly sequence: number
  readonly attempt: number
}

export const keyName = ({ sequence, attempt }: Key): string => `${sequence}-${attempt}`

const noCommand: { words: string[]; input: 'nothing' | 'script' } = { words: [], input: 'nothing' }

/**
 * What the journal keeps of a task: never the script's text or a secret. `verdict` is set when it is certain from the
 * outset that nothing will run.
 */
export const Spec = z.object({
  sequence: z.int(),
  attempt: z.int(),
  task: z.string(),
  boot: z.string(),
  /** In the environment of all that the script starts, to find it again. */
  cookie: z.string(),
  /** The folder with the script's text, removed at the end. */
  scratch: z.string(),
  /** A file that the script may leave behind, removed at the end; empty: none. */
  draft: z._default(z.string(), ''),
  cgroup: z.string(),
  /** The name of the file with the script's text. */
  script: z._default(z.string(), 'script'),
  /** What is executed in place of interpreter and script, and whether it reads the script; empty: nothing else. */
  command: z._default(z.object({ words: z.array(z.string()), input: z.enum(['nothing', 'script']) }), noCommand),
  interpreter: z.object({ path: z.string(), argument: z.string(), named: z.string() }),
  /** Who prepares the way of another user's script: a shell before it, or the script's own shell itself. */
  entry: z._default(z.enum(['before', 'itself']), 'before'),
  account: z.object({
    name: z.string(),
    home: z.string(),
    shell: z.string(),
    /** Null: the agent's own user. */
    ids: z.nullable(z.object({ uid: z.int(), gid: z.int() })),
  }),
  workingDirectory: z.string(),
  profile: z.enum(['login', 'plain']),
  termination: z.enum(['processTree', 'process']),
  output: z.enum(['merged', 'split']),
  outputLimit: z.int(),
  /** Whether secrets are masked in the output: they lie beside the script's text. */
  masking: z._default(z.enum(['none', 'secrets']), 'none'),
  timeoutSeconds: z.int(),
  killGraceMs: z.int(),
  /** Whether it runs once, or stays and fires. */
  life: z._default(z.enum(['once', 'standing']), 'once'),
  verdict: z.nullable(z.object({ outcome: z.enum(['cancelled', 'startFailed']), cause: z.string(), at: z.int() })),
})
export type Spec = z.infer<typeof Spec>

const emptySpec = {
  task: '',
  boot: '',
  cookie: '',
  scratch: '',
  draft: '',
  cgroup: '',
  script: 'script',
  command: noCommand,
  interpreter: { path: '', argument: '', named: '' },
  entry: 'before',
  account: { name: '', home: '', shell: '', ids: null },
  workingDirectory: '',
  profile: 'plain',
  termination: 'processTree',
  output: 'merged',
  outputLimit: 0,
  masking: 'none',
  timeoutSeconds: 0,
  killGraceMs: 0,
  life: 'once',
  verdict: null,
} as const

/** Whoever has a key may have a whole plan with its script, of which nothing goes to the disk. */
const emptyFor = ({ sequence, attempt }: Key): Spec => ({ ...emptySpec, sequence, attempt })

/** The spec of a task that will never run, such as one cancelled before it was delivered. */
export const deadSpec = (key: Key, task: string, boot: string, verdict: NonNullable<Spec['verdict']>): Spec => ({
  ...emptyFor(key),
  task,
  boot,
  verdict,
})

/** The spec of a task that runs nothing itself: its firings do, each with a spec of its own. */
export const standingSpec = (key: Key, task: string, boot: string): Spec => ({
  ...emptyFor(key),
  task,
  boot,
  life: 'standing',
})

/** The spec of a task of which a power cut has left no more than its name. */
export const lostSpec = (key: Key): Spec => emptyFor(key)
