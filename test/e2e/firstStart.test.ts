import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const sources = ['contracts', 'ignition', 'offchain', 'sdk', 'hardhat.config.ts', 'package.json', 'tsconfig.json']

describe('the first start', () => {
  const skip = process.env.GRANTKEEP_TEST === 'long' ? false : 'compiles every contract; see npm run test:long'

  it('works where nothing was ever built', { skip }, async () => {
    await using opened = new AsyncDisposableStack()
    const clone = await mkdtemp(join(tmpdir(), 'grantkeep-clone-'))
    opened.defer(() => rm(clone, { recursive: true, force: true }))
    for (const source of sources) await cp(join(root, source), join(clone, source), { recursive: true })
    await symlink(join(root, 'node_modules'), join(clone, 'node_modules'))
    const { stdout } = await run(process.execPath, ['offchain/local/demo.ts'], { cwd: clone })
    assert.match(stdout, /compiling the contracts/)
    assert.match(stdout, /\d+ steps, all as expected/)
  })
})
