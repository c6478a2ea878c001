"""What sipp is to answer, as its XML. A blank line too many makes a message nobody reads, so they are built here."""

from __future__ import annotations

TO_TAG = "[last_To:];tag=[pid]SIPpTag[call_number]"
CONTACT = "Contact: <sip:[local_ip]:[local_port];transport=[transport]>"


def _message(first: str, *headers: str, body: tuple[str, ...] = (), to: str = TO_TAG, retrans: bool = False) -> str:
    lines = [first, "[last_Via:]", "[last_From:]", to, "[last_Call-ID:]", "[last_CSeq:]", *headers]
    lines += ["Content-Type: application/sdp"] if body else []
    text = "\n".join([*lines, "Content-Length: [len]", "", *body])
    again = ' retrans="500"' if retrans else ""
    return f"<send{again}><![CDATA[\n{text}\n]]></send>"


def _sdp(payload: int) -> tuple[str, ...]:
    name = {0: "PCMU", 8: "PCMA"}[payload]
    return (
        "v=0", "o=sipp 1 1 IN IP[local_ip_type] [local_ip]", "s=-", "c=IN IP[media_ip_type] [media_ip]", "t=0 0",
        f"m=audio [media_port] RTP/AVP {payload}", f"a=rtpmap:{payload} {name}/8000",
    )  # fmt: skip


def _recv(request: str, inside: str = "", **attributes: str) -> str:
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<recv request="{request}"{extra}>{inside}</recv>'


def _scenario(*steps: str) -> str:
    body = "\n".join(steps)
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="peer">\n{body}\n</scenario>\n'


TRYING = _message("SIP/2.0 100 Trying", to="[last_To:]")
RINGING = _message("SIP/2.0 180 Ringing", CONTACT)
OK = _message("SIP/2.0 200 OK", CONTACT, body=_sdp(8), retrans=True)
BYE = (_recv("BYE", crlf="true"), _message("SIP/2.0 200 OK", CONTACT, to="[last_To:]"))


def refuses(said: str, reason: str = "", rings: bool = True) -> str:
    """An INVITE ends in `said` ("486 Busy Here"), with a Reason header if there is one."""
    final = _message(f"SIP/2.0 {said}", *([f"Reason: {reason}"] if reason else []), retrans=True)
    return _scenario(_recv("INVITE"), TRYING, *([RINGING] if rings else []), final, _recv("ACK"))


def rings_for_ever() -> str:
    """180, and nobody picks up; when the caller gives up it is done properly."""
    return _scenario(
        _recv("INVITE"), TRYING, RINGING, _recv("CANCEL"), _message("SIP/2.0 200 OK", to="[last_To:]"),
        _message("SIP/2.0 487 Request Terminated", retrans=True).replace("[last_CSeq:]", "CSeq: [cseq] INVITE"),
        _recv("ACK"),
    )  # fmt: skip


def answers_with(payload: int) -> str:
    """Picks up with one codec (0 PCMU, 8 PCMA) and sends no audio at all."""
    return _scenario(_recv("INVITE"), TRYING, _message("SIP/2.0 200 OK", CONTACT, body=_sdp(payload), retrans=True),
                     _recv("ACK"), *BYE)  # fmt: skip


def early_then(said: str) -> str:
    """183 with a codec, as for an announcement, and then no."""
    early = _message("SIP/2.0 183 Session Progress", CONTACT, body=_sdp(8))
    return _scenario(_recv("INVITE"), TRYING, early, _message(f"SIP/2.0 {said}", retrans=True), _recv("ACK"))


def asks_who(user: str, password: str) -> str:
    """401 first; picks up for who knows the password, 403 for who does not."""
    challenge = _message(
        "SIP/2.0 401 Unauthorized",
        'WWW-Authenticate: Digest realm="winback.test", nonce="47ebe028cda119c35d4877b383027d28", algorithm=MD5',
    )
    check = f'<action><verifyauth assign_to="known" username="{user}" password="{password}" /></action>'
    return _scenario(
        _recv("INVITE"), challenge, _recv("ACK"), _recv("INVITE", check),
        '<nop hide="true" test="known" next="1" />',
        _message("SIP/2.0 403 Forbidden", retrans=True), _recv("ACK", next="2"),
        '<label id="1"/>', OK, _recv("ACK"), *BYE, '<label id="2"/>',
    )  # fmt: skip


def registers(said: str) -> str:
    """One REGISTER, and what came of it."""
    return _scenario(_recv("REGISTER"), _message(f"SIP/2.0 {said}", "[last_Contact:]", "Expires: 600"))
