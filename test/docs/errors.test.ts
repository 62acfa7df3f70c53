import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { AbiParameter } from 'viem'
import {
  type ChainUnavailableCode,
  ChainUnavailableError,
  chainUnavailable,
} from '../../offchain/node/chain/ChainUnavailableError.ts'
import { type RefusalCode, RefusalError, refusals } from '../../offchain/node/domain/RefusalError.ts'
import { answerError } from '../../offchain/node/errors.ts'
import { directoryAbi } from '../../sdk/abis/directory.ts'
import { grantRegistryAbi } from '../../sdk/abis/grantRegistry.ts'
import { schemaRegistryAbi } from '../../sdk/abis/schemaRegistry.ts'
import { codeOfSolidityError, GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const sources = new Map(
  globSync('{sdk,offchain}/**/*.ts', { cwd: root })
    .filter((path) => !path.startsWith(join('sdk', 'abis')))
    .map((path) => [path, read(path)]),
)

/** `AccessGrantExpired(uint32 expiresAt)`, by code. */
const solidityErrors = new Map(
  [...directoryAbi, ...grantRegistryAbi, ...schemaRegistryAbi]
    .filter((item) => item.type === 'error')
    .map(({ name, inputs }) => {
      const parameters = (inputs as readonly AbiParameter[]).map((input) => `${input.type} ${input.name}`)
      return [codeOfSolidityError(name), `${name}(${parameters.join(', ')})`] as const
    }),
)

/** Every contract can revert with the language's own two, which viem decodes like errors of the ABI. */
const languageErrors = ['Panic', 'Error'].map(codeOfSolidityError)

/** Codes given to an error where it is made, or to the answer of the node's error handler. */
const thrown = matchesIn([...sources.values()], /\b(?:new \w*Error|super|outside)\(\s*(?:\d+,\s*)?'([A-Z][A-Z0-9_]*)'/g)

/** Codes in `export type …Code = 'A' | 'B'`. */
const unions = matchesIn(
  matchesIn([...sources.values()], /^export type \w+Code =((?:.*\n)+?)(?=\n|export )/gm),
  /'([A-Z][A-Z0-9_]*)'/g,
)

/** Codes that are told as a word among others, and never thrown. */
const told = ['INDEX_BEHIND', 'RELEASE_UNLAWFUL']

const codes = new Set([
  ...solidityErrors.keys(),
  ...languageErrors,
  ...Object.keys(refusals),
  ...Object.keys(chainUnavailable),
  ...thrown,
  ...unions,
  ...told,
])

const document = read('docs/errors.md')
const headings = matchesIn([document], /^#+ (.+)$/gm)
/** Headings of entries, which are the third level's. */
const entries = matchesIn([document], /^### (.+)$/gm)

describe('docs/errors.md', () => {
  it('explains every code', () => {
    assert.deepEqual(
      [...codes].filter((code) => !entries.includes(code)),
      [],
    )
  })

  it('explains no code that nothing has', () => {
    assert.deepEqual(
      entries.filter((entry) => !codes.has(entry)),
      [],
    )
  })

  it('has each heading once, so that its anchor is its own', () => {
    const anchors = headings.map(anchorOf)
    assert.deepEqual(
      anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index),
      [],
    )
  })

  it('is where the docsPath of every code leads', () => {
    const paths = new Set(entries.map((entry) => `docs/errors.md#${anchorOf(entry)}`))
    const astray = [...codes].filter((code) => !paths.has(new GrantkeepError(code, '').docsPath))
    const errors = [...Object.keys(refusals).map((code) => new RefusalError(code as RefusalCode)), new Error()]
    const answers = errors.map((error) => answerError(error).body)
    assert.deepEqual(astray, [])
    assert.deepEqual(
      answers.filter(({ docsPath }) => !paths.has(docsPath ?? '')),
      [],
    )
    assert.deepEqual(
      answers.filter(({ code, docsPath }) => docsPath !== new GrantkeepError(code, '').docsPath),
      [],
    )
  })

  it('has an entry for every link to it', () => {
    const anchors = new Set(headings.map(anchorOf))
    const links = [
      ...matchesIn([document], /\]\(#([^)]*)\)/g),
      ...matchesIn(
        [...sources.values(), ...['README.md', ...globSync('docs/*.md', { cwd: root })].map(read)],
        /docs\/errors\.md#([a-z0-9_-]+)/g,
      ),
    ]
    assert.deepEqual(
      links.filter((link) => !anchors.has(link)),
      [],
    )
  })

  it("has each Solidity error with its arguments, and the node's HTTP status as it answers it", () => {
    for (const code of entries) {
      const [origin = ''] = entryOf(code)
      const solidity = /^Contract: `([^`]*)`/.exec(origin)?.[1]
      if (!languageErrors.includes(code)) assert.equal(solidity, solidityErrors.get(code), code)
      const status = /Node: HTTP (\d+)/.exec(origin)?.[1]
      if (status !== undefined || Object.hasOwn(refusals, code)) {
        const answer = answerError(errorOf(code))
        assert.deepEqual([answer.body.code, `${answer.status}`], [code, status])
      }
    }
  })

  it('says of every code where it comes from, and what to do in one to three sentences', () => {
    for (const code of entries) {
      const [origin = '', text = '', ...more] = entryOf(code)
      assert.match(origin, /^(Contract|Node|SDK): /, code)
      const sentences = text.match(/\.(?=\s|$)/g)?.length ?? 0
      assert.ok(sentences >= 1 && sentences <= 3, `${code} has ${sentences} sentences`)
      assert.deepEqual(more, [], code)
    }
  })
})

describe('codes', () => {
  it('are words in capitals', () => {
    assert.deepEqual(
      [...codes].filter((code) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)),
      [],
    )
  })

  it('are written where this test looks for them', () => {
    // Each place that it looks into, by a code that is there.
    assert.ok(solidityErrors.has('ACCESS_LOCKED') && solidityErrors.has('SCHEMA_NAME_INVALID'))
    for (const code of ['INTERNAL', 'CURSOR_INVALID', 'NODE_URL_INVALID', 'CONFIG_INVALID']) {
      assert.ok(thrown.includes(code), code)
    }
    assert.ok(unions.includes('STORE_BUSY') && unions.includes('STORE_FAILED'))
    const text = [...sources.values()].join('\n')
    for (const code of told) assert.ok(text.includes(`'${code}'`), code)
    // Classes whose code is given to them: three with a table or union, and the one that passes on what a node said.
    const given = [...sources].filter(([, source]) => /\bsuper\(\s*code\b/.test(source)).map(([path]) => path)
    assert.deepEqual(given.sort(), [
      join('offchain', 'node', 'chain', 'ChainUnavailableError.ts'),
      join('offchain', 'node', 'domain', 'RefusalError.ts'),
      join('offchain', 'node', 'store', 'errors.ts'),
      join('sdk', 'node', 'nodeRequest.ts'),
    ])
  })
})

/** What the first group of `pattern` matches. */
function matchesIn(texts: readonly string[], pattern: RegExp): string[] {
  return texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] as string))
}

/** As GitHub makes it of a heading: letters, digits, `_` and `-` in lower case, and `-` for a space. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-')
}

/** Paragraphs of an entry: where the code comes from, and the explanation. */
function entryOf(code: string): string[] {
  const [, after = ''] = document.split(`\n### ${code}\n`)
  const [entry = ''] = after.split(/^#/m)
  return entry.trim().split(/\n\n+/)
}

/** What the node's error handler meets under a code. */
function errorOf(code: string): GrantkeepError {
  if (Object.hasOwn(refusals, code)) return new RefusalError(code as RefusalCode)
  if (Object.hasOwn(chainUnavailable, code)) return new ChainUnavailableError(code as ChainUnavailableCode)
  return new GrantkeepError(code, '')
}
