import { writeFileSync } from 'node:fs'
import { agentOptions } from '../packages/agent/src/options.ts'
import { environmentOnly, options } from '../packages/server/src/options.ts'

export const configurationPath = new URL('../docs/configuration.md', import.meta.url).pathname

type Row = readonly [flag: string, variable: string, meaning: string]

const table = (rows: readonly Row[]) =>
  [
    '| option | variable | meaning |',
    '| --- | --- | --- |',
    ...rows.map(
      ([flag, variable, meaning]) => `| ${flag && `\`${flag}\``} | ${variable && `\`${variable}\``} | ${meaning} |`,
    ),
  ].join('\n')

/** Every setting of the server and the agent, from the tables that also parse them. */
export function renderConfiguration(): string {
  const server: readonly Row[] = [
    ...Object.entries(options).map(
      ([name, { env, help, fallback }]): Row => [
        `--${name}`,
        env,
        fallback ? `${help}; default \`${fallback}\`` : help,
      ],
    ),
    ...Object.values(environmentOnly).map(({ env, help }): Row => ['', env, help]),
  ]
  const agent = Object.entries(agentOptions).map(
    ([name, { value, help, ...option }]): Row => [
      `--${name}${value ? ` ${value}` : ''}`,
      'variable' in option ? option.variable : '',
      help,
    ],
  )
  return `# Configuration

Made by \`node scripts/configuration.ts\` from the tables that parse the settings. An option goes over its variable.

## muster server

${table(server)}

## muster agent

${table(agent)}
`
}

if (import.meta.main) writeFileSync(configurationPath, renderConfiguration())
