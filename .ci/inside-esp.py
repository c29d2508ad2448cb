"""Sends a MESSAGE of 4,000 octets through an SA in UDP-enc-tun that the kernel gets from a UE that was killed.

inside-esp.py PRINTED ESP_SA PCSCF UE: what ims ue register printed, the file of its --esp-sa, the two addresses.
"""

import csv
import re
import socket
import subprocess
import sys

printed, keys, pcscf, ue = sys.argv[1:5]
ipv6 = ":" in ue
# what the UE has sent itself is behind it
FIRST_SEQUENCE = 5000


def numbers(line):
    found = re.search(line + r"\s+uc (\d+) us (\d+) pc (\d+) ps (\d+)", text)
    return dict(zip(("uc", "us", "pc", "ps"), map(int, found.groups())))


def ip(*arguments):
    subprocess.run(["ip", *map(str, arguments)], check=True)


def uri(address, port):
    return f"[{address}]:{port}" if ipv6 else f"{address}:{port}"


with open(printed) as file:
    text = file.read()
ports, spis = numbers("ports"), numbers("SPIs")
with open(keys) as file:
    row = next(r for r in csv.reader(file) if len(r) > 7 and int(r[3], 16) == spis["ps"])
encryption, integrity = row[5], row[7]

ip("xfrm", "state", "flush")
ip("xfrm", "policy", "flush")
ip("xfrm", "state", "add", "src", ue, "dst", pcscf, "proto", "esp", "spi", hex(spis["ps"]), "reqid", 1,
   "mode", "tunnel", "replay-oseq", FIRST_SEQUENCE, "auth-trunc", "hmac(sha1)", integrity, 96,
   "enc", "cbc(aes)", encryption, "encap", "espinudp", 4500, 4500, "::" if ipv6 else "0.0.0.0")
bits = 128 if ipv6 else 32
ip("xfrm", "policy", "add", "src", f"{ue}/{bits}", "dst", f"{pcscf}/{bits}", "proto", "udp", "sport", ports["uc"],
   "dport", ports["ps"], "dir", "out", "tmpl", "src", ue, "dst", pcscf, "proto", "esp", "reqid", 1, "mode", "tunnel")

user = re.search(r"sip:(\S+@\S+)", text).group(1)
head = (
    f"MESSAGE sip:{user} SIP/2.0\r\nVia: SIP/2.0/UDP {uri(ue, ports['us'])};branch=z9hG4bKinside\r\n"
    f"Max-Forwards: 70\r\nRoute: <sip:{uri(pcscf, ports['ps'])};lr>\r\nFrom: <sip:{user}>;tag=1\r\n"
    f"To: <sip:{user}>\r\nCall-ID: inside\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\n"
    "Content-Length: 4000\r\n\r\n"
)
sender = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
if ipv6:
    sender.setsockopt(socket.IPPROTO_IPV6, 23, 0)  # IPV6_MTU_DISCOVER: the kernel may cut up
else:
    sender.setsockopt(socket.IPPROTO_IP, 10, 0)  # IP_MTU_DISCOVER
sender.bind((ue, ports["uc"]))
sender.sendto(head.encode() + b"x" * 4000, (pcscf, ports["ps"]))
