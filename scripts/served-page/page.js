const V3 = '/_matrix/client/v3';
/** What the room in which everything happens here is called. */
const ROOM = 'Made on the page';
/** The users by whom things are done here; others belong to other clients. */
const USERS = ['alice', 'bob'];
const byId = (id) => document.getElementById(id);
const enc = encodeURIComponent;

let state;
let stateAt = 0;
let run;
/** The access tokens, or promises of them, by user. */
const sessions = new Map();
let room;
const seen = new Map();
const log = [];

/** Makes an element. Texts are set as texts, never as markup. */
function el(name, props, ...children) {
  const element = Object.assign(document.createElement(name), props);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

async function ask(method, path, { token, body } = {}) {
  const response = await fetch(path, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  log.unshift(
    `${method} ${path}${body === undefined ? '' : `\n  ${JSON.stringify(body)}`}\n  ${response.status} ${JSON.stringify(answer)}`,
  );
  log.length = Math.min(log.length, 20);
  byId('log').textContent = log.join('\n\n');
  return { status: response.status, answer };
}

function say(text) {
  byId('said').textContent = text;
}

/** The access token of a user, who is made if there is none; asked for twice at once it is the same. */
function tokenOf(user) {
  if (!sessions.has(user)) {
    const token = newToken(user);
    token.catch(() => sessions.delete(user));
    sessions.set(user, token);
  }
  return sessions.get(user);
}

async function newToken(user) {
  const password = 'secret';
  const identifier = { type: 'm.id.user', user };
  const { answer } = state.users.includes(user)
    ? await ask('POST', `${V3}/login`, { body: { type: 'm.login.password', identifier, password } })
    : await ask('POST', `${V3}/register`, { body: { username: user, password, auth: { type: 'm.login.dummy' } } });
  if (answer.access_token === undefined) throw new Error(`Cannot be ${user} here: ${answer.error}`);
  return answer.access_token;
}

/** The room in which everything happens here, which alice makes; both users are in it, and both may send state. */
async function roomFor(user) {
  const known = state.rooms.find(
    ({ name, members }) => name === ROOM && members.some((one) => nameOf(one) === 'alice'),
  );
  room ??= known === undefined ? newRoom() : Promise.resolve(known.roomId);
  room.catch(() => (room = undefined));
  const roomId = await room;
  const token = await tokenOf(user);
  const isIn = user === 'alice' || known?.members.some((member) => nameOf(member) === user) === true;
  if (!isIn) await ask('POST', `${V3}/join/${enc(roomId)}`, { token, body: {} });
  return roomId;
}

async function newRoom() {
  const body = { preset: 'public_chat', name: ROOM, power_level_content_override: { state_default: 0 } };
  const { answer } = await ask('POST', `${V3}/createRoom`, { token: await tokenOf('alice'), body });
  return answer.room_id;
}

async function schedule({ user, revision, type, stateKey, body, ms, group }) {
  const roomId = enc(await roomFor(user));
  const token = await tokenOf(user);
  const content = type === 'm.room.message' ? { msgtype: 'm.text', body } : { body };
  const txnId = crypto.randomUUID();
  const isState = stateKey !== '';
  if (revision === 'delayed-events' && state.form.schedulesBy === 'endpoint') {
    const event = { delay_ms: Number(ms), content, ...(isState ? { state_key: stateKey } : {}) };
    const path = `${state.form.rooms}/${roomId}/delayed_event/${enc(type)}/${txnId}`;
    return ask('PUT', path, { token, body: event });
  }
  const rooms = `${V3}/rooms/${roomId}`;
  if (revision === 'delayed-events') {
    const place = isState ? `state/${enc(type)}/${enc(stateKey)}` : `send/${enc(type)}/${txnId}`;
    return ask('PUT', `${rooms}/${place}?org.matrix.msc4140.delay=${enc(ms)}`, { token, body: content });
  }
  const query = new URLSearchParams({ future_timeout: ms === '' ? 'none' : ms });
  if (group !== '') query.set('future_group_id', group);
  const place = isState ? `state_future/${enc(type)}/${enc(stateKey)}` : `send_future/${enc(type)}/${txnId}`;
  return ask('PUT', `${rooms}/${place}?${query}`, { token, body: content });
}

function told({ status, answer }, done) {
  say(status === 200 ? done : `Refused: ${status} ${answer.errcode}. ${answer.error}`);
}

const nameOf = (userId) => /^@(.*?):/.exec(userId)?.[1] ?? userId;

async function act(event, action) {
  const outcome =
    event.delayId === undefined
      ? await ask('POST', `${V3}/futures/${enc(event.tokens[action])}`)
      : await actOn(event, action);
  told(outcome, `Done: ${action}.`);
  await look();
}

async function actOn({ delayId, sender }, action) {
  const { delayedEvents, actsBy } = state.form;
  const path = `${delayedEvents}/${enc(delayId)}`;
  const token = await tokenOf(nameOf(sender));
  return actsBy === 'path'
    ? ask('POST', `${path}/${action}`, { token, body: {} })
    : ask('POST', path, { token, body: { action } });
}

/** What can be done with an event here; what needs the access token of somebody else cannot. */
function actionsOn({ delayId, tokens, sender }) {
  if (delayId === undefined) return Object.keys(tokens);
  return USERS.includes(nameOf(sender)) ? ['send', 'restart', 'cancel'] : [];
}

const keyOf = (event) => event.delayId ?? event.tokens.send;

/** What became of an event that waits no more. Nobody is logged in for that. */
async function fateOf(event) {
  const token = sessions.get(nameOf(event.sender));
  if (event.delayId !== undefined && state.form.looksUp && token !== undefined) {
    const { status, answer } = await ask('GET', `${state.form.delayedEvents}/${enc(event.delayId)}`, {
      token: await token,
    });
    // Older forms have what became of it beside the event, and some forget it at once.
    const { event_id: eventId, error } = answer.finalised ?? answer;
    if (status === 200 && eventId !== undefined) return `sent as ${eventId}`;
    if (status === 200) return error === undefined ? 'cancelled' : `failed: ${error.errcode}`;
    return `forgotten; ${sentInWords(event)}`;
  }
  if (event.delayId !== undefined) return sentInWords(event);
  const tokens = Object.keys(event.tokens).join(', ');
  return `${sentInWords(event)}; its tokens (${tokens}) are dead`;
}

function sentInWords(event) {
  const room = state.rooms.find(({ roomId }) => roomId === event.roomId);
  const content = JSON.stringify(event.content);
  const isSent = room?.events.some(
    (one) => one.type === event.type && one.sender === event.sender && JSON.stringify(one.content) === content,
  );
  return isSent ? 'an event like it was sent' : 'not sent';
}

function describe(event) {
  const key = event.stateKey === undefined ? '' : ` (state "${event.stateKey}")`;
  return el(
    'td',
    {},
    `${nameOf(event.sender)}: ${event.type}${key} `,
    el('code', {}, JSON.stringify(event.content)),
    ...(event.futureGroupId === undefined ? [] : [el('br', {}), 'group ', el('code', {}, event.futureGroupId)]),
  );
}

function showWaiting() {
  byId('waiting').tBodies[0].replaceChildren(
    ...state.waiting.map((event) =>
      el(
        'tr',
        {},
        describe(event),
        el('td', { className: 'due' }),
        el(
          'td',
          { className: 'buttons' },
          ...actionsOn(event).map((action) =>
            el(
              'button',
              { type: 'button', onclick: () => act(event, action).catch((error) => say(error.message)) },
              action,
            ),
          ),
        ),
      ),
    ),
  );
  countDown();
}

function countDown() {
  if (state === undefined) return;
  const now = state.isVirtual ? state.now : state.now + (performance.now() - stateAt);
  byId('time').textContent = new Date(now).toISOString().replace('T', ' ').replace('Z', ' UTC');
  const cells = document.querySelectorAll('#waiting .due');
  state.waiting.forEach(({ dueAt }, index) => {
    const text = dueAt === null ? 'never by itself' : `${(Math.max(dueAt - now, 0) / 1000).toFixed(1)} s`;
    if (cells[index] !== undefined) cells[index].textContent = text;
  });
}

async function showOver() {
  const waiting = new Set(state.waiting.map(keyOf));
  for (const event of state.waiting) if (!seen.has(keyOf(event))) seen.set(keyOf(event), { event });
  for (const [key, one] of seen) if (!waiting.has(key) && one.fate === undefined) one.fate = await fateOf(one.event);
  const over = [...seen.values()].filter(({ fate }) => fate !== undefined).reverse();
  byId('over').tBodies[0].replaceChildren(
    ...over.map(({ event, fate }) => el('tr', {}, describe(event), el('td', {}, fate))),
  );
}

function showRooms() {
  byId('rooms').replaceChildren(
    ...state.rooms.map(({ roomId, name, members, events }) =>
      el(
        'details',
        { open: true },
        el('summary', {}, `${name ?? roomId}: ${members.map(nameOf).join(', ')}`),
        el(
          'ul',
          {},
          ...events
            .toReversed()
            .map(({ type, sender, content }) =>
              el('li', {}, `${nameOf(sender)}: ${type} `, el('code', {}, JSON.stringify(content))),
            ),
        ),
      ),
    ),
  );
}

function showSettings() {
  const kept = byId('revision').value;
  byId('revision').replaceChildren(...state.revisions.map((name) => el('option', { value: name }, name)));
  if (state.revisions.includes(kept)) byId('revision').value = kept;
  byId('revisions').replaceChildren(
    el('legend', {}, 'revisions'),
    ...state.allRevisions.map((name) =>
      el(
        'label',
        {},
        el('input', { type: 'checkbox', name: 'revision', value: name, checked: state.revisions.includes(name) }),
        name,
      ),
    ),
  );
  byId('question').replaceChildren(
    el('option', { value: '' }, 'leave all as they are'),
    ...state.questions.map(({ revision, id, question }) =>
      el('option', { value: `${revision} ${id}`, title: question }, `${id} (${revision})`),
    ),
  );
  showReadings();
  const others = state.questions
    .filter(({ reading, usual }) => reading !== usual)
    .map(({ id, reading }) => `${id}=${reading}`);
  byId('readings').textContent =
    others.length === 0 ? 'It follows the usual readings.' : `It follows ${others.join(', ')}, and the usual readings.`;
  byId('kind').textContent = state.isVirtual ? 'Time stands still until you move it.' : '';
  byId('form').textContent = state.revisions.includes('delayed-events')
    ? `Delayed events are spoken of in the form ${state.form.name}.`
    : '';
  byId('clock').hidden = !state.isVirtual;
  showFields();
}

function showReadings() {
  const question = state.questions.find(({ revision, id }) => `${revision} ${id}` === byId('question').value);
  byId('reading').replaceChildren(
    ...(question?.readings ?? []).map(({ name, meaning }) =>
      el('option', { value: name, title: meaning, selected: name === question.reading }, `${name}: ${meaning}`),
    ),
  );
  byId('reading').disabled = question === undefined;
}

function showFields() {
  for (const field of document.querySelectorAll('[data-for]'))
    field.hidden = field.dataset.for !== byId('revision').value;
}

let shown = '';
let looking = Promise.resolve();

/** Looks at the homeserver, one look after the other. */
function look() {
  looking = looking.then(lookNow, lookNow);
  return looking;
}

async function lookNow() {
  const response = await fetch('/_page/state');
  const text = await response.text();
  state = JSON.parse(text);
  stateAt = performance.now();
  if (state.run !== run) {
    run = state.run;
    sessions.clear();
    room = undefined;
    seen.clear();
    showSettings();
  }
  const { now: _now, ...rest } = state;
  if (JSON.stringify(rest) === shown) return countDown();
  shown = JSON.stringify(rest);
  showWaiting();
  showRooms();
  await showOver();
}

byId('schedule').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { submitter, target } = event;
  submitter.disabled = true;
  try {
    told(await schedule(Object.fromEntries(new FormData(target))), 'Scheduled.');
  } catch (error) {
    say(error.message);
  } finally {
    submitter.disabled = false;
  }
  await look();
});
byId('settings').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const [revision, question] = String(form.get('question')).split(' ');
  const readings = question === undefined ? [] : [{ revision, question, reading: form.get('reading') }];
  const { status, answer } = await ask('POST', '/_page/settings', {
    body: { revisions: form.getAll('revision'), readings },
  });
  say(status === 200 ? 'It has started over.' : answer.error);
  await look();
});
byId('clock').addEventListener('click', async (event) => {
  const ms = Number(event.target.dataset.ms);
  if (!ms) return;
  await ask('POST', '/_clock', { body: { advance_to: state.now + ms } });
  say(`${ms / 1000} s have passed.`);
  await look();
});
byId('question').addEventListener('change', showReadings);
byId('revision').addEventListener('change', showFields);

await look();
setInterval(() => void (document.hidden || look()), 500);
setInterval(countDown, 100);
