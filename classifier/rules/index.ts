import { bodyWord } from './body-rules.ts'
import { leadMatter, nameMatter, parameterMatter, serverMatter, textMatter } from './capability-rules.ts'
import { freeForm, httpMethod, outputPlace, sensesListed, senseWithParameters } from './conjunction-rules.ts'
import { leadPair, leadPhrase, leadVerb, leadWord, nameAndLead } from './lead-rules.ts'
import { nameLast, nameObject, namePair, nameShape, nameVerb, titleWord } from './name-rules.ts'
import { anyRequest, deedsOffered, overwritesWhole, promptsAgent } from './offer-rules.ts'
import { parameterChoice, parameterName, parameterWord, schemaShape } from './parameter-rules.ts'
import { promise, silence } from './promise-rules.ts'
import type { Rule } from './rule.ts'
import {
  choiceSense,
  leadSense,
  nameAlsoSense,
  nameSense,
  sensesTogether,
  sentenceSense,
} from './sense-rules.ts'
import { serverAndVerb, serverWord, siblingUndoes } from './server-rules.ts'
import { parameterRole, phrasePair, siblingsChange } from './sign-rules.ts'

/** Every rule, in the order in which they look. */
export const rules: readonly Rule[] = [
  nameSense,
  nameAlsoSense,
  leadSense,
  sentenceSense,
  choiceSense,
  sensesTogether,
  sensesListed,
  senseWithParameters,
  outputPlace,
  freeForm,
  httpMethod,
  deedsOffered,
  anyRequest,
  promptsAgent,
  overwritesWhole,
  nameVerb,
  nameLast,
  nameObject,
  namePair,
  nameShape,
  titleWord,
  leadVerb,
  leadPair,
  leadWord,
  leadPhrase,
  nameAndLead,
  bodyWord,
  promise,
  silence,
  parameterName,
  parameterWord,
  parameterChoice,
  schemaShape,
  serverWord,
  serverAndVerb,
  siblingUndoes,
  nameMatter,
  leadMatter,
  textMatter,
  parameterMatter,
  serverMatter,
  parameterRole,
  siblingsChange,
  phrasePair,
]
