import { trackerKey, useTracker } from '@passerby/sdk-vue';
import { createTestTracker } from '@passerby/testing';
// oxlint-disable-next-line import/no-unassigned-import -- as its users do
import '@passerby/testing/vitest';
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { defineComponent, h } from 'vue';

const SignUp = defineComponent({
  setup() {
    const { trackEvent } = useTracker();
    return () => h('button', { onClick: () => trackEvent('signup', { plan: 'pro' }) });
  },
});

test('a component of Vue is given its tracker by its key', async () => {
  const tracker = createTestTracker();
  const wrapper = mount(SignUp, { global: { provide: { [trackerKey as symbol]: tracker } } });
  await wrapper.find('button').trigger('click');
  expect(tracker).toHaveTracked('signup', { plan: 'pro' }, { times: 1 });
});
