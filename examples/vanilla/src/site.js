// `passerby` is the queue of the snippet in each page's head until sdk.js has loaded; both take the same calls.

const callToAction = document.querySelector('a[data-cta]');
callToAction?.addEventListener('click', () => {
  // The classic form: category, action, label.
  passerby('trackEvent', 'cta', 'open-pricing', callToAction.dataset.cta);
});

const form = document.querySelector('form');
const plan = form?.elements.namedItem('plan');

// A link from the pricing page names the plan.
const wanted = new URLSearchParams(location.search).get('plan');
if (plan && [...plan.options].some(({ value }) => value === wanted)) plan.value = wanted;

form?.addEventListener('submit', () => {
  // The page may be left right after this. Only the plan is told, never what somebody typed.
  passerby('trackEvent', 'signup', { plan: plan.value });
});
