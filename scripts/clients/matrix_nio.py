"""Lets two users of matrix-nio, unmodified, meet on a homeserver: argument 1 is its URL. Fails with what went wrong."""

import asyncio
import sys
import uuid
from urllib.parse import quote

import nio


def sure(answer, kind):
    assert isinstance(answer, kind), answer
    return answer


async def user(url, name):
    """Registers and logs in, each by the client's own method."""
    first = nio.AsyncClient(url, name)
    sure(await first.register(name, "secret"), nio.RegisterResponse)
    await first.logout()
    await first.close()
    client = nio.AsyncClient(url, name)
    login = sure(await client.login("secret", device_name="nio"), nio.LoginResponse)
    who = sure(await client.whoami(), nio.WhoamiResponse)
    assert who.user_id == login.user_id == client.user_id, (who, login)
    sure(await client.sync(timeout=0, full_state=True), nio.SyncResponse)
    return client


async def texts_until(client, room_id, last):
    """Syncs until a text has come, and tells all that came."""
    texts = []
    while last not in texts:
        answer = sure(await client.sync(timeout=10_000), nio.SyncResponse)
        room = answer.rooms.join.get(room_id)
        for event in room.timeline.events if room else []:
            if isinstance(event, nio.RoomMessageText):
                texts.append(event.body)
    return texts


def text(body):
    return {"msgtype": "m.text", "body": body}


async def asked(client, method, path, body):
    """Asks what the client has no method for, through its own connection."""
    answer = await client.send(
        method,
        f"/_matrix/client/{path}",
        data=nio.Api.to_json(body),
        headers={"Authorization": f"Bearer {client.access_token}"},
    )
    assert answer.status == 200, (path, answer.status, await answer.text())
    return await answer.json()


async def delayed(client, room_id, body, delay_ms):
    path = f"v3/rooms/{quote(room_id)}/delayed_event/m.room.message/{uuid.uuid4()}"
    answer = await asked(client, "PUT", path, {"delay_ms": delay_ms, "content": text(body)})
    return answer["delay_id"]


async def main(url):
    alice, bob = await user(url, "alice"), await user(url, "bob")
    created = await alice.room_create(name="Tea", invite=[bob.user_id])
    room_id = sure(created, nio.RoomCreateResponse).room_id
    sure(await bob.sync(timeout=10_000), nio.SyncResponse)
    assert room_id in bob.invited_rooms, bob.invited_rooms
    sure(await bob.join(room_id), nio.JoinResponse)
    members = sure(await alice.joined_members(room_id), nio.JoinedMembersResponse)
    assert {member.user_id for member in members.members} == {alice.user_id, bob.user_id}, members

    sent = await alice.room_send(room_id, "m.room.message", text("hello"))
    event_id = sure(sent, nio.RoomSendResponse).event_id
    assert await texts_until(bob, room_id, "hello") == ["hello"]
    assert bob.rooms[room_id].name == "Tea", bob.rooms[room_id].name
    sure(await bob.room_read_markers(room_id, event_id, event_id), nio.RoomReadMarkersResponse)
    sure(await alice.room_put_state(room_id, "org.example.cup", {"full": True}, "a"), nio.RoomPutStateResponse)
    state = await bob.room_get_state_event(room_id, "org.example.cup", "a")
    assert sure(state, nio.RoomGetStateEventResponse).content == {"full": True}, state

    never = await delayed(alice, room_id, "never", 300)
    await delayed(alice, room_id, "later", 600)
    at_once = await delayed(bob, room_id, "at once", 60_000)
    await asked(alice, "POST", f"v1/delayed_events/{never}/cancel", {})
    await asked(bob, "POST", f"v1/delayed_events/{at_once}/send", {})
    seen = await texts_until(bob, room_id, "later")
    assert seen == ["at once", "later"], seen

    history = await alice.room_messages(room_id, start="", direction=nio.MessageDirection.back)
    events = sure(history, nio.RoomMessagesResponse).chunk
    bodies = [event.body for event in events if isinstance(event, nio.RoomMessageText)]
    assert bodies == ["later", "at once", "hello"], bodies
    sure(await bob.room_leave(room_id), nio.RoomLeaveResponse)
    for client in (alice, bob):
        sure(await client.logout(), nio.LogoutResponse)
        await client.close()


asyncio.run(asyncio.wait_for(main(sys.argv[1]), timeout=60))
print("matrix-nio gets along with it")
