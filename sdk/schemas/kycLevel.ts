import { z } from 'zod'
import { defineSchema } from './defineSchema.ts'
import { country, date, text } from './values.ts'

/**
 * What an issuer concluded about a person: facts derived from documents that the consumer need not see. Whether somebody
 * is verified, of age or screened can be granted without a name.
 */
export const kycLevel = defineSchema({
  name: 'urn:grantkeep:schema:kyc-level:1',
  label: 'Verification level',
  fields: [
    /** Levels of assurance of Regulation (EU) 910/2014, Article 8. */
    { name: 'kyc_level', label: 'Level of assurance', kind: 'claim', value: z.enum(['low', 'substantial', 'high']) },
    { name: 'age_over_18', label: 'Is 18 or older', kind: 'claim', value: z.boolean() },
    { name: 'age_over_21', label: 'Is 21 or older', kind: 'claim', value: z.boolean(), optional: true },
    { name: 'country', label: 'Country of residence', kind: 'claim', value: country },
    { name: 'sanctions_screened', label: 'Passed sanctions screening', kind: 'claim', value: z.boolean() },
    {
      name: 'sanctions_lists',
      label: 'Sanctions lists screened against',
      kind: 'claim',
      value: z.array(text).min(1).max(32),
      optional: true,
    },
    { name: 'sanctions_screened_on', label: 'Sanctions screening on', kind: 'claim', value: date, optional: true },
    {
      name: 'politically_exposed',
      label: 'Is a politically exposed person',
      kind: 'claim',
      value: z.boolean(),
      optional: true,
    },
    {
      name: 'verification_method',
      label: 'How the person was verified',
      kind: 'claim',
      value: z.enum(['in_person', 'video_call', 'document_and_selfie', 'electronic_id', 'bank_account']),
    },
    { name: 'verified_on', label: 'Verified on', kind: 'claim', value: date },
  ],
})
