import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import { getAddress, type Hex } from 'viem'
import { inclusionPathOf, leafHashOf, treeRootOf } from '../../../sdk/crypto/sha256Tree.ts'
import { receiptBatchHashOf, receiptLeafHashOf } from '../../../sdk/receipts/receiptHash.ts'
import { verifyReceipt } from '../../../sdk/receipts/verifyReceipt.ts'
import {
  type Receipt,
  type ReceiptBatch,
  type ReceiptLeaf,
  receipt as receiptSchema,
} from '../../../sdk/wire/receipt.ts'

const consumer = getAddress('0x70997970c51812dc3a010c7d01b50e0d17dc79c8')
const owner = getAddress('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')

function nodeOf({ publicKey }: { publicKey: KeyObject }): Hex {
  return `0x${Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url').toString('hex')}`
}

function leafAt(node: Hex, seq: number): ReceiptLeaf {
  return {
    node,
    consumer,
    owner,
    credentialId: `0x${'ab'.repeat(32)}`,
    fields: 0x1fn,
    purpose: 'dpv:IdentityVerification',
    blockNumber: 12n,
    blockHash: `0x${'cd'.repeat(32)}`,
    time: 1_790_000_000,
    outcome: 'released',
    seq,
  }
}

/** The text is built by hand, so that the SDK's canonical JSON is checked too. */
function leafText(leaf: ReceiptLeaf): string {
  return `{"blockHash":"${leaf.blockHash}","blockNumber":"12","consumer":"${consumer}","credentialId":"${leaf.credentialId}","fields":"0x1f","node":"${leaf.node}","outcome":"released","owner":"${owner}","purpose":"dpv:IdentityVerification","seq":${leaf.seq},"time":1790000000}`
}

function batchText(batch: ReceiptBatch): string {
  return `{"batch":${batch.batch},"count":${batch.count},"firstSeq":${batch.firstSeq},"node":"${batch.node}","previous":"${batch.previous}","root":"${batch.root}"}`
}

function receipts(keys = generateKeyPairSync('ed25519')) {
  const node = nodeOf(keys)
  const leaves = [7, 8, 9, 10, 11].map((seq) => leafAt(node, seq))
  const hashes = leaves.map((leaf) => leafHashOf(Buffer.from(leafText(leaf))))
  const batch = {
    node,
    batch: 3,
    firstSeq: 7,
    count: 5,
    root: treeRootOf(hashes),
    previous: `0x${'01'.repeat(32)}` as Hex,
  }
  const signature = sign(null, Buffer.from(batchText(batch)), keys.privateKey).toString('base64url')
  return {
    keys,
    node,
    list: leaves.map((leaf, index): Receipt => ({ leaf, path: inclusionPathOf(hashes, index), batch, signature })),
  }
}

const code = (expected: string) => ({ code: expected })

describe('verifyReceipt', () => {
  const { node, list, keys } = receipts()
  const first = list[0] as Receipt

  it('refuses a receipt of another node', async () => {
    const other = receipts()
    await assert.rejects(verifyReceipt(first, { node: other.node }), code('RECEIPT_NODE_MISMATCH'))
    const mixed = { ...first, batch: (other.list[0] as Receipt).batch }
    await assert.rejects(verifyReceipt(mixed, { node }), code('RECEIPT_NODE_MISMATCH'))
    // A node that signs for a leaf in another node's name.
    const leaf = leafAt(other.node, 7)
    const batch = { ...first.batch, count: 1, root: leafHashOf(Buffer.from(leafText(leaf))) }
    const signature = sign(null, Buffer.from(batchText(batch)), keys.privateKey).toString('base64url')
    await assert.rejects(verifyReceipt({ leaf, path: [], batch, signature }, { node }), code('RECEIPT_NODE_MISMATCH'))
  })

  it('refuses a leaf that says something else than was recorded', async () => {
    for (const altered of [
      { outcome: 'ACCESS_GRANT_EXPIRED' },
      { fields: 0x3fn },
      { time: 1_790_000_001 },
      { purpose: 'dpv:Marketing' },
      { seq: 8 },
      { seq: 6 },
      { seq: 12 },
      { consumer: owner },
    ]) {
      const leaf = { ...first.leaf, ...altered }
      await assert.rejects(verifyReceipt({ ...first, leaf }, { node }), code('RECEIPT_NOT_IN_BATCH'))
    }
    await assert.rejects(verifyReceipt({ ...first, path: first.path.slice(1) }, { node }), code('RECEIPT_NOT_IN_BATCH'))
  })

  it('refuses a batch that was not signed so', async () => {
    for (const altered of [{ batch: 4 }, { previous: `0x${'02'.repeat(32)}` as Hex }]) {
      const tampered = { ...first, batch: { ...first.batch, ...altered } }
      await assert.rejects(verifyReceipt(tampered, { node }), code('RECEIPT_SIGNATURE_INVALID'))
    }
    const foreign = sign(null, Buffer.from(batchText(first.batch)), generateKeyPairSync('ed25519').privateKey)
    for (const signature of [foreign.toString('base64url'), first.signature.slice(4), '*'.repeat(86)]) {
      await assert.rejects(verifyReceipt({ ...first, signature }, { node }), code('RECEIPT_SIGNATURE_INVALID'))
    }
  })

  it('accepts every leaf of a batch, also read from the wire, and names its hash', async () => {
    for (const receipt of list) {
      const expected = leafHashOf(Buffer.from(leafText(receipt.leaf)))
      assert.equal(await verifyReceipt(receipt, { node }), expected)
      const wire = { ...receipt, leaf: JSON.parse(leafText({ ...receipt.leaf })) }
      wire.leaf.consumer = wire.leaf.consumer.toLowerCase()
      assert.equal(await verifyReceipt(receiptSchema.parse(wire), { node }), expected)
      assert.equal(receiptLeafHashOf(receipt.leaf), expected)
    }
    assert.ok(keys)
  })

  it('chains batches by the SHA-256 of their JSON', () => {
    const hash = createHash('sha256').update(batchText(first.batch)).digest('hex')
    assert.equal(receiptBatchHashOf(first.batch), `0x${hash}`)
  })
})
