import { describe, expect, it } from 'vitest';
import { readSource } from './source.ts';

// From the address of the page and the referrer, because that is how they come.
const channelOf = (query: string, referrer = ''): string =>
  readSource(new URL(`https://www.shop.example/p${query}`), referrer, 'shop.example').channel;

const google = 'https://www.google.com/';

describe('the channel of a visit', () => {
  it.each([
    ['Direct', '', ''],
    ['Direct', '', 'https://blog.shop.example/'],
    ['Direct', '?utm_source=(direct)&utm_medium=(none)', ''],
    ['Direct', '?q=shoes', ''],
    ['Cross-network', '?utm_source=google&utm_medium=cpc&utm_campaign=Cross-Network-1', ''],
    ['Paid Shopping', '?utm_source=amazon&utm_medium=cpc', ''],
    ['Paid Shopping', '?utm_source=google&utm_medium=cpc&utm_campaign=Shopping+DE', ''],
    ['Paid Shopping', '?gclid=1&utm_campaign=spring-shop', google],
    ['Paid Search', '?utm_source=google&utm_medium=cpc', ''],
    ['Paid Search', '?utm_source=Bing&utm_medium=PPC', ''],
    ['Paid Search', '?utm_source=google&utm_medium=cpm', ''],
    ['Paid Search', '?utm_source=google&utm_medium=retargeting', ''],
    ['Paid Social', '?utm_source=facebook&utm_medium=paid_social', ''],
    ['Paid Social', '?utm_medium=paid', 'https://www.linkedin.com/'],
    ['Paid Video', '?utm_source=youtube&utm_medium=cpv', ''],
    ['Paid Video', '?gclid=1', 'https://www.youtube.com/'],
    ['Display', '?utm_source=adnet&utm_medium=banner', ''],
    ['Display', '?utm_source=adnet&utm_medium=cpm', ''],
    ['Display', '?dclid=1', 'https://news.example/'],
    ['Paid Other', '?utm_source=adnet&utm_medium=cpc', ''],
    ['Paid Other', '?gclid=1', 'https://blog.example/'],
    ['Paid Other', '?utm_source=chatgpt.com&utm_medium=cpc', ''],
    ['AI Assistants', '', 'https://chatgpt.com/'],
    ['AI Assistants', '?utm_source=chatgpt.com', ''],
    ['AI Assistants', '?utm_source=perplexity&utm_medium=referral', ''],
    ['AI Assistants', '', 'https://gemini.google.com/app'],
    ['AI Assistants', '?utm_source=acme&utm_medium=ai-assistant', ''],
    ['Organic Shopping', '', 'https://www.amazon.de/dp/1'],
    ['Organic Shopping', '?utm_source=x&utm_medium=y&utm_campaign=shop', ''],
    ['Organic Social', '', 'https://news.ycombinator.com/'],
    ['Organic Social', '?utm_source=acme&utm_medium=social-media', ''],
    ['Organic Social', '?utm_source=ig', ''],
    ['Organic Video', '', 'https://youtu.be/x'],
    ['Organic Video', '?utm_source=acme&utm_medium=promo-video', ''],
    ['Organic Search', '', google],
    ['Organic Search', '', 'android-app://com.google.android.googlequicksearchbox/'],
    ['Organic Search', '?utm_source=acme&utm_medium=organic', ''],
    ['Referral', '', 'https://blog.example/'],
    ['Referral', '', 'https://github.com/'],
    ['Referral', '?utm_source=acme&utm_medium=link', ''],
    ['Referral', '?ref=friend', ''],
    ['Referral', '?source=acme', ''],
    ['Email', '', 'https://mail.google.com/'],
    ['Email', '?utm_source=list&utm_medium=email', ''],
    ['Email', '?utm_source=list&utm_medium=E-Mail', ''],
    ['Email', '?utm_source=newsletter', ''],
    ['Email', '?utm_source=newsletter&utm_medium=email&fbclid=1', ''],
    ['Affiliates', '?utm_source=acme&utm_medium=affiliate', ''],
    ['Audio', '?utm_source=acme&utm_medium=audio', ''],
    ['SMS', '?utm_source=sms', ''],
    ['SMS', '?utm_source=acme&utm_medium=sms', ''],
    ['Mobile Push Notifications', '?utm_source=firebase&utm_medium=x', ''],
    ['Mobile Push Notifications', '?utm_source=acme&utm_medium=web-push', ''],
    ['Mobile Push Notifications', '?utm_source=acme&utm_medium=notifications', ''],
    ['Unassigned', '?utm_source=acme&utm_medium=qr-code', ''],
    ['Unassigned', '?utm_campaign=spring', ''],
    ['Organic Search', '?utm_campaign=workshop-list-e', google],
  ])('is %s: %s %s', (channel, query, referrer) => {
    expect(channelOf(query, referrer)).toBe(channel);
  });
});

describe('a click id', () => {
  it.each([
    ['gclid', 'Google', 'Paid Search'],
    ['gbraid', 'Google', 'Paid Search'],
    ['wbraid', 'Google', 'Paid Search'],
    ['msclkid', 'Bing', 'Paid Search'],
    ['yclid', 'Yandex', 'Paid Search'],
    ['ttclid', 'TikTok', 'Paid Video'],
    ['twclid', 'X', 'Paid Social'],
    ['li_fat_id', 'LinkedIn', 'Paid Social'],
    ['rdt_cid', 'Reddit', 'Paid Social'],
    ['epik', 'Pinterest', 'Paid Social'],
    ['ScCid', 'Snapchat', 'Paid Social'],
    ['qclid', 'Quora', 'Paid Social'],
    ['dclid', 'Google', 'Display'],
    ['fbclid', 'Facebook', 'Organic Social'],
    ['igshid', 'Instagram', 'Organic Social'],
  ])('%s alone tells %s, %s', (name, source, channel) => {
    const read = readSource(new URL(`https://shop.example/?${name}=abc`), '', 'shop.example');
    expect(read).toMatchObject({ source, channel });
    expect(JSON.stringify(read)).not.toContain('abc');
  });

  it('of an ad counts before one that any link carries, whatever their order', () => {
    expect(channelOf('?fbclid=1&gclid=2')).toBe('Paid Search');
    expect(channelOf('?gclid=2&fbclid=1')).toBe('Paid Search');
  });
});
