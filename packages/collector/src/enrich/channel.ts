import type { SourceKind } from './known-sources.ts';

/** How visitors came; values of the column `channel`. */
export type Channel =
  | 'Direct'
  | 'Cross-network'
  | 'Paid Shopping'
  | 'Paid Search'
  | 'Paid Social'
  | 'Paid Video'
  | 'Display'
  | 'Paid Other'
  | 'AI Assistants'
  | 'Organic Shopping'
  | 'Organic Social'
  | 'Organic Video'
  | 'Organic Search'
  | 'Referral'
  | 'Email'
  | 'Affiliates'
  | 'Audio'
  | 'SMS'
  | 'Mobile Push Notifications'
  | 'Unassigned';

const paidMedium = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const shoppingCampaign = /^(.*(([^a-df-z]|^)shop|shopping).*)$/;
const displayMedium = /^(display|banner|expandable|interstitial|cpm)$/;
const socialMedium = /^(social|social-network|social-media|sm|social network|social media)$/;
const emailName = /^(e[-_ ]?mail|mail|newsletter)$/;

/**
 * The rules of Google Analytics 4's default channel group, in its order, first match wins
 * (https://support.google.com/analytics/answer/9756891); where we differ, see docs/decisions/0008-channels.md.
 */
export function toChannel(from: {
  source: string;
  medium: string;
  campaign: string;
  kind: SourceKind | undefined;
  /** A click id of an ad network was in the URL. */
  paidClick: 'ad' | 'display' | undefined;
}): Channel {
  const source = from.source.toLowerCase();
  const medium = from.medium.toLowerCase();
  const campaign = from.campaign.toLowerCase();
  const { kind, paidClick } = from;
  const noMedium = medium === '' || medium === '(none)' || medium === '(not set)';
  if (noMedium && (source === '(direct)' || (source + campaign === '' && paidClick === undefined)))
    return 'Direct';
  if (campaign.includes('cross-network')) return 'Cross-network';
  const shopping = kind === 'shopping' || (campaign !== '' && shoppingCampaign.test(campaign));
  const paid = paidClick === 'ad' || (!noMedium && paidMedium.test(medium));
  if (paid) {
    if (shopping) return 'Paid Shopping';
    if (kind === 'search') return 'Paid Search';
    if (kind === 'social') return 'Paid Social';
    if (kind === 'video') return 'Paid Video';
  }
  if (paidClick === 'display' || displayMedium.test(medium)) return 'Display';
  if (paid) return 'Paid Other';
  if (kind === 'ai' || medium === 'ai-assistant') return 'AI Assistants';
  if (shopping) return 'Organic Shopping';
  if (kind === 'social' || socialMedium.test(medium)) return 'Organic Social';
  if (kind === 'video' || medium.includes('video')) return 'Organic Video';
  if (kind === 'search' || medium === 'organic') return 'Organic Search';
  if (/^(referral|app|link)$/.test(medium)) return 'Referral';
  if (kind === 'email' || emailName.test(source) || emailName.test(medium)) return 'Email';
  if (/^affiliates?$/.test(medium)) return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  if (source === 'firebase' || /push$|mobile|notification/.test(medium)) return 'Mobile Push Notifications';
  return noMedium && source !== '' ? 'Referral' : 'Unassigned';
}
