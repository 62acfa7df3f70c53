import { readFileSync } from 'node:fs'
import type { AttachmentsOf, ClaimsOf } from '../../../sdk/schemas/fieldTypes.ts'
import type { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import type { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import type { personIdentification } from '../../../sdk/schemas/personIdentification.ts'
import { createScan } from './createScan.ts'

/** A person as the sample issuer verified them. Every person, place, authority and document here is invented. */
export type SamplePerson = {
  readonly identification: ClaimsOf<typeof personIdentification>
  readonly kyc: ClaimsOf<typeof kycLevel>
  readonly documents: {
    readonly claims: ClaimsOf<typeof identityDocuments>
    readonly attachments: AttachmentsOf<typeof identityDocuments>
  }
}

/** João of Utopia (XU, a code that ISO 3166 leaves to users), whose passport, photo and water bill are files of 40 to 190 kB. */
export function joao(): SamplePerson {
  return {
    identification: {
      family_name: 'Gonçalves da Conceição',
      given_name: 'João Álvaro',
      birthdate: '1978-11-02',
      place_of_birth: { country: 'XU', locality: 'São Vicente do Cabo' },
      nationalities: ['XU'],
      resident_address: 'Travessa do Farol Velho 27, 3.º Esq., 9912-037 São Vicente do Cabo',
      resident_country: 'XU',
      resident_city: 'São Vicente do Cabo',
      resident_postal_code: '9912-037',
      resident_street: 'Travessa do Farol Velho',
      resident_house_number: '27, 3.º Esq.',
      personal_administrative_number: '19781102-4821',
      picture: `data:image/jpeg;base64,${Buffer.from(fileOf('portrait.jpg')).toString('base64')}`,
      sex: 1,
      email: 'joao.conceicao@mail.example',
      phone_number: '+99921000027',
      date_of_expiry: '2033-05-18',
      issuing_authority: 'Registo Civil de São Vicente do Cabo',
      issuing_country: 'XU',
      document_number: 'UT4829013',
      date_of_issuance: '2023-05-19',
    },
    kyc: {
      kyc_level: 'high',
      age_over_18: true,
      age_over_21: true,
      country: 'XU',
      sanctions_screened: true,
      sanctions_lists: ['EU consolidated list', 'UN Security Council consolidated list'],
      sanctions_screened_on: '2026-10-12',
      politically_exposed: false,
      verification_method: 'in_person',
      verified_on: '2026-10-12',
    },
    documents: {
      claims: {
        document_type: 'passport',
        document_number: 'UT4829013',
        issuing_country: 'XU',
        date_of_expiry: '2033-05-18',
        face_matched: true,
        liveness_checked: true,
      },
      attachments: {
        passport_scan: { bytes: fileOf('passport.png'), mediaType: 'image/png', name: 'passport.png' },
        selfie: { bytes: fileOf('selfie.jpg'), mediaType: 'image/jpeg', name: 'selfie.jpg' },
        proof_of_address: { bytes: fileOf('water-bill.pdf'), mediaType: 'application/pdf', name: 'água 2026-10.pdf' },
      },
    },
  }
}

/** Zoë, whose document scan has 5 MB, and who proved no address. */
export function zoe(): SamplePerson {
  return {
    identification: {
      family_name: 'Ångström-Łukasiewicz',
      given_name: 'Zoë Małgorzata',
      birthdate: '1991-04-17',
      place_of_birth: { country: 'SE', region: 'Norra Skär', locality: 'Björkvåg' },
      nationalities: ['SE', 'PL'],
      resident_address: 'Sjöbodsgränd 4 B, 987 65 Björkvåg',
      resident_country: 'SE',
      resident_state: 'Norra Skär',
      resident_city: 'Björkvåg',
      resident_postal_code: '987 65',
      resident_street: 'Sjöbodsgränd',
      resident_house_number: '4 B',
      birth_family_name: 'Łukasiewicz',
      sex: 2,
      email: 'zoe@angstrom.example',
      phone_number: '+46701740641',
      date_of_expiry: '2031-01-08',
      issuing_authority: 'Folkbokföringen i Björkvåg',
      issuing_country: 'SE',
      document_number: 'XA7710482',
      date_of_issuance: '2026-01-09',
    },
    kyc: {
      kyc_level: 'substantial',
      age_over_18: true,
      age_over_21: true,
      country: 'SE',
      sanctions_screened: true,
      sanctions_screened_on: '2026-11-03',
      politically_exposed: true,
      verification_method: 'video_call',
      verified_on: '2026-11-03',
    },
    documents: {
      claims: {
        document_type: 'identity_card',
        document_number: 'XA7710482',
        issuing_country: 'SE',
        date_of_expiry: '2031-01-08',
        face_matched: true,
        liveness_checked: true,
      },
      attachments: {
        passport_scan: { bytes: createScan({ seed: 17 }), mediaType: 'image/png', name: 'identitetskort.png' },
        selfie: { bytes: createScan({ width: 480, height: 640, seed: 18 }), mediaType: 'image/png' },
      },
    },
  }
}

/** Ánh Dương, who is of age but not 21, and about whom little is known. */
export function anhDuong(): SamplePerson {
  return {
    identification: {
      family_name: 'Nguyễn',
      given_name: 'Thị Ánh Dương',
      birthdate: '2007-08-30',
      place_of_birth: { country: 'CZ', locality: 'Žlutá Říčka' },
      nationalities: ['VN', 'CZ'],
      resident_country: 'CZ',
      resident_city: 'Žlutá Říčka',
      date_of_expiry: '2029-02-28',
      issuing_authority: 'Městský úřad Žlutá Říčka',
      issuing_country: 'CZ',
      issuing_jurisdiction: 'CZ-20',
    },
    kyc: {
      kyc_level: 'low',
      age_over_18: true,
      age_over_21: false,
      country: 'CZ',
      sanctions_screened: false,
      verification_method: 'document_and_selfie',
      verified_on: '2026-11-20',
    },
    documents: {
      claims: {
        document_type: 'residence_permit',
        document_number: 'ZR0038417',
        issuing_country: 'CZ',
        date_of_expiry: '2029-02-28',
        face_matched: true,
        liveness_checked: false,
      },
      attachments: {
        passport_scan: { bytes: createScan({ width: 640, height: 400, seed: 31 }), mediaType: 'image/png' },
        selfie: { bytes: createScan({ width: 320, height: 240, seed: 32 }), mediaType: 'image/png' },
        proof_of_address: null,
      },
    },
  }
}

function fileOf(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(name, import.meta.url)))
}
