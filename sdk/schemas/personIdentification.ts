import { z } from 'zod'
import { defineSchema } from './defineSchema.ts'
import { country, date, text } from './values.ts'

/** Sex as in the PID rulebook: ISO/IEC 5218 (0, 1, 2, 9) and 3 other, 4 inter, 5 diverse, 6 open. */
const sex = z.union([0, 1, 2, 3, 4, 5, 6, 9].map((value) => z.literal(value)))

/**
 * Person identification data of the European Digital Identity Wallet: the attributes of Commission Implementing Regulation
 * (EU) 2024/2977 under the names of their SD-JWT VC encoding. The address, which that encoding nests into one claim, is a
 * field per attribute under the regulation's own names (`resident_…`), so that a country can be granted without a street.
 *
 * @see https://eudi.dev/latest/annexes/annex-3/annex-3.01-pid-rulebook/
 */
export const personIdentification = defineSchema({
  name: 'urn:grantkeep:schema:person-identification:1',
  label: 'Person identification',
  fields: [
    { name: 'family_name', label: 'Family name', kind: 'claim', value: text },
    { name: 'given_name', label: 'Given names', kind: 'claim', value: text },
    { name: 'birthdate', label: 'Date of birth', kind: 'claim', value: date },
    {
      name: 'place_of_birth',
      label: 'Place of birth',
      kind: 'claim',
      value: z
        .strictObject({ country: country.optional(), region: text.optional(), locality: text.optional() })
        .refine((place) => Object.keys(place).length > 0, 'Expected a country, a region or a locality'),
    },
    { name: 'nationalities', label: 'Nationalities', kind: 'claim', value: z.array(country).min(1).max(16) },
    { name: 'resident_address', label: 'Address in full', kind: 'claim', value: text, optional: true },
    { name: 'resident_country', label: 'Country of residence', kind: 'claim', value: country, optional: true },
    { name: 'resident_state', label: 'State or region of residence', kind: 'claim', value: text, optional: true },
    { name: 'resident_city', label: 'City of residence', kind: 'claim', value: text, optional: true },
    { name: 'resident_postal_code', label: 'Postal code', kind: 'claim', value: text, optional: true },
    { name: 'resident_street', label: 'Street', kind: 'claim', value: text, optional: true },
    { name: 'resident_house_number', label: 'House number', kind: 'claim', value: text, optional: true },
    {
      name: 'personal_administrative_number',
      label: 'Personal identification number',
      kind: 'claim',
      value: text,
      optional: true,
    },
    {
      name: 'picture',
      label: 'Portrait',
      kind: 'claim',
      value: z
        .string()
        .max(65_536)
        .regex(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+={0,2}$/, 'Expected a JPEG as data URL'),
      optional: true,
    },
    { name: 'birth_family_name', label: 'Family name at birth', kind: 'claim', value: text, optional: true },
    { name: 'birth_given_name', label: 'Given names at birth', kind: 'claim', value: text, optional: true },
    { name: 'sex', label: 'Sex', kind: 'claim', value: sex, optional: true },
    { name: 'email', label: 'E-mail address', kind: 'claim', value: z.email().max(254), optional: true },
    {
      name: 'phone_number',
      label: 'Mobile phone number',
      kind: 'claim',
      value: z.string().regex(/^\+[1-9][0-9]{4,14}$/, 'Expected + and digits (E.164)'),
      optional: true,
    },
    { name: 'date_of_expiry', label: 'Valid until', kind: 'claim', value: date },
    { name: 'issuing_authority', label: 'Issuing authority', kind: 'claim', value: text },
    { name: 'issuing_country', label: 'Issuing country', kind: 'claim', value: country },
    { name: 'document_number', label: 'Document number', kind: 'claim', value: text, optional: true },
    {
      name: 'issuing_jurisdiction',
      label: 'Issuing jurisdiction',
      kind: 'claim',
      value: z.string().regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/, 'Expected an ISO 3166-2 code'),
      optional: true,
    },
    { name: 'date_of_issuance', label: 'Issued on', kind: 'claim', value: date, optional: true },
  ],
})
