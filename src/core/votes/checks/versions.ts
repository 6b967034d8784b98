import type { CheckName } from '../rules.ts'
import { bothSeenVersion } from './both-seen.ts'
import { duplicateTextVersion } from './duplicate-text.ts'
import { dwellVersion } from './dwell.ts'
import { identityLeakCheckVersion } from './identity-leak.ts'
import { rateVersion } from './rate.ts'
import { samePromptVersion } from './same-prompt.ts'
import { voterEvidenceVersion } from './voter-evidence.ts'

/** The version of each check as it is now. */
export const checkVersions: Record<CheckName, number> = {
  'dwell': dwellVersion, 'both-seen': bothSeenVersion, 'duplicate-text': duplicateTextVersion, 'identity-leak': identityLeakCheckVersion,
  'rate': rateVersion, 'same-prompt': samePromptVersion, 'voter-evidence': voterEvidenceVersion,
}
