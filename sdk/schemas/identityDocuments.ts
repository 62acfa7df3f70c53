import { z } from 'zod'
import { defineSchema } from './defineSchema.ts'
import { country, date, text } from './values.ts'

/** The documents that a verification rests on, as files, with what a reader needs to make sense of them. */
export const identityDocuments = defineSchema({
  name: 'urn:grantkeep:schema:identity-documents:1',
  label: 'Identity documents',
  fields: [
    {
      name: 'document_type',
      label: 'Kind of document',
      kind: 'claim',
      value: z.enum(['passport', 'identity_card', 'residence_permit', 'driving_licence']),
    },
    { name: 'document_number', label: 'Document number', kind: 'claim', value: text },
    { name: 'issuing_country', label: 'Issuing country', kind: 'claim', value: country },
    { name: 'date_of_expiry', label: 'Document valid until', kind: 'claim', value: date },
    {
      name: 'passport_scan',
      label: 'Scan of the document',
      kind: 'attachment',
      mediaTypes: ['image/png', 'image/jpeg'],
    },
    { name: 'selfie', label: 'Photo of the person', kind: 'attachment', mediaTypes: ['image/jpeg', 'image/png'] },
    {
      name: 'proof_of_address',
      label: 'Proof of address',
      kind: 'attachment',
      mediaTypes: ['application/pdf', 'image/png', 'image/jpeg'],
      optional: true,
    },
    { name: 'face_matched', label: 'Face matches the document', kind: 'claim', value: z.boolean() },
    { name: 'liveness_checked', label: 'Liveness was checked', kind: 'claim', value: z.boolean() },
  ],
})
