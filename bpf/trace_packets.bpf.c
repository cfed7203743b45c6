// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A record for every IP packet that a network device gets or is given: "perf trace packets".
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_endian.h>

#include "bpflens/scope.bpf.h"

enum direction { in, out };

// What IP headers say is within (IANA's numbers).
enum protocol { icmp = 1, igmp = 2, tcp = 6, udp = 17, gre = 47, esp = 50, icmp6 = 58, ospf = 89, sctp = 132 };

struct packet {
  enum direction direction;
  char device[16];
  __u32 length;
  enum protocol protocol;
  __u8 source[16]; /* IPv4 as IPv6 has it: ::ffff:10.0.0.1 */
  __u16 source_port;
  __u16 target_port;
  __u8 target[16];
  __u32 netns;
};

const struct packet *unused __attribute__((unused));

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, sizeof(int));
  __uint(value_size, sizeof(__u32));
} packets SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct net_device___packets {
  char name[16];
};

struct sk_buff___packets {
  struct net_device___packets *dev;
  unsigned int len;
  __be16 protocol;
  __u16 network_header;
  unsigned char *head;
};

#pragma clang attribute pop

// Headers as the standards lay them out; only what is looked at has a name.
struct ipv4_header {
  __u8 version_and_words;
  __u8 service;
  __be16 length;
  __be16 id;
  __be16 fragment;
  __u8 hops;
  __u8 protocol;
  __be16 checksum;
  __u8 source[4];
  __u8 target[4];
};

struct ipv6_header {
  __be32 version_and_flow;
  __be16 length;
  __u8 protocol;
  __u8 hops;
  __u8 source[16];
  __u8 target[16];
};

static __always_inline int has_ports(__u32 protocol) { return protocol == tcp || protocol == udp || protocol == sctp; }

static __always_inline void read_ports(const unsigned char *at, struct packet *packet) {
  __be16 ports[2] = {};
  if (!has_ports(packet->protocol)) return;
  bpf_probe_read_kernel(ports, sizeof(ports), at);
  packet->source_port = bpf_ntohs(ports[0]);
  packet->target_port = bpf_ntohs(ports[1]);
}

static __always_inline void map_ipv4(__u8 *address, const __u8 *ipv4) {
  address[10] = address[11] = 0xff;
  __builtin_memcpy(address + 12, ipv4, 4);
}

static __always_inline int read_ipv4(const unsigned char *at, struct packet *packet) {
  struct ipv4_header header;
  if (bpf_probe_read_kernel(&header, sizeof(header), at) != 0 || header.version_and_words >> 4 != 4) return 0;
  packet->protocol = header.protocol;
  map_ipv4(packet->source, header.source);
  map_ipv4(packet->target, header.target);
  const int first_fragment = (bpf_ntohs(header.fragment) & 0x1fff) == 0;
  if (first_fragment) read_ports(at + (header.version_and_words & 15) * 4, packet);
  return 1;
}

static __always_inline int read_ipv6(const unsigned char *at, struct packet *packet) {
  struct ipv6_header header;
  if (bpf_probe_read_kernel(&header, sizeof(header), at) != 0) return 0;
  packet->protocol = header.protocol;
  __builtin_memcpy(packet->source, header.source, 16);
  __builtin_memcpy(packet->target, header.target, 16);
  read_ports(at + sizeof(header), packet);
  return 1;
}

static __always_inline int trace(struct bpf_raw_tracepoint_args *context, enum direction direction) {
  const struct sk_buff___packets *skb = (const void *)context->args[0];
  struct packet packet = {.direction = direction};
  if (!bpflens_packet_in_scope(skb)) return 0;
  const unsigned char *at = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, network_header);
  const __u16 protocol = bpf_ntohs(BPF_CORE_READ(skb, protocol));
  if (protocol == 0x0800 && !read_ipv4(at, &packet)) return 0;
  if (protocol == 0x86dd && !read_ipv6(at, &packet)) return 0;
  if (protocol != 0x0800 && protocol != 0x86dd) return 0;
  packet.length = BPF_CORE_READ(skb, len);
  packet.netns = bpflens_packet_netns(skb);
  BPF_CORE_READ_STR_INTO(&packet.device, skb, dev, name);
  bpf_perf_event_output(context, &packets, BPF_F_CURRENT_CPU, &packet, sizeof(packet));
  return 0;
}

SEC("raw_tp/netif_receive_skb")
int trace_received(struct bpf_raw_tracepoint_args *context) { return trace(context, in); }

SEC("raw_tp/net_dev_queue")
int trace_sent(struct bpf_raw_tracepoint_args *context) { return trace(context, out); }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
