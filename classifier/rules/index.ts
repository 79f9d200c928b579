import { asideWord, bodyWord, sentenceVerb } from './body-rules.ts'
import { leadMatter, nameMatter, parameterMatter, serverMatter, textMatter } from './capability-rules.ts'
import { freeForm, httpMethod, outputPlace, sensesListed, senseWithParameters } from './conjunction-rules.ts'
import { leadAlso, leadPair, leadPhrase, leadVerb, leadWord, nameAndLead } from './lead-rules.ts'
import {
  nameFirst,
  nameLast,
  nameObject,
  nameOther,
  namePair,
  nameShape,
  nameVerb,
  nameVerbKind,
  titleWord,
} from './name-rules.ts'
import {
  parameterChoice,
  parameterName,
  parameterText,
  parameterWord,
  schemaShape,
} from './parameter-rules.ts'
import { promise, silence } from './promise-rules.ts'
import type { Rule } from './rule.ts'
import {
  choiceSense,
  leadAlsoSense,
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
  leadAlsoSense,
  sentenceSense,
  choiceSense,
  sensesTogether,
  sensesListed,
  senseWithParameters,
  outputPlace,
  freeForm,
  httpMethod,
  nameVerb,
  nameVerbKind,
  nameOther,
  nameFirst,
  nameLast,
  nameObject,
  namePair,
  nameShape,
  titleWord,
  leadVerb,
  leadPair,
  leadAlso,
  leadWord,
  leadPhrase,
  nameAndLead,
  sentenceVerb,
  bodyWord,
  asideWord,
  promise,
  silence,
  parameterName,
  parameterWord,
  parameterText,
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
