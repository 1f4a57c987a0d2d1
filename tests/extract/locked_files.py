"""Office files locked as MS-OFFCRYPTO says, written from its text; of libraries, only the cipher and the container."""

import hashlib
from base64 import b64encode
from io import BytesIO
from struct import pack

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

_SALT = bytes(range(16))
_KEY = bytes(range(32))
_VALUE_OF_KEY = bytes.fromhex("146e0be7abacd0d6")  # 2.3.4.11: the block key of encryptedKeyValue
_SEGMENT = 4096
_INFO = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"
 xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">
<keyData saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{size}" cipherAlgorithm="{cipher}"
 cipherChaining="ChainingModeCBC" hashAlgorithm="{name}" saltValue="{salt}"/>
<dataIntegrity encryptedHmacKey="" encryptedHmacValue=""/>
<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">
<p:encryptedKey spinCount="{spins}" saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{size}"
 cipherAlgorithm="{cipher}" cipherChaining="ChainingModeCBC" hashAlgorithm="{name}" saltValue="{salt}"
 encryptedVerifierHashInput="" encryptedVerifierHashValue="" encryptedKeyValue="{key}"/>
</keyEncryptor></keyEncryptors></encryption>"""


def agile(
    data: bytes, password: str, name: str = "SHA512", bits: int = 256, spins: int = 100, cipher: str = "AES"
) -> bytes:
    """Agile encryption (2.3.4.10 to 2.3.4.15) as Office 2010 (SHA-1, 128 bits) and later have it."""

    def hashed(text: bytes) -> bytes:
        return hashlib.new(name, text).digest()

    spun = hashed(_SALT + password.encode("utf-16-le"))
    for spin in range(spins if spins < 10_000 else 0):  # of more, nobody gets to try
        spun = hashed(pack("<I", spin) + spun)
    key = _KEY[: bits // 8]
    locked_key = _cbc(key, hashed(spun + _VALUE_OF_KEY)[: bits // 8], _SALT)
    blocks = [data[at : at + _SEGMENT] for at in range(0, len(data), _SEGMENT)]
    package = b"".join(_cbc(block, key, hashed(_SALT + pack("<I", at))[:16]) for at, block in enumerate(blocks))
    salt, key64 = b64encode(_SALT).decode(), b64encode(locked_key).decode()
    info = _INFO.format(
        bits=bits, size=hashlib.new(name).digest_size, name=name, salt=salt, spins=spins, key=key64, cipher=cipher
    )
    return container(pack("<HHI", 4, 4, 0x40) + info.encode(), pack("<Q", len(data)) + package)


def binary(data: bytes, password: str, algorithm: int = 0x660E) -> bytes:
    """Standard encryption (2.3.4.5 to 2.3.4.9) as Office 2007 has it: AES-128 by a key of 50,000 SHA-1."""
    spun = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for spin in range(50_000):
        spun = hashlib.sha1(pack("<I", spin) + spun).digest()
    final = hashlib.sha1(spun + pack("<I", 0)).digest()
    key = hashlib.sha1(bytes(a ^ 0x36 for a in final.ljust(64, b"\0"))).digest()[:16]
    header = pack("<8I", 0x24, 0, algorithm, 0x8004, 128, 0x18, 0, 0) + "AES\0".encode("utf-16-le")
    verifier = pack("<I", 16) + _SALT + bytes(16) + pack("<I", 20) + bytes(32)
    info = pack("<HHII", 4, 2, 0x24, len(header)) + header + verifier
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return container(info, pack("<Q", len(data)) + cipher.update(_padded(data)) + cipher.finalize())


def container(info: bytes, package: bytes) -> bytes:
    """A compound file of the two streams, the same at any time."""
    stream = BytesIO()
    ECMA376Encrypted(package, info).write_to(stream)
    made = bytearray(stream.getvalue())
    entry = made.find("Root Entry".encode("utf-16-le"))
    while 0 < int.from_bytes(made[entry + 64 : entry + 66], "little") <= 64:  # the length of its name (MS-CFB 2.6.1)
        made[entry + 100 : entry + 116] = bytes(16)  # when it was made and changed
        entry += 128
    return bytes(made)


def _cbc(data: bytes, key: bytes, vector: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return cipher.update(_padded(data)) + cipher.finalize()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)
