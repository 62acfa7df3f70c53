// Runs a project command under the Node that package.json pins, installing first what is missing.
//
//   node scripts/run.mjs FILE.ts [ARGUMENT…]     a TypeScript entry
//   node scripts/run.mjs COMMAND [ARGUMENT…]     a command named as its package (hardhat)
//
// Plain JavaScript without dependencies: on a fresh clone this file runs before anything is installed, under
// whatever Node the machine has. Its own words go to stderr, so that stdout belongs to the command. The scripts of
// package.json `exec` it, because npm signals the shell alone, and some shells keep that to themselves.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')
const node = join(modules, 'node', 'bin', 'node')
const stamp = join(modules, '.grantkeep-install')
const lock = join(root, '.grantkeep', 'install.lock')

let stopped = false
const [command, ...args] = process.argv.slice(2)
if (command === undefined) fail('usage: node scripts/run.mjs FILE.ts|COMMAND [ARGUMENT…]')

if (!isInstalled()) await install()
await start()

/** The stamp names the lock file and the platform it was installed for; it is written after a complete install only. */
function isInstalled() {
  return existsSync(stamp) && existsSync(node) && readFileSync(stamp, 'utf8') === expectedStamp()
}

function expectedStamp() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${hash} ${process.platform} ${process.arch}\n`
}

async function install() {
  await takeLock()
  try {
    if (isInstalled()) return // by the process that held the lock before
    const { allowScripts, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    say(`installing dependencies under Node ${devDependencies.node}; the first time takes a minute or so`)
    // npm under an older Node skips the optional platform packages whose `engines` exclude that Node, Hardhat's among
    // them, and leaves an install that looks complete. So npm itself has to run under the pinned Node.
    const fetched = await npm('npx', [
      '--yes',
      '--allow-scripts=node',
      `--package=node@${devDependencies.node}`,
      '--',
      'node',
      '--print',
      'process.execPath',
    ])
    if (fetched.code !== 0) fail(`Node ${devDependencies.node} did not come from the npm registry. Is it reachable?`)
    const pinned = fetched.output.trim()
    // Older versions of npm do not know `allowScripts`; this order makes all of them keep to it.
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name])
    const installed = await npm('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], pinned)
    if (installed.code !== 0) fail('`npm ci` failed, as said above. Nothing was started.')
    const rebuilt = await npm('npm', ['rebuild', ...allowed], pinned)
    if (rebuilt.code !== 0 || !existsSync(node)) fail('`npm rebuild node` left no Node in node_modules.')
    writeFileSync(stamp, expectedStamp())
  } finally {
    releaseLock()
  }
}

/** Runs npm or npx under `execPath` to its end. Its stdout is returned, since ours belongs to the command. */
async function npm(name, args, execPath = process.execPath) {
  // The npm that runs this file says where it is; another may come first on PATH.
  const script = process.env.npm_execpath?.endsWith('npm-cli.js')
    ? join(dirname(process.env.npm_execpath), `${name}-cli.js`)
    : undefined
  const [file, leading] = script !== undefined && existsSync(script) ? [execPath, [script]] : [name, []]
  const { npm_config_local_prefix, ...env } = process.env
  const child = spawn(file, [...leading, '--loglevel=error', ...args], {
    // npx takes a project's own copy of a package where there is one, and that copy is about to be replaced.
    cwd: name === 'npx' ? tmpdir() : root,
    env: { ...env, PATH: `${dirname(execPath)}${delimiter}${machinePath()}` },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // a process group, so that stopping npm stops the install scripts that it runs
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const code = await ended(child, name, () => {
    stopped = true
    signalGroup(child, 'SIGTERM')
    // npm would rather finish first. Cut short, it leaves no stamp, and the next run begins anew.
    setTimeout(signalGroup, 2000, child, 'SIGKILL')
  })
  if (stopped) process.exit(code || 130)
  return { code, output }
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch {} // it has ended
}

/** PATH without this project's own binaries, which `npm ci` removes under the feet of whoever runs from there. */
function machinePath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((directory) => directory !== bin)
    .join(delimiter)
}

async function takeLock() {
  mkdirSync(dirname(lock), { recursive: true })
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      process.once('exit', releaseLock)
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = readLock()
    if (holder !== undefined && !isAlive(holder)) {
      // A rename succeeds for one of several that find the same abandoned lock.
      try {
        renameSync(lock, `${lock}.${process.pid}`)
        rmSync(`${lock}.${process.pid}`)
      } catch {}
      continue
    }
    if (!waited) say(`waiting for the install that process ${holder ?? '(starting)'} runs`)
    await sleep(200)
  }
}

function releaseLock() {
  if (readLock() === process.pid) rmSync(lock, { force: true })
}

function readLock() {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function start() {
  const argv = command.endsWith('.ts') ? [command, ...args] : [binary(command), ...args]
  const env = { ...process.env, PATH: `${bin}${delimiter}${machinePath()}`, HARDHAT_DISABLE_TELEMETRY: 'true' }
  // Becoming the command leaves nobody in between: signals and the exit code are the command's own.
  if (typeof process.execve === 'function') process.execve(node, [node, ...argv], env)

  const child = spawn(node, argv, { env, stdio: 'inherit' })
  process.exit(await ended(child, command, (signal) => child.kill(signal)))
}

/** Resolves to the exit code of `child`. Until then every signal goes to `onSignal` and leaves this process alone. */
async function ended(child, name, onSignal) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, onSignal)
  const [code, signal] = await new Promise((resolve) => {
    child.once('error', (error) => fail(`${name} could not be started: ${error.message}`))
    child.once('close', (...result) => resolve(result))
  })
  for (const signal of signals) process.off(signal, onSignal)
  return code ?? 128 + (constants.signals[signal] ?? 0)
}

/** The JavaScript file behind a command that is named as its package. */
function binary(name) {
  const manifest = join(modules, name, 'package.json')
  const entry = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).bin : undefined
  const file = typeof entry === 'string' ? entry : entry?.[name]
  return file === undefined
    ? fail(`no installed package ${name} has a command of that name`)
    : join(modules, name, file)
}

function say(words) {
  process.stderr.write(`grantkeep: ${words}\n`)
}

function fail(words) {
  say(words)
  process.exit(1)
}
