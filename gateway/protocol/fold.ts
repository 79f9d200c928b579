/**
 * What a careless program may take a name for: without case, compatibility forms, white space and characters
 * that are not seen. Two names that are not the same but fold alike are not to be trusted.
 */
export function fold(name: string): string {
  if (plainLowercase.test(name)) return name
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(unseen, '')
}

const plainLowercase = /^[a-z0-9_./-]*$/
const unseen = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\s]+/gu
