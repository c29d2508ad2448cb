"""Sends clear UDP and TCP to protected ports, with forged sources, until it is ended.

clear-text.py TARGET FORGED_SOURCE: every source port of the UE's range is met in time; the ports are those of
the P-CSCF's defaults. Prints "answer" for each packet that comes back from such a port.
"""

import random
import select
import socket
import struct
import sys

target, forged = sys.argv[1:3]
PORTS = range(6060, 6069)
SIP = b"OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKclear\r\nCall-ID: clear-text\r\n\r\n"


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source, protocol, header, at, payload=b""):
    pseudo = socket.inet_aton(source) + socket.inet_aton(target)
    pseudo += struct.pack("!BBH", 0, protocol, len(header) + len(payload))
    whole = header + payload
    whole = whole[:at] + struct.pack("!H", checksum(pseudo + whole)) + whole[at + 2 :]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(whole), 0, 0, 64, protocol, 0)
    return ip + pseudo[:8] + whole


raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
heard = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
while True:
    for port in PORTS:
        for source in (forged, "198.51.100.9"):
            own = random.randrange(1024, 65536)
            udp = struct.pack("!HHHH", own, port, 8 + len(SIP), 0)
            raw.sendto(packet(source, 17, udp, 6, SIP), (target, 0))
            tcp = struct.pack("!HHIIBBHHH", own, port, 1, 0, 0x50, 2, 8192, 0, 0)
            raw.sendto(packet(source, 6, tcp, 16), (target, 0))
        plain.sendto(SIP, (target, port))
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connecting:
            connecting.setblocking(False)
            connecting.connect_ex((target, port))
            if select.select([heard], [], [], 0.02)[0]:
                came = heard.recv(2048)
                if struct.unpack("!H", came[20:22])[0] in PORTS:
                    print("answer", came[20:].hex(), flush=True)
