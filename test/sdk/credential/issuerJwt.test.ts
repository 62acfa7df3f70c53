import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyIssuerJwt } from '../../../sdk/credential/issuerJwt.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { forgeCredential } from '../../support/samples/forgeCredential.ts'

describe('verifyIssuerJwt', async () => {
  const disclosures = kycLevel.fields.map(({ name }) => ['c2FsdC1vZi0xMjgtYml0cw', name, null])
  const { jwt, signingKey } = await forgeCredential({ schema: kycLevel, disclosures })
  const [header, payload, signature] = jwt.split('.')

  it('refuses what is not three parts of canonical base64url with JSON in them', async () => {
    for (const text of [
      '',
      '..',
      `${header}.${payload}`,
      `${jwt}.`,
      `${jwt}.AAAA`,
      `${header}=.${payload}.${signature}`,
      ` ${jwt}`,
      `AAAA.${payload}.${signature}`,
      `${header}.${header}.${signature}`,
      `${payload}.${payload}.${signature}`,
    ]) {
      await assert.rejects(verifyIssuerJwt(text), { code: 'ISSUER_JWT_INVALID' }, text)
    }
  })

  it('refuses a signature of another form', async () => {
    for (const altered of ['', 'AAAA', `${signature}A`, `${signature}=`, `${signature}~`]) {
      await assert.rejects(verifyIssuerJwt(`${header}.${payload}.${altered}`), { code: 'ISSUER_SIGNATURE_INVALID' })
    }
  })

  it('names the key that signed', async () => {
    assert.equal((await verifyIssuerJwt(jwt)).thumbprint, signingKey.thumbprint)
  })
})
