import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A child process of a script beside this one. It says `ready` on its first line, and what it acknowledges after it. */
export async function startChild(script: string, args: readonly string[]) {
  const child = spawn(process.execPath, [`${import.meta.dirname}/${script}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const reader = createInterface(child.stdout)
  const closed = once(reader, 'close')
  reader.on('line', (line) => lines.push(line))
  await Promise.race([once(reader, 'line'), exited])
  return {
    lines,
    /** Ends it as a power switch would, and waits for what it had said by then. */
    kill: async () => {
      child.kill('SIGKILL')
      await Promise.all([exited, closed])
    },
    nextLine: () => once(reader, 'line'),
    /** Waits for its own end. */
    ended: async () => {
      await Promise.all([exited, closed])
    },
  }
}
