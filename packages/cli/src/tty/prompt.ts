import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CliError, exitCodes } from '../errors.ts'
import type { Io } from '../io.ts'

type Answer = { readonly text: string } | 'interrupted'

/** Asks one line. The question goes to stderr, so that stdout carries only results. */
function readAnswer(io: Io, question: string, echo: Writable, signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    // The last line is the reader's: it draws that line anew as the answer is edited.
    const start = question.lastIndexOf('\n') + 1
    io.stderr.write(question.slice(0, start))
    const reader = createInterface({
      input: io.stdin,
      output: echo,
      terminal: io.stdin.isTTY === true,
      historySize: 0,
      prompt: question.slice(start),
    })
    // The first answer counts; closing the reader says "interrupted" once more.
    const end = (answer: Answer) => {
      resolve(answer)
      reader.close()
    }
    signal?.addEventListener('abort', () => end('interrupted'), { once: true })
    reader.once('line', (text) => end({ text: text.trim() }))
    reader.once('SIGINT', () => end('interrupted'))
    reader.once('close', () => resolve('interrupted'))
    reader.prompt()
  })
}

/** An abort of the signal answers `interrupted`, as ctrl-c does. */
export async function ask(io: Io, question: string, signal?: AbortSignal): Promise<Answer> {
  const answer = await readAnswer(io, question, io.stderr, signal)
  if (answer === 'interrupted') io.stderr.write('\n')
  return answer
}

/** Asks without showing what is typed. */
export async function askSecret(io: Io, question: string): Promise<string> {
  io.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await readAnswer(io, '', silent)
  io.stderr.write('\n')
  return textOf(answer)
}

export const textOf = (answer: Answer): string => {
  if (answer === 'interrupted') throw new CliError('stopped. Nothing was done.', exitCodes.interrupted)
  return answer.text
}
