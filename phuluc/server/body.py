"""A small request's body, whole in memory, up to a limit."""

from starlette.requests import ClientDisconnect, Request

from phuluc.server.refusal import Refusal


async def whole_body(request: Request, kind: str, most: int) -> bytes:
    """The bytes that a request brings.

    Args:
        request: its body is read here.
        kind: the media type that it is to be of.
        most: bytes.

    Raises:
        Refusal: it is of another media type, too large, or cut off.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise Refusal("not-multipart", f"send it as {kind}")
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > most:
                raise Refusal("too-large", f"over the limit of {most:,} bytes")
    except ClientDisconnect as error:
        raise Refusal("cut-off", "the request was cut off") from error
    return bytes(data)
